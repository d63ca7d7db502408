import type { Hex } from 'viem'
import { getUserOperationHash, type UserOperation } from 'viem/account-abstraction'
import type { ValidationTrace } from '../test/erc7562/trace.js'
import type { SessionAccount } from '../ts/index.js'
import type { Stack } from './stack/index.js'
import { inspectValidation } from './story/inspectValidation.js'

/** An op of one call, signed by a session and not sent: the trace of its validation, which throws when it breaks a rule of ERC-7562. */
export async function traceOperation(parameters: traceOperation.Parameters): Promise<ValidationTrace> {
  const { account, call, fields, stack } = parameters
  const { address: entryPointAddress, version: entryPointVersion } = account.entryPoint
  const unsigned = {
    callData: await account.encodeCalls([call]),
    callGasLimit: 200_000n,
    maxFeePerGas: 2_000_000_000n,
    maxPriorityFeePerGas: 1_000_000_000n,
    nonce: await account.getNonce({ key: 0n }),
    preVerificationGas: 60_000n,
    sender: account.address,
    signature: '0x',
    verificationGasLimit: 1_000_000n,
    ...(entryPointVersion === '0.6' ? { initCode: '0x', paymasterAndData: '0x' } : {}),
    ...fields,
  } as UserOperation
  const userOperation = { ...unsigned, signature: await account.signUserOperation(unsigned) } as UserOperation
  const hash = getUserOperationHash({
    chainId: stack.chain.id,
    entryPointAddress,
    entryPointVersion,
    userOperation,
  } as Parameters<typeof getUserOperationHash>[0])
  const traces: ValidationTrace[] = []
  const inspect = inspectValidation(stack, (trace) => traces.push(trace))
  await inspect({ entryPoint: account.entryPoint, hash, userOperation })
  return traces[0] as ValidationTrace
}

export declare namespace traceOperation {
  type Parameters = {
    account: SessionAccount
    call: { data: Hex; to: Hex }
    /** Other fields of the op, or other values for them. */
    fields?: object | undefined
    stack: Stack
  }
}
