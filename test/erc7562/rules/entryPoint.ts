import { type Address, concat, isAddressEqual, pad, toFunctionSelector } from 'viem'
import { nameOf, opcodes } from '../opcodes.js'
import type { CallMade, CodeRead } from '../trace.js'
import type { Subject, Violation } from './rule.js'

const depositTo = toFunctionSelector('depositTo(address)')
const incrementNonce = toFunctionSelector('incrementNonce(uint192)')

/** OP-054: the EntryPoint is not touched, but for what OP-051, OP-052, OP-053 and OP-055 allow. */
export function* entryPointAccess({ account, entryPoint, trace }: Subject): Iterable<Violation> {
  const isEntryPoint = ({ target }: { target: Address }) => isAddressEqual(target, entryPoint)

  for (const { calls, code, codeReads, storage } of trace.frames) {
    for (const read of codeReads.filter(isEntryPoint))
      if (!isExistenceCheck(read))
        yield {
          rule: 'OP-054',
          address: code,
          message: 'of the EntryPoint only `EXTCODESIZE ISZERO` may be asked',
          opcode: nameOf(read.opcode),
        }

    for (const call of calls.filter(isEntryPoint))
      if (!isAddressEqual(storage, account) || !isAllowedCall(call, account))
        yield {
          rule: 'OP-054',
          address: code,
          message: `a call of the EntryPoint from ${storage} with the input ${call.input}`,
          opcode: nameOf(call.opcode),
        }
  }
}

/** OP-051. */
function isExistenceCheck({ next, opcode }: CodeRead): boolean {
  return opcode === opcodes.EXTCODESIZE && next === opcodes.ISZERO
}

/** OP-052: `depositTo(account)`; OP-053: the fallback; OP-055: `incrementNonce`, which is not payable. */
function isAllowedCall({ input, opcode, value }: CallMade, account: Address): boolean {
  if (opcode !== opcodes.CALL) return false
  if (input === '0x' || input === concat([depositTo, pad(account)]).toLowerCase()) return true
  return input.startsWith(incrementNonce) && value === 0n
}
