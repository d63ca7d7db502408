import { codelessAddresses, precompiles, valueCalls } from './rules/addresses.js'
import { entryPointAccess } from './rules/entryPoint.js'
import { forbiddenOpcodes, gasReads, outOfGas, unassignedOpcodes } from './rules/opcodes.js'
import type { Rule, Subject, Violation } from './rules/rule.js'
import { storageAccess } from './rules/storage.js'

const rules: readonly Rule[] = [
  forbiddenOpcodes,
  gasReads,
  unassignedOpcodes,
  outOfGas,
  codelessAddresses,
  entryPointAccess,
  valueCalls,
  precompiles,
  storageAccess,
]

/**
 * Checks a traced validation against the validation rules of ERC-7562 that bind the account: its opcode rules and its
 * storage rules. What a validation does again and again is reported once.
 */
export function checkValidation(parameters: checkValidation.Parameters): readonly Violation[] {
  const violations = rules.flatMap((rule) => [...rule(parameters)])
  return [...new Map(violations.map((violation) => [JSON.stringify(violation), violation])).values()]
}

export declare namespace checkValidation {
  type Parameters = Subject
}
