import type { Address } from 'viem'
import { allowAnyFunction, allowTransfer, any, definePolicy, type Policy } from '../../ts/policy/index.js'

/**
 * `setGasSpendLimit({ spendLimit, refreshInterval })`, for a key that may call one contract: what its ops can cost the account adds
 * up to at most so many wei, in all or in each interval.
 */
export function gasSpendLimitPolicy(parameters: {
  signer: Address
  contract: Address
  spendLimit: bigint
  /** Without it the limit is for life. `start`: when the first interval begins, unix seconds. */
  refresh?: { seconds: number; start: number } | undefined
}): Policy {
  const { contract, refresh, signer, spendLimit } = parameters
  return definePolicy({
    budgets: { 'app.example/gas': { kind: 'fees', max: spendLimit, period: refresh } },
    // No op may cost more than all of them; a cap of its own for one op is better still.
    fees: { maxPerOp: spendLimit },
    paymaster: any(),
    permissions: [allowAnyFunction({ address: contract }), allowTransfer({ address: contract, value: { max: 0n } })],
    signer,
  })
}
