import { type Address, encodeFunctionData, type Hex, parseAbi } from 'viem'
import { toPackedUserOperation, type UserOperation } from 'viem/account-abstraction'
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

const account07Abi = parseAbi([
  'struct PackedUserOperation { address sender; uint256 nonce; bytes initCode; bytes callData; bytes32 accountGasLimits; uint256 preVerificationGas; bytes32 gasFees; bytes paymasterAndData; bytes signature; }',
  'function validateUserOp(PackedUserOperation userOp, bytes32 userOpHash, uint256 missingAccountFunds) returns (uint256 validationData)',
])

/** The call by which EntryPoint v0.7 and later has a user operation validated. The account is asked for no funds. */
export function toValidationCall07(parameters: toValidationCall07.Parameters): ValidationCall {
  const { entryPoint, userOperation, userOperationHash } = parameters
  return {
    data: encodeFunctionData({
      abi: account07Abi,
      args: [toPackedUserOperation(userOperation), userOperationHash, 0n],
      functionName: 'validateUserOp',
    }),
    from: entryPoint,
    to: userOperation.sender,
  }
}

export declare namespace toValidationCall07 {
  type Parameters = { entryPoint: Address; userOperation: UserOperation<'0.7'>; userOperationHash: Hex }
}
