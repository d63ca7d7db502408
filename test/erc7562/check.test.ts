import { type Address, concat, encodeAbiParameters, encodeFunctionData, type Hex, keccak256, pad, parseAbi } from 'viem'
import { entryPoint06Address } from 'viem/account-abstraction'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkValidation } from './checkValidation.js'
import { addresses, type Step, startFixture, step, toCall } from './fixture.js'
import { nameOf } from './opcodes.js'
import type { Violation } from './rules/rule.js'
import type { ValidationTrace } from './trace.js'
import { traceValidation } from './traceValidation.js'

const { addressAccess, callChain, callingAccount, codeless, delegatingAccount, forbiddenOpcodes, raw, slotAccess } =
  addresses

let chain: Awaited<ReturnType<typeof startFixture>>
beforeAll(async () => {
  chain = await startFixture()
})
afterAll(() => chain.stop())

/** What matters of a violation: the rule, what broke it, and where. */
const brief = ({ address, opcode, rule }: Violation) => [rule, opcode, address]

/** Every opcode that ran in some contract's code. Without it a clean check says nothing. */
const ranIn = (trace: ValidationTrace, code: Address) =>
  trace.frames.filter((frame) => frame.code === code).flatMap((frame) => frame.opcodes.map(nameOf))

const word = (value: bigint) => pad(`0x${value.toString(16)}` as Hex)
const forward = (functionName: string, { data, to }: Step, ...extra: readonly bigint[]) =>
  step('callChain', functionName, [to, ...extra, data])

describe('forbidden opcodes', () => {
  test.each([
    ['origin', 'OP-011', 'ORIGIN'],
    ['gasPrice', 'OP-011', 'GASPRICE'],
    ['blockHash', 'OP-011', 'BLOCKHASH'],
    ['coinbase', 'OP-011', 'COINBASE'],
    ['timestamp', 'OP-011', 'TIMESTAMP'],
    ['number', 'OP-011', 'NUMBER'],
    ['prevRandao', 'OP-011', 'PREVRANDAO'],
    ['gasLimit', 'OP-011', 'GASLIMIT'],
    ['baseFee', 'OP-011', 'BASEFEE'],
    ['create', 'OP-011', 'CREATE'],
    ['invalid', 'OP-011', 'INVALID'],
    ['gasLeft', 'OP-012', 'GAS'],
    ['create2', 'OP-031', 'CREATE2'],
    ['balance', 'OP-080', 'BALANCE'],
    ['selfBalance', 'OP-080', 'SELFBALANCE'],
  ])('%s breaks %s', async (functionName, rule, opcode) => {
    const { violations } = await chain.validate(step('forbiddenOpcodes', functionName))
    expect(violations.map(brief)).toEqual([[rule, opcode, forbiddenOpcodes]])
  })

  test.each([
    ['PUSH0 BLOBHASH', 'OP-011', 'BLOBHASH'],
    ['BLOBBASEFEE', 'OP-011', 'BLOBBASEFEE'],
    ['CALLER SELFDESTRUCT', 'OP-011', 'SELFDESTRUCT'],
  ])('%s breaks %s', async (source, rule, opcode) => {
    const { violations } = await chain.validate(await chain.raw(source))
    expect(violations.map(brief)).toEqual([[rule, opcode, raw]])
  })

  test('behavior: an unassigned opcode breaks OP-013', async () => {
    const first = await chain.raw('STOP')
    await chain.client.setCode({ address: raw, bytecode: '0x0c' })
    const { violations } = await chain.validate(first)
    expect(violations.map(brief)).toEqual([['OP-013', '0x0c', raw]])
  })

  test('behavior: code that breaks no rule is clean', async () => {
    const { trace, violations } = await chain.validate(step('forbiddenOpcodes', 'doNothing'))
    expect(violations).toEqual([])
    expect(trace.reverted).toBe(false)
    expect(ranIn(trace, forbiddenOpcodes)).toContain('STOP')
  })
})

