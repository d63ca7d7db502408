import { checkValidation } from './checkValidation.js'
import type { Violation } from './rules/rule.js'
import type { ValidationTrace } from './trace.js'
import { traceValidation } from './traceValidation.js'

/**
 * Traces a validation, and throws if it breaks a rule of ERC-7562.
 *
 * Warning: a validation that stops at once breaks no rule. Assert on the returned trace that it did what it should.
 *
 * @example
 * import { assertValidationClean } from './assertValidationClean.js'
 * import { toValidationCall06 } from './validationCall.js'
 *
 * const call = toValidationCall06({ entryPoint, userOperation, userOperationHash })
 * const { output, reverted } = await assertValidationClean({ call, client })
 */
export async function assertValidationClean(parameters: assertValidationClean.Parameters): Promise<ValidationTrace> {
  const { accountExists = true, call } = parameters
  const trace = await traceValidation(parameters)
  const violations = checkValidation({ account: call.to, accountExists, entryPoint: call.from, trace })
  if (violations.length > 0) throw new ValidationRulesError({ call, violations })
  return trace
}

export declare namespace assertValidationClean {
  type Parameters = traceValidation.Parameters & {
    /** Whether the account had code before the user operation. Default: `true`. */
    accountExists?: boolean | undefined
  }
}

/** Thrown when a validation breaks rules; its message lists each breach. */
export class ValidationRulesError extends Error {
  override readonly name = 'ValidationRulesError'
  readonly violations: readonly Violation[]

  constructor({ call, violations }: Pick<traceValidation.Parameters, 'call'> & { violations: readonly Violation[] }) {
    super([`The validation of ${call.to} breaks ERC-7562:`, ...violations.map(describe)].join('\n'))
    this.violations = violations
  }
}

function describe({ address, message, opcode, rule, slot }: Violation): string {
  const where = [opcode, slot && `slot ${slot}`].filter(Boolean).join(' ')
  return `- ${rule} at ${address}${where && ` (${where})`}: ${message}`
}
