import { type Address, type Hex, hexToBigInt, keccak256, pad } from 'viem'

/** How many slots from each base are associated. The ERC's range `0..128` is read as bundlers do: without its end. */
const ASSOCIATED_SLOTS = 128n

/** The hashes of those 64-byte preimages that are the account, padded to a word, and any other word. */
export function toAssociatedBases(account: Address, preimages: readonly Hex[]): readonly bigint[] {
  const start = pad(account).toLowerCase()
  const own = preimages.filter((preimage) => preimage.startsWith(start))
  return [...new Set(own)].map((preimage) => hexToBigInt(keccak256(preimage)))
}

/** Whether a slot of any contract is associated with the account: its address, or up to 127 slots after a base. */
export function isAssociated(slot: Hex, account: Address, bases: readonly bigint[]): boolean {
  const index = hexToBigInt(slot)
  // Slots wrap around: a base may lie just below 2^256.
  return index === hexToBigInt(account) || bases.some((base) => BigInt.asUintN(256, index - base) < ASSOCIATED_SLOTS)
}