describe('GAS', () => {
  test.each([
    ['PUSH0 PUSH0 PUSH0 PUSH0 PUSH0', 'CALL'],
    ['PUSH0 PUSH0 PUSH0 PUSH0 PUSH0', 'CALLCODE'],
    ['PUSH0 PUSH0 PUSH0 PUSH0', 'DELEGATECALL'],
    ['PUSH0 PUSH0 PUSH0 PUSH0', 'STATICCALL'],
  ])('behavior: %s … GAS %s is clean', async (operands, call) => {
    const { trace, violations } = await chain.validate(await chain.raw(`${operands} ${callChain} GAS ${call}`))
    expect(violations).toEqual([])
    expect(ranIn(trace, raw)).toEqual(expect.arrayContaining(['GAS', call]))
  })

  test.each([
    'GAS POP',
    'GAS STOP',
    // One opcode between the two is one too many.
    `PUSH0 PUSH0 PUSH0 PUSH0 ${callChain} GAS JUMPDEST STATICCALL`,
    // The gas left, as the offset of no revert data.
    'PUSH0 GAS REVERT',
  ])('behavior: %s breaks OP-012', async (source) => {
    const { violations } = await chain.validate(await chain.raw(source))
    expect(violations.map(brief)).toEqual([['OP-012', 'GAS', raw]])
  })

  test('behavior: a call does not excuse a GAS elsewhere', async () => {
    const { violations } = await chain.validate(
      await chain.raw(`PUSH0 PUSH0 PUSH0 PUSH0 ${callChain} GAS STATICCALL GAS POP`),
    )
    expect(violations.map(brief)).toEqual([['OP-012', 'GAS', raw]])
  })
})

describe('out of gas', () => {
  test('behavior: a starved call breaks OP-020, though its failure is ignored', async () => {
    const { trace, violations } = await chain.validate(forward('starve', step('forbiddenOpcodes', 'doNothing'), 30n))
    expect(violations.map(brief)).toEqual([['OP-020', undefined, forbiddenOpcodes]])
    expect(trace.reverted).toBe(false)
  })

  test('behavior: a call with enough gas is clean', async () => {
    const { trace, violations } = await chain.validate(forward('feed', step('forbiddenOpcodes', 'doNothing'), 3_000n))
    expect(violations).toEqual([])
    expect(ranIn(trace, forbiddenOpcodes)).toContain('STOP')
  })

  test('behavior: a starved precompile breaks OP-020', async () => {
    const precompile = pad('0x01', { size: 20 })
    const { violations } = await chain.validate(forward('starve', { data: '0x', to: precompile }, 100n))
    expect(violations.map(brief)).toEqual([['OP-020', undefined, precompile]])
  })

  test('behavior: memory that nobody could pay for breaks OP-020', async () => {
    const { violations } = await chain.validate(await chain.raw('PUSH0 NOT MLOAD'))
    expect(violations.map(brief)).toEqual([['OP-020', undefined, raw]])
  })

  test('behavior: the account running out of gas breaks OP-020', async () => {
    await chain.raw('JUMPDEST PUSH0 JUMP')
    const call = { ...toCall(raw, { data: '0x', to: raw }), gas: 100_000n }
    const trace = await traceValidation({ call, client: chain.client })
    const violations = checkValidation({ account: raw, accountExists: true, entryPoint: entryPoint06Address, trace })
    expect(violations.map(brief)).toEqual([['OP-020', undefined, raw]])
    expect(trace.reverted).toBe(true)
  })
})

