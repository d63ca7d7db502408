import { type Address, parseAbi } from 'viem'
import { account, allow, definePolicy, eq, lte, type Policy } from '../../ts/policy/index.js'

/** Aave v3's Pool on Ethereum. */
export const aavePool: Address = '0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2'

export const aavePoolAbi = parseAbi([
  'function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)',
])

/** Supplies one asset to Aave on behalf of the account itself: what is lent stays the account's. */
export function aaveSupplyPolicy(parameters: { signer: Address; asset: Address; max: bigint }): Policy {
  const { asset, max, signer } = parameters
  return definePolicy({
    fees: { maxPerOp: 10_000_000_000_000_000n },
    permissions: [
      allow({
        abi: aavePoolAbi,
        address: aavePool,
        args: { amount: lte(max), asset: eq(asset), onBehalfOf: account(), referralCode: eq(0) },
        functionName: 'supply',
      }),
    ],
    signer,
  })
}
