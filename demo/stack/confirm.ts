import type { Chain, Hex, HttpTransport, PublicClient, TransactionReceipt } from 'viem'

/** Waits until a transaction is mined, and throws if it reverted: a receipt alone does not say that it worked. */
export async function confirm(
  publicClient: PublicClient<HttpTransport, Chain>,
  hash: Hex,
): Promise<TransactionReceipt> {
  const receipt = await publicClient.waitForTransactionReceipt({ hash })
  if (receipt.status === 'reverted') throw new TransactionRevertedError({ hash })
  return receipt
}

export declare namespace confirm {
  type ErrorType = TransactionRevertedError
}

/** A transaction was mined and had no effect. */
export class TransactionRevertedError extends Error {
  override readonly name = 'TransactionRevertedError'

  constructor({ hash }: { hash: Hex }) {
    super(
      [
        `Transaction ${hash} reverted.`,
        '',
        'This could arise when:',
        '- The state changed between the estimate of its gas and its turn.',
        '- It ran out of gas.',
      ].join('\n'),
    )
  }
}
