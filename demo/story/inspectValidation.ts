import type { UserOperation } from 'viem/account-abstraction'
import { assertValidationClean } from '../../test/erc7562/assertValidationClean.js'
import type { ValidationTrace } from '../../test/erc7562/trace.js'
import { toValidationCall06, toValidationCall07 } from '../../test/erc7562/validationCall.js'
import type { Stack } from '../stack/index.js'
import type { Inspect } from './attempt.js'

/** Traces each validation before its operation is sent, and throws when it breaks a rule of ERC-7562. */
export function inspectValidation(stack: Stack, onTrace?: (trace: ValidationTrace) => void): Inspect {
  return async ({ entryPoint, hash, userOperation }) => {
    const call =
      entryPoint.version === '0.6'
        ? toValidationCall06({
            entryPoint: entryPoint.address,
            userOperation: userOperation as UserOperation<'0.6'>,
            userOperationHash: hash,
          })
        : toValidationCall07({
            entryPoint: entryPoint.address,
            userOperation: userOperation as UserOperation<'0.7'>,
            userOperationHash: hash,
          })
    const trace = await assertValidationClean({ call, client: stack.publicClient })
    onTrace?.(trace)
  }
}
