import { type Abi, type DecodeErrorResultReturnType, decodeErrorResult, type Hex } from 'viem'
import type { EntryPointVersion, UserOperation } from 'viem/account-abstraction'
import { SessionRefusedError } from '../errors/actions.js'
import { refusalsAbi } from '../generated/usedAbis.js'
import { describeCallRefusal } from './describeCallRefusal.js'
import { describeRefusal } from './describeRefusal.js'
import { refusalHints } from './refusalHints.js'

/**
 * What a registry's revert data says, in words; where a policy refused, down to the argument.
 *
 * @internal
 */
export async function toRefusal(parameters: toRefusal.Parameters): Promise<toRefusal.ReturnType> {
  const { data, ...op } = parameters
  const refusal = decodeRefusal(data)
  // A module of somebody else may say anything.
  if (!refusal)
    return { args: [data], message: `The registry or the module reverted with ${data}.`, name: 'UnknownError' }
  const message = await describeCallRefusal({ ...op, refusal })
  return message === undefined ? refusal : { ...refusal, message }
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

/**
 * Revert data in words; undefined when it is none of a registry or a module of this project.
 *
 * @internal
 */
export function decodeRefusal(data: Hex): toRefusal.ReturnType | undefined {
  let decoded: DecodeErrorResultReturnType<typeof refusalsAbi>
  try {
    decoded = decodeErrorResult({ abi: refusalsAbi, data })
  } catch {
    return undefined
  }
  const { args = [], errorName: name } = decoded
  return { args, message: describeRefusal(name, args) ?? `${name}(${args.map(String).join(', ')})`, name }
}

/**
 * A refusal as the error that is thrown for it, with what is most likely behind it.
 *
 * @internal
 */
export function toRefusedError({
  cause,
  refusal,
}: {
  /** What was caught. */
  cause: unknown
  refusal: toRefusal.ReturnType
}): SessionRefusedError {
  return new SessionRefusedError({ cause: cause as Error, hints: refusalHints[refusal.name], refusal })
}
