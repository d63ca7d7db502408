import { type Address, BaseError, type Hash, type Hex } from 'viem'
import type { LocalChain } from '../../demo/stack/index.js'

/** What a contract returned, or with what it reverted. */
export type Answer = { returned: Hex } | { reverted: Hex }

/** Calls a contract in the name of an account, without a transaction. */
export async function ask(
  { publicClient }: LocalChain,
  { data, from, to }: { data: Hex; from: Address; to: Address },
): Promise<Answer> {
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

/** Sends transactions in the name of accounts, all in one block at a time. Says which succeeded. */
export async function sendAt(
  { publicClient, testClient }: LocalChain,
  timestamp: number,
  transactions: readonly { data: Hex; from: Address; to: Address }[],
): Promise<readonly boolean[]> {
  await testClient.setAutomine(false)
  try {
    const hashes: Hash[] = []
    for (const { data, from, to } of transactions)
      hashes.push(await testClient.sendUnsignedTransaction({ data, from, gas: 5_000_000n, to }))
    await testClient.setNextBlockTimestamp({ timestamp: BigInt(timestamp) })
    await testClient.mine({ blocks: 1 })
    const receipts = await Promise.all(hashes.map((hash) => publicClient.getTransactionReceipt({ hash })))
    return receipts.map(({ status }) => status === 'success')
  } finally {
    await testClient.setAutomine(true)
  }
}
