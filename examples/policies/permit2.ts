import { type Address, parseAbi } from 'viem'
import { allow, and, definePolicy, eq, gt, lte, type Policy } from '../../ts/policy/index.js'

/** Uniswap's Permit2. */
export const permit2: Address = '0x000000000022D473030F116dDEE9F6B43aC78BA3'

export const permit2Abi = parseAbi([
  'function approve(address token, address spender, uint160 amount, uint48 expiration)',
])

/** Lets one spender pull up to an amount of one token through Permit2, until a day at the latest. */
export function permit2Policy(parameters: {
  signer: Address
  token: Address
  spender: Address
  max: bigint
  until: number
}): Policy {
  const { max, signer, spender, token, until } = parameters
  return definePolicy({
    fees: { maxPerOp: 10_000_000_000_000_000n },
    permissions: [
      allow({
        abi: permit2Abi,
        address: permit2,
        // An expiration of zero means this block to Permit2: nothing would be gained by it.
        args: { amount: lte(max), expiration: and(gt(0), lte(until)), spender: eq(spender), token: eq(token) },
        functionName: 'approve',
      }),
    ],
    signer,
  })
}