describe('addresses without code', () => {
  test.each([
    ['sizeOf', [codeless], 'EXTCODESIZE'],
    ['hashOf', [codeless], 'EXTCODEHASH'],
    ['copyOf', [codeless], 'EXTCODECOPY'],
    ['isMissing', [codeless], 'EXTCODESIZE'],
    ['callTo', [codeless, 0n, '0x'], 'CALL'],
    ['staticCallTo', [codeless], 'STATICCALL'],
    ['delegateCallTo', [codeless, '0x'], 'DELEGATECALL'],
  ])('behavior: %s breaks OP-041', async (functionName, args, opcode) => {
    const { violations } = await chain.validate(step('addressAccess', functionName, args))
    expect(violations.map(brief)).toEqual([['OP-041', opcode, addressAccess]])
  })

  test.each([
    ['sizeOf', 'EXTCODESIZE'],
    ['hashOf', 'EXTCODEHASH'],
    ['copyOf', 'EXTCODECOPY'],
  ])('behavior: %s of a contract is clean', async (functionName, opcode) => {
    const { trace, violations } = await chain.validate(step('addressAccess', functionName, [callChain]))
    expect(violations).toEqual([])
    expect(ranIn(trace, addressAccess)).toContain(opcode)
  })

  test('behavior: CALLCODE breaks OP-041', async () => {
    const { violations } = await chain.validate(
      await chain.raw(`PUSH0 PUSH0 PUSH0 PUSH0 PUSH0 ${codeless} GAS CALLCODE`),
    )
    expect(violations.map(brief)).toEqual([['OP-041', 'CALLCODE', raw]])
  })
})

describe('precompiles', () => {
  test.each(['0x01', '0x04', '0x0100'] as const)('behavior: a call of %s is clean', async (index) => {
    const target = pad(index, { size: 20 })
    const { trace, violations } = await chain.validate(step('addressAccess', 'staticCallTo', [target]))
    expect(violations).toEqual([])
    expect(trace.frames.map(({ code }) => code)).toContain(target)
  })

  test('behavior: an address that is no precompile of this chain breaks OP-041', async () => {
    const { violations } = await chain.validate(step('addressAccess', 'staticCallTo', [pad('0xfd', { size: 20 })]))
    expect(violations.map(brief)).toEqual([['OP-041', 'STATICCALL', addressAccess]])
  })

  test("behavior: a chain's own precompile breaks OP-062", async () => {
    const celo = await startFixture(['--celo'])
    try {
      const { violations } = await celo.validate(
        forward('starve', { data: '0x', to: pad('0xfd', { size: 20 }) }, 50_000n),
      )
      expect(violations.map(brief)).toEqual([['OP-062', 'CALL', callChain]])
    } finally {
      await celo.stop()
    }
  })
})

describe('value', () => {
  test('behavior: a call with value breaks OP-061', async () => {
    await chain.raw('STOP')
    const { trace, violations } = await chain.validate(step('addressAccess', 'callTo', [raw, 1n, '0x']))
    expect(violations.map(brief)).toEqual([['OP-061', 'CALL', addressAccess]])
    expect(trace.reverted).toBe(false)
  })

  test('behavior: a call that cannot pay its value breaks OP-061', async () => {
    await chain.raw('STOP')
    const { trace, violations } = await chain.validate(step('addressAccess', 'callTo', [raw, 10n ** 30n, '0x']))
    expect(violations.map(brief)).toEqual([['OP-061', 'CALL', addressAccess]])
    expect(trace.reverted).toBe(true)
  })

  test('behavior: CALLCODE with value breaks OP-061', async () => {
    const { violations } = await chain.validate(
      await chain.raw(`PUSH0 PUSH0 PUSH0 PUSH0 0x01 ${callChain} GAS CALLCODE`),
    )
    expect(violations.map(brief)).toEqual([['OP-061', 'CALLCODE', raw]])
  })

  test('behavior: a call without value is clean', async () => {
    await chain.raw('STOP')
    const { trace, violations } = await chain.validate(step('addressAccess', 'callTo', [raw, 0n, '0x']))
    expect(violations).toEqual([])
    expect(ranIn(trace, raw)).toEqual(['STOP'])
  })
})

