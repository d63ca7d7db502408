import { type Abi, type DecodeErrorResultReturnType, decodeErrorResult, type Hex } from 'viem'
import type { EntryPointVersion, UserOperation } from 'viem/account-abstraction'
import { refusalsAbi } from '../generated/usedAbis.js'
import { describePolicyRefusal } from './describePolicyRefusal.js'
import { describeRefusal } from './describeRefusal.js'

/**
 * What a registry's revert data says, in words; where a policy refused, down to the argument.
 *
 * @internal
 */
export async function toRefusal(parameters: toRefusal.Parameters): Promise<toRefusal.ReturnType> {
  const { data, ...op } = parameters
  let decoded: DecodeErrorResultReturnType<typeof refusalsAbi>
  try {
    decoded = decodeErrorResult({ abi: refusalsAbi, data })
  } catch {
    // A module of somebody else may say anything.
    return { args: [data], message: `The registry or the module reverted with ${data}.`, name: 'UnknownError' }
  }
  const { args = [], errorName: name } = decoded
  const message =
    (await describePolicyRefusal({ ...op, name })) ??
    describeRefusal(name, args) ??
    `${name}(${args.map(String).join(', ')})`
  return { args, message, name }
}

export declare namespace toRefusal {
  type Parameters = {
    abis: readonly Abi[]
    /** What the registry reverted with. */
    data: Hex
    entryPointVersion: EntryPointVersion
    userOperation: UserOperation
  }
  type ReturnType = { args: readonly unknown[]; message: string; name: string }
}
