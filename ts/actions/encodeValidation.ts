import { encodeFunctionData, type Hash, type Hex } from 'viem'
import { type EntryPointVersion, toPackedUserOperation, type UserOperation } from 'viem/account-abstraction'
import { validateUserOp06Abi, validateUserOp07Abi } from '../generated/usedAbis.js'

/**
 * The question that an account asks its registry about an operation: of EntryPoint v0.6 the Biconomy registry, of later ones the
 * ERC-7579 validator.
 *
 * @internal
 */
export function encodeValidation(parameters: {
  entryPointVersion: EntryPointVersion
  userOperation: UserOperation
  userOperationHash: Hash
}): Hex {
  const { entryPointVersion, userOperation, userOperationHash } = parameters
  if (entryPointVersion !== '0.6')
    return encodeFunctionData({
      abi: validateUserOp07Abi,
      args: [toPackedUserOperation(userOperation as UserOperation<'0.7'>), userOperationHash],
      functionName: 'validateUserOp',
    })
  const { initCode = '0x', paymasterAndData = '0x', ...operation } = userOperation as UserOperation<'0.6'>
  return encodeFunctionData({
    abi: validateUserOp06Abi,
    args: [{ ...operation, initCode, paymasterAndData }, userOperationHash],
    functionName: 'validateUserOp',
  })
}
