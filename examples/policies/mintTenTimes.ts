import { type Address, parseAbi } from 'viem'
import { account, allow, definePolicy, eq, oneOf, type Policy } from '../../ts/policy/index.js'

export const mintAbi = parseAbi(['function mintTo(address to, uint256 id, uint256 quantity)'])

/** Mints one piece of one of a few ERC-1155 tokens to the account itself, ten times in all. */
export function mintTenTimesPolicy(parameters: {
  signer: Address
  nft: Address
  ids: readonly [bigint, ...bigint[]]
}): Policy {
  const { ids, nft, signer } = parameters
  return definePolicy({
    budgets: { 'app.example/mints': { kind: 'calls', max: 10n } },
    fees: { maxPerOp: 10_000_000_000_000_000n },
    permissions: [
      allow({
        abi: mintAbi,
        address: nft,
        args: { id: oneOf(ids), quantity: eq(1n), to: account() },
        functionName: 'mintTo',
        limits: ['app.example/mints'],
      }),
    ],
    signer,
  })
}
