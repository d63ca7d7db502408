import { type Hash, keccak256, stringToHex } from 'viem'
import { type SessionKeyScope, toScope } from './sessionKeyScope.js'

/**
 * The id under which a store holds the key of a user, origin, account and chain, unless another is chosen.
 *
 * @param scope - Whose key it is.
 * @returns 32 bytes.
 * @throws `InvalidSessionRecordError` naming the field at fault.
 *
 * @example
 * ```ts
 * import { getSessionRecordId } from 'latchkey/keys'
 *
 * const whose = { account: account.address, chainId: 137, origin: location.origin, user: owner.address }
 * const id = getSessionRecordId(whose)
 * await store.delete({ id })
 * ```
 */
export function getSessionRecordId(scope: SessionKeyScope): getSessionRecordId.ReturnType {
  const { account, chainId, origin, user } = toScope(scope)
  // A list in JSON: no two scopes run together to the same text.
  return keccak256(stringToHex(JSON.stringify(['latchkey', user, origin, account, chainId])))
}

export declare namespace getSessionRecordId {
  type ReturnType = Hash
  type ErrorType = toScope.ErrorType
}