describe('EntryPoint', () => {
  const abi = parseAbi([
    'function balanceOf(address)',
    'function depositTo(address)',
    'function getNonce(address, uint192)',
    'function incrementNonce(uint192)',
  ])
  const depositTo = (who: Address) => encodeFunctionData({ abi, args: [who], functionName: 'depositTo' })
  const incrementNonce = encodeFunctionData({ abi, args: [7n], functionName: 'incrementNonce' })
  const callEntryPoint = (data: Hex, value = 0n) => step('addressAccess', 'callTo', [entryPoint06Address, value, data])

  describe('from the account', () => {
    const account = delegatingAccount

    test.each([
      ['depositTo(account)', callEntryPoint(depositTo(account), 1n)],
      ['depositTo(account) without value', callEntryPoint(depositTo(account))],
      ['the fallback with value', callEntryPoint('0x', 1n)],
      ['the fallback without value', callEntryPoint('0x')],
      ['incrementNonce', callEntryPoint(incrementNonce)],
    ])('behavior: %s is clean', async (_, first) => {
      const { trace, violations } = await chain.validate(first, { account })
      expect(violations).toEqual([])
      expect(trace.reverted).toBe(false)
      expect(ranIn(trace, entryPoint06Address)).toContain('SSTORE')
    })

    test.each([
      ['depositTo(another)', callEntryPoint(depositTo(callingAccount), 1n), 'CALL'],
      ['incrementNonce with value', callEntryPoint(incrementNonce, 1n), 'CALL'],
      ['getNonce', callEntryPoint(encodeFunctionData({ abi, args: [account, 0n], functionName: 'getNonce' })), 'CALL'],
      ['balanceOf', callEntryPoint(encodeFunctionData({ abi, args: [account], functionName: 'balanceOf' })), 'CALL'],
      ['part of a selector', callEntryPoint('0xb760fa'), 'CALL'],
      ['a static call', step('addressAccess', 'staticCallTo', [entryPoint06Address]), 'STATICCALL'],
      [
        'a delegate call',
        step('addressAccess', 'delegateCallTo', [entryPoint06Address, depositTo(account)]),
        'DELEGATECALL',
      ],
    ])('behavior: %s breaks OP-054', async (_, first, opcode) => {
      const { violations } = await chain.validate(first, { account })
      expect(violations.map(brief)).toEqual([['OP-054', opcode, addressAccess]])
    })
  })

  describe('from another contract', () => {
    test.each([
      ['depositTo(account)', callEntryPoint(depositTo(callingAccount), 1n)],
      ['the fallback', callEntryPoint('0x', 1n)],
      ['incrementNonce', callEntryPoint(incrementNonce)],
    ])('behavior: %s breaks OP-054', async (_, first) => {
      const { trace, violations } = await chain.validate(first)
      expect(violations.map(brief)).toEqual([['OP-054', 'CALL', addressAccess]])
      expect(trace.reverted).toBe(false)
    })
  })

  test('behavior: EXTCODESIZE ISZERO is clean', async () => {
    const { trace, violations } = await chain.validate(step('addressAccess', 'isMissing', [entryPoint06Address]))
    expect(violations).toEqual([])
    expect(ranIn(trace, addressAccess)).toContain('EXTCODESIZE')
  })

  test.each([
    ['sizeOf', 'EXTCODESIZE'],
    ['hashOf', 'EXTCODEHASH'],
    ['copyOf', 'EXTCODECOPY'],
  ])('behavior: %s breaks OP-054', async (functionName, opcode) => {
    const { violations } = await chain.validate(step('addressAccess', functionName, [entryPoint06Address]))
    expect(violations.map(brief)).toEqual([['OP-054', opcode, addressAccess]])
  })

  test('behavior: EXTCODEHASH ISZERO breaks OP-054', async () => {
    const { violations } = await chain.validate(await chain.raw(`${entryPoint06Address} EXTCODEHASH ISZERO`))
    expect(violations.map(brief)).toEqual([['OP-054', 'EXTCODEHASH', raw]])
  })
})

