import type { AbiFunction, Address, Hex } from 'viem'
import type { Program } from './program.js'

/**
 * Everything a session may do, as it stands in its `sessionKeyData`. `definePolicy` makes one from words, `decodePolicy`
 * from bytes; both can be encoded, checked and explained.
 */
export type Policy = {
  /** The session key. */
  signer: Address
  /** Who may pay for ops: nobody but the account, any paymaster, or this one. The account may always pay itself. */
  paymaster: 'none' | 'any' | Address
  /** What an op may cost the account: nothing, anything, or at most so many wei. */
  fees: 'none' | 'any' | { maxPerOp: bigint }
  /** 16 bytes that make equal permissions another session. */
  salt?: Hex | undefined
  /** What is counted. At most 16. */
  budgets: readonly Budget[]
  /** What is allowed and denied; deny entries stand first. 1 to 255. */
  permissions: readonly Permission[]
}

/** What a budget counts: calls, wei that calls carry, an argument, or wei that ops cost the account. */
export type BudgetKind = 'calls' | 'nativeValue' | 'sum' | 'fees'

/** A counted limit. */
export type Budget = {
  kind: BudgetKind
  /** 16 bytes. Sessions of one account share the counter of budgets with the same kind, id and period. */
  id: Hex
  /** The most that may be counted, for life or per period, inclusive. */
  max: bigint
  /** When the count begins anew. Without it, never. */
  period?: BudgetPeriod | undefined
  /** The name from which the id was made. Not in the encoding. */
  name?: string | undefined
}

/** Periods of `seconds`, one after the other from `start` on (unix seconds). */
export type BudgetPeriod = { seconds: number; start: number }

/** One entry of a policy. */
export type Permission = {
  /** Deny entries win over all others. */
  effect: 'allow' | 'deny'
  /** The contract that is called. */
  target: Address | 'any'
  /** The function: a selector, a plain transfer with empty calldata, or any function. */
  function: Hex | 'transfer' | 'any'
  /** The most wei that one call may carry. Without it a call carries none. */
  maxValue?: bigint | undefined
  /** Indexes of the budgets, of kind calls or nativeValue, that each call is charged to. */
  budgets: readonly number[]
  /** Shape and rules of the arguments. Empty unless `function` is a selector. */
  program: Program
  /** The function's ABI, by which arguments are named in explanations. Not in the encoding. */
  abi?: AbiFunction | undefined
}

/** An entry that is not yet in a policy: it names budgets where `Permission` has their indexes. */
export type PermissionDraft = Omit<Permission, 'budgets' | 'program'> & {
  /** Names of the budgets, of kind calls or nativeValue, that each call is charged to. */
  limits: readonly string[]
  /** Shape and rules of the arguments. */
  program: Program<string>
}
