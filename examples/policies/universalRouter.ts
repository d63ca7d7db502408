import { type Address, type Hex, parseAbi } from 'viem'
import { allow, and, definePolicy, eq, gt, lengthLte, type Policy } from '../../ts/policy/index.js'

/** Uniswap's Universal Router for v4. */
export const universalRouter: Address = '0x66a9893cC07D91D95644AEDD05D03f95e1dBA8Af'

export const universalRouterAbi = parseAbi([
  'function execute(bytes commands, bytes[] inputs, uint256 deadline) payable',
])

/**
 * Makes one exact list of commands on the Universal Router, again and again. Its commands are a language of their own, which no rule
 * on words can read: only whole inputs, pinned by their hash, say what it will do.
 */
export function routerPolicy(parameters: { signer: Address; commands: Hex; inputs: readonly [Hex, Hex] }): Policy {
  const { commands, inputs, signer } = parameters
  return definePolicy({
    budgets: { 'app.example/orders': { kind: 'calls', max: 5n } },
    fees: { maxPerOp: 10_000_000_000_000_000n },
    permissions: [
      allow({
        abi: universalRouterAbi,
        address: universalRouter,
        args: {
          commands: eq(commands),
          deadline: gt(0n),
          inputs: and(lengthLte(2), { 0: eq(inputs[0]), 1: eq(inputs[1]) }),
        },
        functionName: 'execute',
        limits: ['app.example/orders'],
      }),
    ],
    signer,
  })
}