describe('storage', () => {
  const key = keccak256('0x01')
  const account = callingAccount
  const baseOf = (x: Hex) => keccak256(concat([pad(account), x]))

  test.each([
    ['readByAccount', []],
    ['writeByAccount', []],
    ['readOf', [account]],
    ['readInnermost', [key]],
    ['writeInnermost', [key]],
    ['readWide', [0n]],
    ['readWide', [127n]],
    ['readAfterHash', [key, 0n]],
    ['readAfterHash', [key, 127n]],
    ['readSlot', [BigInt(account)]],
  ])('behavior: %s(%s) is associated, and clean', async (functionName, args) => {
    const { trace, violations } = await chain.validate(step('slotAccess', functionName, args))
    expect(violations).toEqual([])
    expect(trace.reverted).toBe(false)
    expect(trace.frames.flatMap(({ slots, storage }) => (storage === slotAccess ? slots : []))).not.toEqual([])
  })

  test.each([
    ['readShared', [], 'SLOAD'],
    ['writeShared', [], 'SSTORE'],
    ['readOf', [delegatingAccount], 'SLOAD'],
    ['readOutermost', [key], 'SLOAD'],
    ['writeOutermost', [key], 'SSTORE'],
    ['readWide', [128n], 'SLOAD'],
    ['readAfterHash', [key, 128n], 'SLOAD'],
    ['readAfterHash', [key, 2n ** 256n - 1n], 'SLOAD'],
    ['readByLongHash', [key, key], 'SLOAD'],
    ['readByHashEndingInAccount', [key], 'SLOAD'],
    ['readSlot', [BigInt(account) + 1n], 'SLOAD'],
  ])('behavior: %s(%s) breaks STO-021', async (functionName, args, opcode) => {
    const { violations } = await chain.validate(step('slotAccess', functionName, args))
    expect(violations.map(brief)).toEqual([['STO-021', opcode, slotAccess]])
  })

  test('behavior: the slot is named', async () => {
    const { violations } = await chain.validate(step('slotAccess', 'readSlot', [0xabcn]))
    expect(violations.map(({ slot }) => slot)).toEqual([word(0xabcn)])
  })

  test('behavior: a hash that the validation did not compute is not known to be associated', async () => {
    const { violations } = await chain.validate(step('slotAccess', 'readSlot', [BigInt(baseOf(key))]))
    expect(violations.map(brief)).toEqual([['STO-021', 'SLOAD', slotAccess]])
  })

  test('behavior: a hash of memory that was not written yet is known', async () => {
    const { trace, violations } = await chain.validate(
      await chain.raw('CALLER PUSH0 MSTORE 0x40 PUSH0 KECCAK256 SLOAD'),
    )
    expect(violations).toEqual([])
    expect(trace.frames.at(-1)?.slots.map(({ slot }) => slot)).toEqual([baseOf(word(0n))])
  })

  test("behavior: the account's own storage is clean, whoever's code uses it", async () => {
    const { trace, violations } = await chain.validate(step('slotAccess', 'writeOutermost', [key]), {
      account: delegatingAccount,
    })
    expect(violations).toEqual([])
    expect(trace.frames.at(-1)).toMatchObject({ code: slotAccess, storage: delegatingAccount })
    expect(trace.frames.at(-1)?.slots).toHaveLength(1)
  })

  test("behavior: another contract's storage breaks STO-021, whoever's code uses it", async () => {
    const { violations } = await chain.validate(forward('passByDelegation', step('slotAccess', 'writeShared')))
    expect(violations.map(brief)).toEqual([['STO-021', 'SSTORE', callChain]])
  })

  describe('of an account that does not exist yet', () => {
    test('behavior: associated storage breaks STO-022', async () => {
      const { violations } = await chain.validate(step('slotAccess', 'readByAccount'), { accountExists: false })
      expect(violations.map(brief)).toEqual([['STO-022', 'SLOAD', slotAccess]])
    })

    test('behavior: other storage breaks STO-021', async () => {
      const { violations } = await chain.validate(step('slotAccess', 'readShared'), { accountExists: false })
      expect(violations.map(brief)).toEqual([['STO-021', 'SLOAD', slotAccess]])
    })

    test('behavior: its own storage is clean', async () => {
      const { trace, violations } = await chain.validate(step('slotAccess', 'writeShared'), {
        account: delegatingAccount,
        accountExists: false,
      })
      expect(violations).toEqual([])
      expect(trace.frames.at(-1)?.slots).toHaveLength(1)
    })
  })
})

