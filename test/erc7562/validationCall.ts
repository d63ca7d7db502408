import { type Address, encodeFunctionData, type Hex, parseAbi } from 'viem'
import type { UserOperation } from 'viem/account-abstraction'
import type { ValidationCall } from './trace.js'

const account06Abi = parseAbi([
  'struct UserOperation { address sender; uint256 nonce; bytes initCode; bytes callData; uint256 callGasLimit; uint256 verificationGasLimit; uint256 preVerificationGas; uint256 maxFeePerGas; uint256 maxPriorityFeePerGas; bytes paymasterAndData; bytes signature; }',
  'function validateUserOp(UserOperation userOp, bytes32 userOpHash, uint256 missingAccountFunds) returns (uint256 validationData)',
])

/**
 * The call by which EntryPoint v0.6 has a user operation validated. The account is asked for no funds, as if its deposit
 * covered the operation.
 */
export function toValidationCall06(parameters: toValidationCall06.Parameters): ValidationCall {
  const { entryPoint, userOperation, userOperationHash } = parameters
  const { initCode = '0x', paymasterAndData = '0x' } = userOperation
  return {
    data: encodeFunctionData({
      abi: account06Abi,
      args: [{ ...userOperation, initCode, paymasterAndData }, userOperationHash, 0n],
      functionName: 'validateUserOp',
    }),
    from: entryPoint,
    to: userOperation.sender,
  }
}

export declare namespace toValidationCall06 {
  type Parameters = { entryPoint: Address; userOperation: UserOperation<'0.6'>; userOperationHash: Hex }
}
