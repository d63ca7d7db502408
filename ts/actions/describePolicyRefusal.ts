import type { Abi, Hex } from 'viem'
import type { EntryPointVersion, UserOperation } from 'viem/account-abstraction'
import { decodeBiconomyCalls } from '../accounts/biconomyCalls.js'
import { decodeErc7579Calls } from '../accounts/erc7579/erc7579Calls.js'
import { decodeGrantSignature } from '../grants/grantWire.js'
import type { Session } from '../session/session.js'
import { decodeAccountSignature } from '../wire/accountSignature.js'
import { decodeBiconomySignature } from '../wire/biconomyWire.js'
import { decodeNativeSignature } from '../wire/nativeWire.js'

/** Refusals that are about one call, of which `checkPolicy` knows the function and the argument. */
const callRefusals = new Set(['CallDenied', 'CallNotPermitted', 'RuleFailed'])

/**
 * Why a policy refuses an operation, by function and argument: what the operation's own signature says that it may do, and its own
 * calldata what it does. `undefined` when the contract's reason is another, or they cannot be read.
 *
 * @internal
 */
export async function describePolicyRefusal(parameters: {
  abis: readonly Abi[]
  entryPointVersion: EntryPointVersion
  name: string
  userOperation: UserOperation
}): Promise<string | undefined> {
  const { abis, entryPointVersion, name, userOperation } = parameters
  if (!callRefusals.has(name)) return undefined
  try {
    const { sender, signature, callData } = userOperation
    const isBiconomy = entryPointVersion === '0.6'
    const session = readSession(isBiconomy ? decodeAccountSignature(signature).moduleSignature : signature)
    const calls = isBiconomy ? decodeBiconomyCalls(callData) : decodeErc7579Calls(callData)
    // Loaded only now: an app that no policy refuses does without what judges policies.
    const { checkPolicy } = await import('../policy/checkPolicy.js')
    const result = checkPolicy(session.sessionKeyData, { abis, account: sender, calls })
    return result.allowed || result.error !== name ? undefined : result.message
  } catch {
    return undefined
  }
}

function readSession(signature: Hex): Session {
  if (signature.startsWith('0x03')) return readSession(decodeGrantSignature(signature).nativeSignature)
  return signature.startsWith('0x00')
    ? decodeBiconomySignature(signature).session
    : decodeNativeSignature(signature).session
}
