import { type Abi, type Hex, size, slice } from 'viem'
import type { EntryPointVersion, UserOperation } from 'viem/account-abstraction'
import { type Call, decodeBiconomyCalls } from '../accounts/biconomyCalls.js'
import { decodeErc7579Calls } from '../accounts/erc7579/erc7579Calls.js'
import { decodeGrantSignature } from '../grants/grantWire.js'
import type { PolicyRefusal } from '../policy/judge/verdict.js'
import type { Session } from '../session/session.js'
import { decodeAccountSignature } from '../wire/accountSignature.js'
import { decodeBiconomySignature } from '../wire/biconomyWire.js'
import { decodeNativeSignature } from '../wire/nativeWire.js'

/**
 * Why a call of an operation is refused, by function and argument: what the operation's own signature says that it may do, and its own
 * calldata what it does. `undefined` when the contract's reason is about no call, or they cannot be read.
 *
 * @internal
 */
export async function describeCallRefusal(parameters: {
  abis: readonly Abi[]
  entryPointVersion: EntryPointVersion
  refusal: { args: readonly unknown[]; name: string }
  userOperation: UserOperation
}): Promise<string | undefined> {
  const { abis, entryPointVersion, refusal, userOperation } = parameters
  if (!callRefusals.has(refusal.name)) return undefined
  try {
    const { sender, signature, callData } = userOperation
    const isBiconomy = entryPointVersion === '0.6'
    const calls = isBiconomy ? decodeBiconomyCalls(callData) : decodeErc7579Calls(callData)
    if (refusal.name === 'AmountAboveCap') return describeAmount(refusal.args, calls)
    const session = readSession(isBiconomy ? decodeAccountSignature(signature).moduleSignature : signature)
    // Loaded only now: an app that no policy refuses does without what judges policies.
    const { checkPolicy } = await import('../policy/checkPolicy.js')
    const result = checkPolicy(session.sessionKeyData, { abis, account: sender, calls })
    // The words are of another refusal when the chain found fault with something else.
    return !result.allowed && isSame(result, refusal) ? result.message : undefined
  } catch {
    return undefined
  }
}

/** Refusals that are about one call. */
const callRefusals = new Set(['AmountAboveCap', 'CallDenied', 'CallNotPermitted', 'RuleFailed'])

function isSame(result: PolicyRefusal, { args, name }: { args: readonly unknown[]; name: string }): boolean {
  if (result.error !== name) return false
  const places = { ...{ call: undefined, offset: undefined, permission: undefined }, ...result }
  const [call, entry, , offset] = args
  if (places.call !== Number(call)) return false
  if (name === 'CallNotPermitted') return true
  return places.permission === Number(entry) && (name === 'CallDenied' || places.offset === Number(offset))
}

/** The functions of which the ERC-20 modules cap the amount, their second argument. */
const amountFunctions: Record<string, string> = { '0x095ea7b3': 'approve', '0xa9059cbb': 'transfer' }

function describeAmount([amount, cap]: readonly unknown[], calls: readonly Call[]): string | undefined {
  const call = calls.find(
    ({ data }) => amountFunctions[data.slice(0, 10)] && size(data) === 68 && BigInt(slice(data, 36)) === amount,
  )
  return (
    call && `The amount ${amount} is above the cap of ${cap} for \`${amountFunctions[call.data.slice(0, 10)]}.amount\`.`
  )
}

function readSession(signature: Hex): Session {
  if (signature.startsWith('0x03')) return readSession(decodeGrantSignature(signature).nativeSignature)
  return signature.startsWith('0x00')
    ? decodeBiconomySignature(signature).session
    : decodeNativeSignature(signature).session
}
