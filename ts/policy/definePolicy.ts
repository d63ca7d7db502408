import { type Address, getAddress, type Hex, isAddress, zeroAddress } from 'viem'
import { describeValue } from '../errors/describeValue.js'
import { InvalidPolicyError, type InvalidPolicyErrorType } from '../errors/policy.js'
import { isBytes, toLower } from '../utils/hex.js'
import { type BudgetDefinition, defineBudgets, resolveBudgets } from './defineBudgets.js'
import { encodePolicy } from './encodePolicy.js'
import { idSize, maxUint128 } from './limits.js'
import type { Permission, PermissionDraft, Policy } from './policy.js'
import { type AnyRule, isAnyRule } from './rule.js'

/**
 * Puts together what a session may do. Nothing is allowed that is not said: a cap left out is an error, a cap of `0n` is
 * zero, and "unlimited" is written `any()`.
 *
 * Deny entries are put before all others. Budgets are known by their names, see `getBudgetId`.
 *
 * @param parameters - The session key, its permissions, its budgets, what ops may cost and who may pay for them.
 * @returns The policy, a plain object that keeps the ABIs' names for `explainSession` and `checkPolicy`.
 * @throws `InvalidPolicyError` naming the field at fault.
 *
 * @example
 * ```ts
 * import { allow, and, definePolicy, eq, lte, sum } from 'latchkey/policy'
 * import { erc20Abi, parseEther } from 'viem'
 *
 * const policy = definePolicy({
 *   signer: '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
 *   permissions: [
 *     allow({
 *       abi: erc20Abi,
 *       address: '0x909E30bdBCb728131E3F8d17150eaE740C904649',
 *       functionName: 'transfer',
 *       args: {
 *         recipient: eq('0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3'),
 *         amount: and(lte(100n), sum('app.example/weekly')),
 *       },
 *     }),
 *   ],
 *   budgets: {
 *     'app.example/weekly': { kind: 'sum', max: 500n, period: { seconds: 604_800, start: 1_700_000_000 } },
 *   },
 *   fees: { maxPerOp: parseEther('0.001') },
 * })
 * ```
 */
export function definePolicy(parameters: definePolicy.Parameters): definePolicy.ReturnType {
  const { budgets: definitions = {}, fees, paymaster, permissions, salt, signer } = parameters
  const drafts = toDrafts(permissions)
  const budgets = defineBudgets(definitions)
  const policy: Policy = {
    signer: toAddress('signer', signer),
    paymaster: toPaymaster(paymaster),
    fees: toFees(fees),
    ...(salt === undefined ? {} : { salt: toSalt(salt) }),
    budgets,
    permissions: resolveBudgets(budgets, [...drafts.filter(isDeny), ...drafts.filter((draft) => !isDeny(draft))]),
  }
  // What can be defined can be granted: sizes and counts are checked here, not when the session is made.
  encodePolicy(policy)
  return policy
}

export declare namespace definePolicy {
  type Parameters = {
    /** Address of the session key. */
    signer: Address
    /** What the session may do, and what it may not: entries of `allow`, `deny` and their like. At least one. */
    permissions: readonly PermissionDraft[]
    /** Counted limits by name. Each must be used: by `sum`, or by the `limits` of an entry; those of kind fees always are. */
    budgets?: { readonly [name: string]: BudgetDefinition } | undefined
    /** What one op may cost the account: at most so many wei, nothing (a paymaster pays), or `any()`. */
    fees: { maxPerOp: bigint } | 'none' | AnyRule
    /** Who may pay for ops instead of the account: nobody (the default), this paymaster, or `any()`. */
    paymaster?: Address | 'none' | AnyRule | undefined
    /** 16 bytes that make equal permissions another session, for example to grant them anew after a revocation. */
    salt?: Hex | undefined
  }
  type ReturnType = Policy
  type ErrorType = InvalidPolicyErrorType
}

function toDrafts(permissions: unknown): readonly PermissionDraft[] {
  if (!Array.isArray(permissions) || permissions.length === 0)
    throw new InvalidPolicyError({ path: 'permissions', reason: 'is not a list with at least one entry' })
  for (const [index, draft] of permissions.entries())
    if (typeof draft !== 'object' || draft === null || !Array.isArray(draft.limits) || !Array.isArray(draft.program))
      throw new InvalidPolicyError({
        path: `permissions[${index}]`,
        reason: `is ${describeValue(draft)}, not what \`allow\` or \`deny\` returned`,
      })
  return permissions
}

function isDeny({ effect }: Pick<Permission, 'effect'>): boolean {
  return effect === 'deny'
}

function toAddress(path: string, value: unknown): Address {
  if (typeof value !== 'string' || !isAddress(value))
    throw new InvalidPolicyError({ path, reason: `is ${describeValue(value)}, not an address` })
  if (value === zeroAddress) throw new InvalidPolicyError({ path, reason: 'is the zero address' })
  return getAddress(value)
}

function toPaymaster(paymaster: unknown): Policy['paymaster'] {
  if (paymaster === undefined || paymaster === 'none') return 'none'
  return isAnyRule(paymaster) ? 'any' : toAddress('paymaster', paymaster)
}

function toFees(fees: unknown): Policy['fees'] {
  if (fees === 'none') return 'none'
  if (isAnyRule(fees)) return 'any'
  const maxPerOp = typeof fees === 'object' && fees !== null && 'maxPerOp' in fees ? fees.maxPerOp : undefined
  if (typeof maxPerOp !== 'bigint')
    throw new InvalidPolicyError({
      path: 'fees',
      reason: 'is not `{ maxPerOp }` in wei, nor "none", nor `any()`: without a cap the key could burn the balance',
    })
  if (maxPerOp < 0n || maxPerOp > maxUint128)
    throw new InvalidPolicyError({ path: 'fees.maxPerOp', reason: `is ${maxPerOp}, which does not fit a uint128` })
  return { maxPerOp }
}

function toSalt(salt: unknown): Hex {
  if (!isBytes(salt, idSize))
    throw new InvalidPolicyError({ path: 'salt', reason: `is ${describeValue(salt)}, not ${idSize} bytes` })
  return toLower(salt)
}
