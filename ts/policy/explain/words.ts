import { type Address, formatEther, formatUnits, getAddress, type Hex, isAddress, maxUint256 } from 'viem'
import type { Permission } from '../policy.js'

/** How addresses and amounts are called. */
export type Vocabulary = {
  /** Tokens by address: amounts of theirs are written in their unit. */
  tokens?: { readonly [address: string]: { symbol: string; decimals: number } } | undefined
  /** Names of other addresses. */
  names?: { readonly [address: string]: string } | undefined
  /** Symbol of the chain's own token. `ETH` if left out. */
  nativeSymbol?: string | undefined
}

type Token = { symbol: string; decimals: number }

/**
 * What an address is called, with the address itself.
 *
 * @internal
 */
export function nameAddress(address: Address, { names, tokens }: Vocabulary): string {
  const name = lookUp(names, address) ?? lookUp(tokens, address)?.symbol
  return name === undefined ? getAddress(address) : `${name} (${getAddress(address)})`
}

/**
 * The token that an entry is about, when it is known.
 *
 * @internal
 */
export function findToken({ target }: Permission, { tokens }: Vocabulary): Token | undefined {
  return target === 'any' ? undefined : lookUp(tokens, target)
}

/**
 * An amount of wei in the unit of the chain's own token.
 *
 * @internal
 */
export function nameWei(wei: bigint, { nativeSymbol = 'ETH' }: Vocabulary): string {
  return `${formatEther(wei)} ${nativeSymbol}`
}

/**
 * An amount in the unit of a token, or as it is.
 *
 * @internal
 */
export function nameAmount(amount: bigint, token: Token | undefined): string {
  if (amount === maxUint256) return `2^256 - 1${token ? ` of the smallest unit of ${token.symbol}` : ''}`
  return token ? `${formatUnits(amount, token.decimals)} ${token.symbol}` : String(amount)
}

/**
 * A value of an ABI type.
 *
 * @internal
 */
export function nameValue(value: Hex | boolean | bigint, abiType: string, vocabulary: Vocabulary): string {
  if (typeof value === 'bigint') return nameAmount(value, undefined)
  return abiType === 'address' && typeof value === 'string' && isAddress(value)
    ? nameAddress(value, vocabulary)
    : String(value)
}

/**
 * A point in time.
 *
 * @internal
 */
export function nameTime(seconds: number): string {
  // The last second that a `Date` can hold.
  if (seconds > 8.64e12) return `the unix second ${seconds}`
  return new Date(seconds * 1000).toISOString().replace('T', ' ').replace('.000Z', ' UTC')
}

/**
 * A length of time, in the largest unit of which it is a whole number, in words that go behind "every".
 *
 * @internal
 */
export function nameDuration(seconds: number): string {
  for (const [unit, size] of [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const)
    if (seconds % size === 0) return countUnits(seconds / size, unit)
  return countUnits(seconds, 'second')
}

/**
 * A list in a sentence: `a, b and c`.
 *
 * @internal
 */
export function join(words: readonly string[], last = 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}

function countUnits(number: number, unit: string): string {
  return number === 1 ? unit : `${number} ${unit}s`
}

function lookUp<item>(items: { readonly [address: string]: item } | undefined, address: Address): item | undefined {
  const key = Object.keys(items ?? {}).find((each) => each.toLowerCase() === address.toLowerCase())
  return key === undefined ? undefined : items?.[key]
}
