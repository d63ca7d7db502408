import type { Address, Chain, Client, Hex, Transport } from 'viem'
import { getBudget, getSessions } from '../../ts/index.js'
import { decodePolicy, explainSession } from '../../ts/policy/index.js'

/** A session key, with what the plugin's views tell of one. */
export type SessionKey = {
  key: Address
  tag: Hex | undefined
  validFrom: number
  validUntil: number
  /** What the key may do, sentence by sentence: lists, functions, limits, paymaster. */
  sentences: readonly string[]
  /** Each limit with what is used of it and left, in the interval that runs. */
  limits: readonly { kind: string; max: bigint; spent: bigint; left: bigint }[]
}

/** `sessionKeysOf`, and all that the plugin's views tell of each key. Read from the registry's events and counters alone. */
export async function getSessionKeys(
  client: Client<Transport, Chain | undefined>,
  parameters: { account: Address; registry: Address },
): Promise<readonly SessionKey[]> {
  const { account, registry } = parameters
  const { sessions } = await getSessions(client, parameters)
  return Promise.all(
    sessions.map(async ({ session }): Promise<SessionKey> => {
      const policy = decodePolicy(session.sessionKeyData)
      const limits = policy.budgets.map(async (budget) => {
        const { left, spent } = await getBudget(client, { account, budget, registry })
        return { kind: budget.kind, left, max: budget.max, spent }
      })
      return {
        key: policy.signer,
        limits: await Promise.all(limits),
        sentences: explainSession(session).sentences,
        tag: policy.salt,
        validFrom: session.validAfter,
        validUntil: session.validUntil,
      }
    }),
  )
}
