import { type Address, BaseError, type Hash, type Hex } from 'viem'
import type { LocalChain } from '../../demo/stack/index.js'

/** What a contract returned, or with what it reverted. */
export type Answer = { returned: Hex } | { reverted: Hex }

/** Calls a contract in the name of an account, without a transaction. */
export async function ask({ publicClient }: LocalChain, { data, from, to }: Transaction): Promise<Answer> {
  try {
    return { returned: (await publicClient.call({ account: from, data, to })).data ?? '0x' }
  } catch (error) {
    if (!(error instanceof BaseError)) throw error
    let reverted: Hex | undefined
    error.walk((cause) => {
      const { data } = cause as { data?: unknown }
      if (typeof data === 'string' && data.startsWith('0x')) reverted = data as Hex
      return reverted !== undefined
    })
    // A node that does not answer has said nothing.
    if (reverted === undefined) throw error
    return { reverted }
  }
}

/** A call in the name of an account. */
export type Transaction = { data: Hex; from: Address; to: Address }

/** The transactions by which an op is included, and what comes of it when they have succeeded or not. None when it is refused before. */
export type Proposal<verdict> = {
  settle: (successes: readonly boolean[]) => verdict
  transactions: readonly Transaction[]
}

/** Includes an op on both sides, in one block of its time. */
export async function include<theirs, ours>(
  { publicClient, testClient }: LocalChain,
  timestamp: number,
  [theirs, ours]: readonly [Proposal<theirs>, Proposal<ours>],
): Promise<readonly [theirs, ours]> {
  await testClient.setAutomine(false)
  try {
    const hashes: Hash[] = []
    for (const { data, from, to } of [...theirs.transactions, ...ours.transactions])
      hashes.push(await testClient.sendUnsignedTransaction({ data, from, gas: 5_000_000n, to }))
    await testClient.setNextBlockTimestamp({ timestamp: BigInt(timestamp) })
    await testClient.mine({ blocks: 1 })
    const receipts = await Promise.all(hashes.map((hash) => publicClient.getTransactionReceipt({ hash })))
    const successes = receipts.map(({ status }) => status === 'success')
    const count = theirs.transactions.length
    return [theirs.settle(successes.slice(0, count)), ours.settle(successes.slice(count))]
  } finally {
    await testClient.setAutomine(true)
  }
}
