import { type Address, parseAbi } from 'viem'
import { account, allow, and, any, definePolicy, eq, gt, lte, type Policy, sum } from '../../ts/policy/index.js'

/** Uniswap's SwapRouter02. */
export const swapRouter02: Address = '0x68b3465833fb72A70ecDF485E0e4C7bD8665Fc45'

export const swapRouterAbi = parseAbi([
  'struct ExactInputSingleParams { address tokenIn; address tokenOut; uint24 fee; address recipient; uint256 amountIn; uint256 amountOutMinimum; uint160 sqrtPriceLimitX96; }',
  'function exactInputSingle(ExactInputSingleParams params) payable returns (uint256 amountOut)',
])

/**
 * Swaps one token for one other on Uniswap v3, back to the account itself, up to a sum a day.
 *
 * What it leaves open is the price: `amountOutMinimum` must only not be zero. Whoever holds the key can sell at a bad price, a day's
 * sum at a time.
 */
export function swapPolicy(parameters: {
  signer: Address
  tokenIn: Address
  tokenOut: Address
  perDay: bigint
}): Policy {
  const { perDay, signer, tokenIn, tokenOut } = parameters
  return definePolicy({
    budgets: { 'app.example/swapped': { kind: 'sum', max: perDay, period: { seconds: 86_400, start: 1_700_000_000 } } },
    fees: { maxPerOp: 10_000_000_000_000_000n },
    permissions: [
      allow({
        abi: swapRouterAbi,
        address: swapRouter02,
        args: {
          params: {
            amountIn: and(gt(0n), lte(perDay), sum('app.example/swapped')),
            amountOutMinimum: gt(0n),
            fee: eq(3000),
            recipient: account(),
            sqrtPriceLimitX96: any(),
            tokenIn: eq(tokenIn),
            tokenOut: eq(tokenOut),
          },
        },
        functionName: 'exactInputSingle',
      }),
    ],
    signer,
  })
}
