import type { Address } from 'viem'
import { allowAnyFunction, allowTransfer, any, definePolicy, type Policy } from '../../ts/policy/index.js'

/**
 * `setNativeTokenSpendLimit({ spendLimit, refreshInterval })`, for a key that may call one contract: all its calls together carry at
 * most so many wei, in all or in each interval.
 */
export function nativeTokenSpendLimitPolicy(parameters: {
  signer: Address
  contract: Address
  spendLimit: bigint
  /** Without it the limit is for life. `start`: when the first interval begins, unix seconds. */
  refresh?: { seconds: number; start: number } | undefined
}): Policy {
  const { contract, refresh, signer, spendLimit } = parameters
  // The cap of one call, and the name of the budget that all calls are charged to.
  const money = { limits: ['app.example/native'], value: { max: spendLimit } }
  return definePolicy({
    budgets: { 'app.example/native': { kind: 'nativeValue', max: spendLimit, period: refresh } },
    fees: any(),
    paymaster: any(),
    permissions: [allowAnyFunction({ address: contract, ...money }), allowTransfer({ address: contract, ...money })],
    signer,
  })
}
