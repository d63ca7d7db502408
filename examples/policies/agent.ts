import { type Address, erc20Abi } from 'viem'
import { allow, allowTransfer, and, definePolicy, lte, oneOf, type Policy, sum } from '../../ts/policy/index.js'

/** An AI agent that pays a few vendors, in a token and in ether: so much per payment, per day, and in all. */
export function agentPolicy(parameters: {
  signer: Address
  token: Address
  vendors: readonly [Address, ...Address[]]
  perPayment: bigint
  perDay: bigint
  total: bigint
}): Policy {
  const { perDay, perPayment, signer, token, total, vendors } = parameters
  const day = { seconds: 86_400, start: 1_700_000_000 }
  return definePolicy({
    budgets: {
      'agent.example/daily': { kind: 'sum', max: perDay, period: day },
      'agent.example/ether': { kind: 'nativeValue', max: 20_000_000_000_000_000n, period: day },
      'agent.example/fees': { kind: 'fees', max: 100_000_000_000_000_000n, period: day },
      'agent.example/total': { kind: 'sum', max: total },
    },
    fees: { maxPerOp: 10_000_000_000_000_000n },
    permissions: [
      allow({
        abi: erc20Abi,
        address: token,
        args: {
          amount: and(lte(perPayment), sum('agent.example/daily'), sum('agent.example/total')),
          recipient: oneOf(vendors),
        },
        functionName: 'transfer',
      }),
      ...vendors.map((vendor) =>
        allowTransfer({ address: vendor, limits: ['agent.example/ether'], value: { max: 10_000_000_000_000_000n } }),
      ),
    ],
    signer,
  })
}
