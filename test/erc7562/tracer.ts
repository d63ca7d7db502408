/**
 * A JavaScript tracer for `debug_traceCall` that collects what ERC-7562 has rules about; it runs inside the node.
 *
 * - `enter` and `exit` are not called for the top call, so its frame is opened by its first step.
 * - A step is reported before its opcode runs: memory it is about to expand is not there yet, and reads as zero.
 * - The contract's address in a step is the one whose storage is in use. The one whose code runs is the callee of `enter`.
 * - An exception in a tracer makes the node revert the traced call without a word. So each is caught and handed out.
 */
export const validationTracer = `{
  frames: [],
  open: [],
  preimages: [],
  errors: [],

  step(log, db) { this.guard(() => this.record(log, db)) },

  // A step was reported for the same opcode.
  fault() {},

  enter(call) { this.guard(() => this.openFrame(toHex(call.getTo()))) },

  exit(result) { this.guard(() => { this.open.pop().error = result.getError() || null }) },

  result(context) {
    if (this.frames.length > 0) this.frames[0].error = context.error || null
    return {
      reverted: Boolean(context.error),
      output: toHex(context.output),
      frames: this.frames.map((frame) => ({
        code: frame.code,
        storage: frame.storage || frame.code,
        depth: frame.depth,
        error: frame.error,
        opcodes: Object.keys(frame.opcodes).map(Number),
        afterGas: Object.keys(frame.afterGas).map(Number),
        slots: frame.slots,
        codeReads: frame.codeReads,
        calls: frame.calls,
      })),
      preimages: this.preimages,
      errors: this.errors,
    }
  },

  guard(task) {
    try { task() } catch (error) { this.errors.push(String(error)) }
  },

  openFrame(code) {
    const frame = {
      code, storage: null, depth: this.open.length + 1, error: null, last: null,
      opcodes: {}, afterGas: {}, slots: [], codeReads: [], calls: [],
    }
    this.frames.push(frame)
    this.open.push(frame)
  },

  record(log, db) {
    if (this.open.length === 0) this.openFrame(toHex(log.contract.getAddress()))
    if (this.open.length !== log.getDepth()) throw new Error('the tracer lost count of the call depth')

    const frame = this.open[this.open.length - 1]
    const opcode = log.op.toNumber()
    if (!frame.storage) frame.storage = toHex(log.contract.getAddress())
    if (frame.last === 0x5a) frame.afterGas[opcode] = true
    if (frame.codeRead) frame.codeRead.next = opcode
    frame.codeRead = null
    frame.opcodes[opcode] = true
    frame.last = opcode

    // An opcode that lacks operands halts and does nothing else.
    const operands = this.operandsOf[opcode]
    if (operands && log.stack.length() >= operands) this.recordOperands(frame, opcode, log, db)
  },

  // KECCAK256; SLOAD, SSTORE, TLOAD, TSTORE; EXTCODESIZE, EXTCODECOPY, EXTCODEHASH; CALL, CALLCODE, DELEGATECALL, STATICCALL.
  operandsOf: {
    0x20: 2,
    0x54: 1, 0x55: 2, 0x5c: 1, 0x5d: 2,
    0x3b: 1, 0x3c: 4, 0x3f: 1,
    0xf1: 7, 0xf2: 7, 0xf4: 6, 0xfa: 6,
  },

  recordOperands(frame, opcode, log, db) {
    const peek = (index) => log.stack.peek(index)
    switch (opcode) {
      case 0x20:
        if (Number(peek(1)) === 64) this.preimages.push(this.read(log.memory, Number(peek(0)), 64))
        break
      case 0x54: case 0x55: case 0x5c: case 0x5d:
        frame.slots.push({ opcode, slot: this.word(peek(0)) })
        break
      case 0x3b: case 0x3c: case 0x3f:
        frame.codeRead = { opcode, ...this.look(peek(0), db), next: null }
        frame.codeReads.push(frame.codeRead)
        break
      default: {
        const withValue = opcode === 0xf1 || opcode === 0xf2
        const input = withValue ? 3 : 2
        frame.calls.push({
          opcode,
          ...this.look(peek(1), db),
          value: withValue ? this.word(peek(2)) : '0x0',
          input: this.read(log.memory, Number(peek(input)), Math.min(Number(peek(input + 1)), 36)),
        })
      }
    }
  },

  look(operand, db) {
    const target = '0x' + this.word(operand).slice(-40)
    const address = toAddress(target)
    return { target, hasCode: db.getCode(address).length > 0, isPrecompile: isPrecompiled(address) }
  },

  word(operand) { return '0x' + operand.toString(16).padStart(64, '0') },

  read(memory, offset, size) {
    const end = Math.min(offset + size, memory.length())
    const there = offset < end ? toHex(memory.slice(offset, end)) : '0x'
    return there.padEnd(2 + 2 * size, '0')
  },
}`
