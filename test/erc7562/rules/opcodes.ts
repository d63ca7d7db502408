import { isAssigned, nameOf, opcodes } from '../opcodes.js'
import type { RuleId, Subject, Violation } from './rule.js'

const forbidden: Readonly<Record<string, RuleId>> = {
  ORIGIN: 'OP-011',
  GASPRICE: 'OP-011',
  BLOCKHASH: 'OP-011',
  COINBASE: 'OP-011',
  TIMESTAMP: 'OP-011',
  NUMBER: 'OP-011',
  PREVRANDAO: 'OP-011',
  GASLIMIT: 'OP-011',
  BASEFEE: 'OP-011',
  BLOBHASH: 'OP-011',
  BLOBBASEFEE: 'OP-011',
  CREATE: 'OP-011',
  INVALID: 'OP-011',
  SELFDESTRUCT: 'OP-011',
  // Allowed to a factory that deploys the account. A validation is not a deployment.
  CREATE2: 'OP-031',
  // Allowed to a staked entity.
  BALANCE: 'OP-080',
  SELFBALANCE: 'OP-080',
}

const calls = new Set([opcodes.CALL, opcodes.CALLCODE, opcodes.DELEGATECALL, opcodes.STATICCALL])

/** OP-011, OP-031 and OP-080: opcodes that no code of a validation may run. */
export function* forbiddenOpcodes({ trace }: Subject): Iterable<Violation> {
  for (const { code, opcodes } of trace.frames)
    for (const opcode of opcodes.map(nameOf)) {
      const rule = forbidden[opcode]
      if (rule) yield { rule, address: code, message: `${opcode} is forbidden in a validation`, opcode }
    }
}

/** OP-012: GAS only to hand all of it to the call that follows. */
export function* gasReads({ trace }: Subject): Iterable<Violation> {
  for (const { afterGas, code } of trace.frames)
    for (const next of afterGas.filter((opcode) => !calls.has(opcode)))
      yield {
        rule: 'OP-012',
        address: code,
        message: `GAS is followed by ${nameOf(next)}, not by a call`,
        opcode: 'GAS',
      }
}

/** OP-013: no opcode that means nothing yet. */
export function* unassignedOpcodes({ trace }: Subject): Iterable<Violation> {
  for (const { code, opcodes } of trace.frames)
    for (const opcode of opcodes.filter((opcode) => !isAssigned(opcode)).map(nameOf))
      yield { rule: 'OP-013', address: code, message: `${opcode} is not assigned`, opcode }
}

/** OP-020: no call runs out of gas, not even one whose failure is ignored. */
export function* outOfGas({ trace }: Subject): Iterable<Violation> {
  for (const { code, depth, outOfGas } of trace.frames)
    if (outOfGas) yield { rule: 'OP-020', address: code, message: `the call at depth ${depth} ran out of gas` }
}
