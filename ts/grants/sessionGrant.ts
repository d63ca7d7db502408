import { type Address, type Hash, type Hex, hashTypedData } from 'viem'

/** A grant that an account signs instead of sending it. */
export type SessionGrant = {
  /** The account that grants. */
  account: Address
  /** The chain on which it is good. */
  chainId: number
  /** The account's epoch in the registry, `epochOf`: the grant ends with it. */
  epoch: bigint
  /** The `BiconomySessionRegistry` or `ERC7579SessionValidator` that it is good for. */
  registry: Address
  /** Root of a native tree. */
  root: Hash
  /** What the grant publishes, as `encodeSessions` writes it; `0x` for nothing. */
  sessions: Hex
}

/** Name and version of the domain in which grants are signed (EIP-712). */
export const grantDomain = { name: 'Latchkey', version: '1' } as const

const types = {
  SessionGrant: [
    { name: 'account', type: 'address' },
    { name: 'root', type: 'bytes32' },
    { name: 'sessions', type: 'bytes' },
    { name: 'epoch', type: 'uint256' },
  ],
} as const

/**
 * What an account signs to grant sessions on one chain (EIP-712): the parameters of `grantSessions`, in the registry's domain.
 *
 * @param grant - The grant.
 * @returns Typed data, for `account.signTypedData`.
 *
 * @example
 * ```ts
 * import { getSessionGrantTypedData } from 'latchkey'
 *
 * const typedData = getSessionGrantTypedData({ account: account.address, chainId: 137, epoch: 0n, registry, root, sessions: '0x' })
 * const signature = await account.signTypedData(typedData)
 * ```
 */
export function getSessionGrantTypedData(grant: SessionGrant) {
  const { account, chainId, epoch, registry, root, sessions } = grant
  return {
    domain: { ...grantDomain, chainId, verifyingContract: registry },
    message: { account, epoch, root, sessions },
    primaryType: 'SessionGrant',
    types,
  } as const
}

/**
 * The hash that an account signs to grant sessions on one chain.
 *
 * @param grant - The grant.
 * @returns 32 bytes.
 *
 * @example
 * ```ts
 * import { hashSessionGrant } from 'latchkey'
 *
 * const digest = hashSessionGrant({ account: account.address, chainId: 137, epoch: 0n, registry, root, sessions: '0x' })
 * ```
 */
export function hashSessionGrant(grant: SessionGrant): Hash {
  return hashTypedData(getSessionGrantTypedData(grant))
}
