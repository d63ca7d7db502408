import { type Address, erc20Abi } from 'viem'
import { allow, and, definePolicy, eq, lte, type Policy, sum } from '../../ts/policy/index.js'

/** Approves one spender and pays one recipient, from one budget of 30 days for both. */
export function monthlyTokensPolicy(parameters: {
  signer: Address
  token: Address
  spender: Address
  recipient: Address
  perMonth: bigint
}): Policy {
  const { perMonth, recipient, signer, spender, token } = parameters
  const amount = and(lte(perMonth), sum('app.example/monthly'))
  return definePolicy({
    budgets: {
      'app.example/monthly': { kind: 'sum', max: perMonth, period: { seconds: 30 * 86_400, start: 1_700_000_000 } },
    },
    fees: { maxPerOp: 10_000_000_000_000_000n },
    permissions: [
      allow({ abi: erc20Abi, address: token, args: { amount, spender: eq(spender) }, functionName: 'approve' }),
      allow({ abi: erc20Abi, address: token, args: { amount, recipient: eq(recipient) }, functionName: 'transfer' }),
    ],
    signer,
  })
}
