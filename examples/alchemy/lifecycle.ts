import { type Address, encodeFunctionData, type Hex, keccak256, slice, stringToHex } from 'viem'
import { biconomySessionRegistryAbi } from '../../ts/generated/abis.js'
import { encodeSessions, getSessionId, type Session, toSessionTree } from '../../ts/index.js'
import { decodePolicy, type Policy, toPolicySession } from '../../ts/policy/index.js'

/** A call that the account makes: the owner sends it, alone or in a batch. */
type OwnerCall = { to: Address; data: Hex }

/**
 * A tag, as the `salt` of a policy: it is part of the session, and whoever finds the session on chain reads it. Alchemy's is a field of
 * one event.
 */
export function toTag(name: string): Hex {
  return slice(keccak256(stringToHex(name)), 0, 16)
}

/** `addSessionKey`: grants sessions, and publishes what they allow. */
export function addSessionKey(parameters: { registry: Address; sessions: readonly Session[] }): OwnerCall {
  const { registry, sessions } = parameters
  const tree = toSessionTree({ sessions })
  const data = encodeFunctionData({
    abi: biconomySessionRegistryAbi,
    args: [tree.root, encodeSessions({ sessions: tree.sessions })],
    functionName: 'grantSessions',
  })
  return { data, to: registry }
}

/** `removeSessionKey`: the session is dead for good. A key added anew needs another `salt`, and budgets of other names to begin at zero. */
export function removeSessionKey(parameters: { registry: Address; session: Session }): OwnerCall {
  const { registry, session } = parameters
  const data = encodeFunctionData({
    abi: biconomySessionRegistryAbi,
    args: [getSessionId(session)],
    functionName: 'revokeSession',
  })
  return { data, to: registry }
}

/**
 * `updateKeyPermissions`: another session takes the place of the old one, in one batch. Budgets of the same name, kind and period go on
 * counting where they stood.
 */
export function updateKeyPermissions(parameters: {
  registry: Address
  before: Session
  after: Session
}): readonly OwnerCall[] {
  const { after, before, registry } = parameters
  return [removeSessionKey({ registry, session: before }), addSessionKey({ registry, sessions: [after] })]
}

/** `rotateSessionKey`: the same permissions for another key, which is left what the old one left over. */
export function rotateSessionKey(parameters: { registry: Address; session: Session; newKey: Address }): {
  calls: readonly OwnerCall[]
  session: Session
} {
  const { newKey, registry, session: before } = parameters
  const policy: Policy = { ...decodePolicy(before.sessionKeyData), signer: newKey }
  const session = toPolicySession({ ...before, policy })
  return { calls: updateKeyPermissions({ after: session, before, registry }), session }
}
