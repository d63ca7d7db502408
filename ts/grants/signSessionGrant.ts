import { type Address, type Chain, type Client, type Hex, parseErc6492Signature, type Transport } from 'viem'
import type { SmartAccount } from 'viem/account-abstraction'
import { readRegistry } from '../accounts/readRegistry.js'
import { UnsupportedAccountError, type UnsupportedAccountErrorType } from '../errors/account.js'
import { encodeSessions } from '../session/encodeSessions.js'
import type { SessionTree } from '../tree/sessionTree.js'
import { toSessionTree } from '../tree/toSessionTree.js'
import type { SignedGrant } from './grantWire.js'
import { getSessionGrantTypedData } from './sessionGrant.js'

/**
 * Has an account sign a grant instead of sending it: no transaction, no gas. The first operation of any of its sessions brings the
 * grant along (`toSessionAccount({ grant })`), and makes it live.
 *
 * The signature is good until it is used: it ends with the account's epoch (`revokeAllSessions`, or uninstalling), and when its
 * root is revoked (`revokeGrant`).
 *
 * @param parameters - The account with its owner, the registry, and the tree.
 * @returns The signed grant.
 * @throws `UnsupportedAccountError` when the account's client names no chain; `InvalidSessionError` when a session is not right.
 *
 * @example
 * ```ts
 * import { signSessionGrant, toSessionAccount } from 'latchkey'
 *
 * const grant = await signSessionGrant({ account: ownerAccount, registry, tree })
 * // Hand session, tree and grant to whoever holds the key.
 * const sessionAccount = await toSessionAccount({ account: ownerAccount.address, client, grant, registry, session, signer, tree })
 * ```
 */
export async function signSessionGrant(parameters: signSessionGrant.Parameters): Promise<signSessionGrant.ReturnType> {
  const { account, registry, tree } = parameters
  const { chain } = account.client as Client<Transport, Chain | undefined>
  if (!chain) throw new UnsupportedAccountError({ reason: 'its client names no chain' })
  // Built anew: a root that the sessions do not lead to would grant what the owner has not seen.
  const { root } = toSessionTree({ sessions: tree.sessions })
  const sessions = parameters.sessions ?? encodeSessions({ sessions: tree.sessions })
  const epoch = await readRegistry(account.client, { args: [account.address], functionName: 'epochOf', registry })
  const grant = { account: account.address, chainId: chain.id, epoch, registry, root, sessions }
  const signed = await account.signTypedData(getSessionGrantTypedData(grant))
  // An account that is not deployed yet wraps its signature in how to deploy it (ERC-6492); the registry asks the account, once it is.
  const { signature } = parseErc6492Signature(signed)
  return { chainProof: [], sessions, signature }
}

export declare namespace signSessionGrant {
  type Parameters = {
    /** The account, signed for by its owner. */
    account: SmartAccount
    /** The `BiconomySessionRegistry` or `ERC7579SessionValidator` that the account has taken up. */
    registry: Address
    /** What the grant publishes, so that any client finds the sessions in the account's logs. Default: all sessions of the tree. */
    sessions?: Hex | undefined
    /** The sessions to grant, as a tree; its root is computed anew. */
    tree: SessionTree<'native'>
  }
  type ReturnType = SignedGrant
  type ErrorType = UnsupportedAccountErrorType | toSessionTree.ErrorType
}
