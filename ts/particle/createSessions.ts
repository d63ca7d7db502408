import { type Address, type Chain, type Client, encodeFunctionData, type Hash, type Hex, type Transport } from 'viem'
import { type Call, encodeBiconomyCalls } from '../accounts/biconomyCalls.js'
import { toEnableModuleCall } from '../accounts/enableModuleCall.js'
import { toGrant, toGrantCall } from '../actions/grantCall.js'
import { isRegistryInstalled } from '../actions/isRegistryInstalled.js'
import { registryWritesAbi } from '../generated/usedAbis.js'
import type { Session } from '../session/session.js'
import { toBiconomySessionTree } from '../tree/toBiconomySessionTree.js'
import { type BiconomyAddresses, getParticleAccountAddress, type ParticleAccount } from './particleAccount.js'
import {
  type EncodedParticleSession,
  fromParticleSession,
  type ParticleSession,
  toParticleSession,
} from './particleSession.js'

/**
 * What an owner must send to make sessions live, from the parameters of Particle's `createSessions`: one batch that enables
 * the registry, unless it is, and grants the sessions.
 *
 * By default the sessions become a native grant, which adds to those before. With `tree: 'biconomy'` they replace the
 * account's whole Biconomy tree, as Particle's and Biconomy's clients expect: then every session that is to stay live must
 * be passed, and none that `revokeAllSessions` has ended, for it would be live again.
 *
 * @param client - Reaches the account's chain.
 * @param parameters - Particle's account and sessions, and where the registry is.
 * @returns The account, the sessions to keep, their root, the calls, and the calls as the account's calldata.
 * @throws `UnsupportedAccountError` for accounts other than Biconomy v2; `InvalidParticleSessionError` or
 * `InvalidSessionError` when a session is not right.
 *
 * @example
 * ```ts
 * import { createSessions } from 'latchkey/particle'
 *
 * const { callData, sessions } = await createSessions(client, {
 *   registry,
 *   sessions: [
 *     {
 *       validUntil: 1_893_456_000,
 *       validAfter: 0,
 *       sessionValidationModule: erc1155MintModule,
 *       sessionKeyDataInAbi: [['address', 'address', 'uint256'], [key.address, recipient, 1]],
 *     },
 *   ],
 *   smartAccount: { name: 'BICONOMY', version: '2.0.0', ownerAddress: owner.address },
 * })
 * await ownerBundlerClient.sendUserOperation({ callData })
 * ```
 */
export async function createSessions(
  client: Client<Transport, Chain | undefined>,
  parameters: createSessions.Parameters,
): Promise<createSessions.ReturnType> {
  const { biconomy, registry, smartAccount, tree: kind = 'native' } = parameters
  const sessions = parameters.sessions.map((session, index) => fromParticleSession(session, `sessions[${index}]`))
  const { call, root } = kind === 'native' ? toNativeGrant(registry, sessions) : toBiconomyGrant(registry, sessions)
  const account = await getParticleAccountAddress(client, { biconomy, smartAccount })
  // The account reverts when a module is enabled twice.
  const transactions = (await isRegistryInstalled(client, { account, family: 'biconomy', registry }))
    ? [call]
    : [toEnableModuleCall({ account, module: registry }), call]
  return {
    account,
    callData: encodeBiconomyCalls(transactions),
    root,
    sessions: sessions.map(toParticleSession),
    transactions,
  }
}

export declare namespace createSessions {
  type Parameters = {
    /** Where Biconomy Smart Account v2 is deployed. Default: its addresses on public chains. */
    biconomy?: BiconomyAddresses | undefined
    /** Address of the `BiconomySessionRegistry`. */
    registry: Address
    /** The sessions, at least one. */
    sessions: readonly ParticleSession[]
    /** Whose account it is. */
    smartAccount: ParticleAccount
    /** How the sessions are granted. Default: `'native'`. */
    tree?: 'biconomy' | 'native' | undefined
  }
  type ReturnType = {
    /** Address of the account, deployed or not. */
    account: Address
    /** `transactions` as the account's calldata. */
    callData: Hex
    /** Root of the sessions' tree. */
    root: Hash
    /** The sessions, encoded: keep them, the chain holds hashes only. */
    sessions: readonly EncodedParticleSession[]
    /** The calls that the owner must have the account make, in order. */
    transactions: readonly Call[]
  }
  type ErrorType =
    | fromParticleSession.ErrorType
    | getParticleAccountAddress.ErrorType
    | toBiconomySessionTree.ErrorType
    | toGrant.ErrorType
}

function toNativeGrant(registry: Address, sessions: readonly Session[]): { call: Call; root: Hash } {
  const grant = toGrant({ sessions })
  return { call: toGrantCall(registry, grant), root: grant.tree.root }
}

function toBiconomyGrant(registry: Address, sessions: readonly Session[]): { call: Call; root: Hash } {
  const { root } = toBiconomySessionTree({ sessions })
  const data = encodeFunctionData({ abi: registryWritesAbi, args: [root], functionName: 'setMerkleRoot' })
  return { call: { data, to: registry, value: 0n }, root }
}