describe('transient storage', () => {
  const toAssociated = 'CALLER PUSH0 MSTORE 0x40 PUSH0 KECCAK256'

  test.each([
    ['PUSH0 TLOAD', 'TLOAD'],
    ['PUSH0 PUSH0 TSTORE', 'TSTORE'],
  ])('behavior: %s breaks OP-070', async (source, opcode) => {
    const { violations } = await chain.validate(await chain.raw(source))
    expect(violations.map(brief)).toEqual([['OP-070', opcode, raw]])
  })

  test.each([
    ['TLOAD', `${toAssociated} TLOAD`],
    ['TSTORE', `PUSH0 ${toAssociated} TSTORE`],
  ])('behavior: %s of an associated slot is clean', async (opcode, source) => {
    const { trace, violations } = await chain.validate(await chain.raw(source))
    expect(violations).toEqual([])
    expect(ranIn(trace, raw)).toContain(opcode)
  })

  test('behavior: an associated slot of an account that does not exist yet breaks OP-070', async () => {
    const { violations } = await chain.validate(await chain.raw(`${toAssociated} TLOAD`), { accountExists: false })
    expect(violations.map(brief)).toEqual([['OP-070', 'TLOAD', raw]])
  })

  test("behavior: the account's own is clean", async () => {
    const { trace, violations } = await chain.validate(await chain.raw('PUSH0 PUSH0 TSTORE'), {
      account: delegatingAccount,
    })
    expect(violations).toEqual([])
    expect(ranIn(trace, raw)).toContain('TSTORE')
  })
})

describe('depth and failure', () => {
  const timestamp = step('forbiddenOpcodes', 'timestamp')
  const found = [['OP-011', 'TIMESTAMP', forbiddenOpcodes]]

  test.each([
    ['pass', 3],
    ['passByDelegation', 3],
    ['passAndForget', 4],
  ])('behavior: %s does not hide a violation', async (functionName, depth) => {
    const { trace, violations } = await chain.validate(forward(functionName, timestamp))
    expect(violations.map(brief)).toEqual(found)
    expect(trace.reverted).toBe(false)
    expect(trace.frames.find(({ code }) => code === forbiddenOpcodes)?.depth).toBe(depth)
  })

  test('behavior: a storage violation in a reverted call is found', async () => {
    const { violations } = await chain.validate(forward('passAndForget', step('slotAccess', 'writeShared')))
    expect(violations.map(brief)).toEqual([['STO-021', 'SSTORE', slotAccess]])
  })

  test('behavior: each violation of several is found', async () => {
    const nested = forward('pass', await chain.raw('TIMESTAMP GAS BALANCE PUSH0 SLOAD'))
    const { violations } = await chain.validate(nested)
    expect(violations.map(({ rule }) => rule)).toEqual(['OP-080', 'OP-011', 'OP-012', 'STO-021'])
  })

  test('behavior: a validation that reverts is checked', async () => {
    const { trace, violations } = await chain.validate(await chain.raw('TIMESTAMP PUSH0 SLOAD PUSH0 PUSH0 REVERT'))
    expect(trace.reverted).toBe(true)
    expect(violations.map(brief)).toEqual([
      ['OP-011', 'TIMESTAMP', raw],
      ['STO-021', 'SLOAD', raw],
    ])
  })

  test('behavior: a validation that only reverts is clean', async () => {
    const { trace, violations } = await chain.validate(await chain.raw('PUSH0 PUSH0 REVERT'))
    expect(trace.reverted).toBe(true)
    expect(violations).toEqual([])
  })

  test('behavior: the validation data comes with the trace', async () => {
    const { trace } = await chain.validate(step('forbiddenOpcodes', 'doNothing'))
    expect(trace.output).toBe(encodeAbiParameters([{ type: 'uint256' }], [0n]))
  })
})
