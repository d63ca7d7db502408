import { type Address, hexToBigInt, isAddressEqual } from 'viem'
import { nameOf } from '../opcodes.js'
import type { Subject, Violation } from './rule.js'

/** OP-041: no EXTCODE* or call of an address without code. Precompiles have none, and may be called; OP-062 says which. */
export function* codelessAddresses({ account, entryPoint, trace }: Subject): Iterable<Violation> {
  const isExempt = (target: Address) => isAddressEqual(target, account) || isAddressEqual(target, entryPoint)

  for (const { calls, code, codeReads } of trace.frames) {
    const codeless = [...codeReads, ...calls.filter((call) => !call.isPrecompile)].filter((access) => !access.hasCode)
    for (const { opcode, target } of codeless)
      if (!isExempt(target))
        yield { rule: 'OP-041', address: code, message: `${target} has no code`, opcode: nameOf(opcode) }
  }
}

/** OP-061: no call with value. What the EntryPoint may be sent is up to the rules on the EntryPoint. */
export function* valueCalls({ entryPoint, trace }: Subject): Iterable<Violation> {
  for (const { calls, code } of trace.frames)
    for (const { opcode, target, value } of calls)
      if (value > 0n && !isAddressEqual(target, entryPoint))
        yield { rule: 'OP-061', address: code, message: `${value} wei for ${target}`, opcode: nameOf(opcode) }
}

/** OP-062: of the chain's precompiles only those that every chain has, which look at nothing but their input. */
export function* precompiles({ trace }: Subject): Iterable<Violation> {
  for (const { calls, code } of trace.frames)
    for (const { isPrecompile, opcode, target } of calls)
      if (isPrecompile && !isAcceptedPrecompile(target))
        yield {
          rule: 'OP-062',
          address: code,
          message: `${target} is a precompile of this chain`,
          opcode: nameOf(opcode),
        }
}

/** The core precompiles 0x1 to 0x11, and P256VERIFY. */
function isAcceptedPrecompile(target: Address): boolean {
  const index = hexToBigInt(target)
  return (index >= 0x1n && index <= 0x11n) || index === 0x100n
}
