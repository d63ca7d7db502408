import { type Address, erc20Abi } from 'viem'
import { allow, any, definePolicy, type Policy, sum } from '../../ts/policy/index.js'

/**
 * `addErc20TokenSpendLimit({ tokenAddress, spendLimit, refreshInterval })`, for a key that may call the token: `transfer` and `approve`,
 * whose amounts add up to at most so much, in all or in each interval. Nothing else of the token may be called.
 */
export function erc20TokenSpendLimitPolicy(parameters: {
  signer: Address
  token: Address
  spendLimit: bigint
  /** Without it the limit is for life. `start`: when the first interval begins, unix seconds. */
  refresh?: { seconds: number; start: number } | undefined
}): Policy {
  const { refresh, signer, spendLimit, token } = parameters
  const amount = sum('app.example/token')
  return definePolicy({
    budgets: { 'app.example/token': { kind: 'sum', max: spendLimit, period: refresh } },
    fees: any(),
    paymaster: any(),
    permissions: [
      allow({ abi: erc20Abi, address: token, args: { amount, recipient: any() }, functionName: 'transfer' }),
      allow({ abi: erc20Abi, address: token, args: { amount, spender: any() }, functionName: 'approve' }),
    ],
    signer,
  })
}
