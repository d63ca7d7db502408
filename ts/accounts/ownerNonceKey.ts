/**
 * A lane of nonces that no session may use; so are all lanes above it. An owner who revokes does so here: in any other lane a
 * session key could use up the nonce first, again and again, and keep its own revocation out.
 *
 * @example
 * ```ts
 * import { ownerNonceKey } from 'latchkey'
 *
 * const nonce = await account.getNonce({ key: ownerNonceKey })
 * await ownerBundlerClient.sendUserOperation({ calls: [{ to: registry, data: revokeCalldata }], nonce })
 * ```
 */
export const ownerNonceKey = 2n ** 191n
