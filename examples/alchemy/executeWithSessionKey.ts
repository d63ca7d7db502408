import type { Address, Chain, Hash, Hex, LocalAccount, PublicClient, Transport } from 'viem'
import type { BundlerClient } from 'viem/account-abstraction'
import { type Session, toSessionAccount } from '../../ts/index.js'

/** `executeWithSessionKey({ args: [calls, key] })`: the key sends a batch as one op; all of it is allowed or none. */
export async function executeWithSessionKey(parameters: {
  account: Address
  bundlerClient: BundlerClient
  calls: readonly { to: Address; value?: bigint; data?: Hex }[]
  client: PublicClient<Transport, Chain>
  registry: Address
  session: Session
  /** The session key. Any nonce lane will do; one lane for all ops is the cheapest. */
  signer: LocalAccount
}): Promise<Hash> {
  const { bundlerClient, calls, ...of } = parameters
  const account = await toSessionAccount({ ...of, nonceKey: 0n })
  return bundlerClient.sendUserOperation({ account, calls })
}
