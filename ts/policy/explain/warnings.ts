import type { Address } from 'viem'
import type { Budget, Policy } from '../policy.js'
import { type Entry, getSums, getUpperBound, isAmount, isPinned, isRecipient } from './entry.js'
import { approvingFunctions, callingFunctions } from './knownFunctions.js'
import { describeCalls } from './sentences.js'
import { nameTime, nameWei, type Vocabulary } from './words.js'

/** Something that whoever signs should know. */
export type PolicyWarning = {
  code:
    | 'any-function'
    | 'any-paymaster'
    | 'any-target'
    | 'approval-outlives-session'
    | 'calls-anything'
    | 'cap-without-total'
    | 'expiry-too-far'
    | 'fees-without-total'
    | 'large-amount'
    | 'misread-arguments'
    | 'no-expiry'
    | 'no-fee-cap'
    | 'nobody-pays'
    | 'unchecked-module'
    | 'unknown-function'
    | 'unlimited-amount'
    | 'unpinned-recipient'
    | 'value-without-total'
  /** `high`: the key could take more than anyone means to give. */
  level: 'high' | 'medium' | 'low'
  /** One sentence. */
  message: string
  /** The entry it is about. */
  permission?: number | undefined
  /** The argument it is about. */
  path?: string | undefined
}

const year = 366 * 86_400

/**
 * Warnings about the time for which a session is valid.
 *
 * @internal
 */
export function warnOfExpiry(validUntil: number, now: number): readonly PolicyWarning[] {
  if (validUntil === 0)
    return [{ code: 'no-expiry', level: 'high', message: 'The session never ends. Only revoking it ends it.' }]
  if (validUntil <= now + year) return []
  // The year 5138, or today in milliseconds.
  const isMilliseconds = validUntil >= 1e11
  return [
    {
      code: 'expiry-too-far',
      level: isMilliseconds ? 'high' : 'medium',
      message: isMilliseconds
        ? `The session ends at ${nameTime(validUntil)}: milliseconds were given where seconds are meant.`
        : `The session ends only at ${nameTime(validUntil)}, more than a year from now.`,
    },
  ]
}

/**
 * The warning that nobody has said which module reads policies.
 *
 * @internal
 */
export function warnOfModule(module: Address): readonly PolicyWarning[] {
  return [
    {
      code: 'unchecked-module',
      level: 'high',
      message: `The calls are judged by ${module}. If that is not CallPolicyModule, none of these words hold.`,
    },
  ]
}

/**
 * Warnings about what ops may cost and who may pay.
 *
 * @internal
 */
export function warnOfPayment({ budgets, fees, paymaster }: Policy): readonly PolicyWarning[] {
  const hasTotal = budgets.some(({ kind }) => kind === 'fees')
  const warnings: PolicyWarning[] = []
  if (fees === 'any' && !hasTotal)
    warnings.push({
      code: 'no-fee-cap',
      level: 'high',
      message: 'Fees have no cap: with the gas price the key can burn all that the account holds.',
    })
  if (fees !== 'any' && fees !== 'none' && !hasTotal)
    warnings.push({
      code: 'fees-without-total',
      level: 'low',
      message: 'Each op has a fee cap, but their number has none: many ops together can cost any amount.',
    })
  if (fees === 'none' && paymaster === 'none')
    warnings.push({
      code: 'nobody-pays',
      level: 'low',
      message: 'Ops may cost nothing and have no paymaster: most bundlers will not take them.',
    })
  if (paymaster === 'any')
    warnings.push({
      code: 'any-paymaster',
      level: 'low',
      message: 'Any paymaster may pay. One to which the account has given an allowance can charge it in tokens.',
    })
  return warnings
}

/**
 * Warnings about one entry.
 *
 * @internal
 */
export function warnOfEntry(
  entry: Entry,
  budgets: readonly Budget[],
  vocabulary: Vocabulary,
): readonly PolicyWarning[] {
  const { index, misread, permission } = entry
  if (permission.effect === 'deny') return []
  const what = describeCalls(permission, vocabulary)
  const kinds = permission.budgets.map((budget) => budgets[budget]?.kind)
  const warnings: Omit<PolicyWarning, 'permission'>[] = []

  if (permission.target === 'any')
    warnings.push({ code: 'any-target', level: 'high', message: `It may ${what}: no address limits it.` })
  if (permission.function === 'any')
    warnings.push({
      code: 'any-function',
      level: 'high',
      message: `It may ${what}, with any arguments: also those that give away what the account has there.`,
    })
  if (Object.hasOwn(callingFunctions, permission.function) && hasOpenCalls(entry))
    warnings.push({
      code: 'calls-anything',
      level: 'high',
      message: `It may ${what}, which makes other calls in turn: rules on this entry do not reach those.`,
    })
  if (permission.maxValue !== undefined && permission.maxValue > 0n && !kinds.includes('nativeValue'))
    warnings.push({
      code: 'value-without-total',
      level: 'medium',
      message: `It may ${what} with ${nameWei(permission.maxValue, vocabulary)} each time, but no total limits how much in all.`,
    })
  // Rules that hold for any word, of another type than the argument's, would hide what the function does with it.
  if (misread)
    warnings.push({
      code: 'misread-arguments',
      level: 'high',
      message: `It may ${what}, which is \`${misread.name}\`, by rules that are not for its arguments: they may limit nothing.`,
    })
  if (!entry.isNamed && !misread && permission.function !== 'any' && permission.function !== 'transfer')
    warnings.push({
      code: 'unknown-function',
      level: 'medium',
      message: `It may ${what}: what this function does is not known here.`,
    })
  if (isApproval(entry))
    warnings.push({
      code: 'approval-outlives-session',
      level: 'medium',
      message: `It may ${what}: an allowance stays when the session has ended or was revoked.`,
    })
  warnings.push(...warnOfArguments(entry, budgets, what))
  return warnings.map((warning) => ({ ...warning, permission: index }))
}

/** Of supplies that tokens have, the largest are below it. */
const largeAmount = 2n ** 112n

function warnOfArguments(
  { conditions, permission }: Entry,
  budgets: readonly Budget[],
  what: string,
): readonly Omit<PolicyWarning, 'permission'>[] {
  const countsCalls = permission.budgets.some((budget) => budgets[budget]?.kind === 'calls')
  return conditions.flatMap((condition): readonly Omit<PolicyWarning, 'permission'>[] => {
    const { path } = condition
    if (isRecipient(condition) && !isPinned(condition))
      return [
        {
          code: 'unpinned-recipient',
          level: 'high',
          message: `When it may ${what}, \`${path}\` may be ${condition.item.kind === 'skip' ? 'anybody' : 'almost anybody'}.`,
          path,
        },
      ]
    if (!isAmount(condition)) return []
    const totals = getSums(condition).flatMap((budget) => budgets[budget]?.max ?? [])
    const perCall = getUpperBound(condition)
    const bound = [...totals, ...(perCall === undefined ? [] : [perCall])].reduce<bigint | undefined>(
      (min, each) => (min === undefined || each < min ? each : min),
      undefined,
    )
    if (bound === undefined || bound >= 2n ** 255n)
      return [
        { code: 'unlimited-amount', level: 'high', message: `When it may ${what}, \`${path}\` has no limit.`, path },
      ]
    if (bound >= largeAmount)
      return [
        {
          code: 'large-amount',
          level: 'medium',
          message: `When it may ${what}, \`${path}\` may be ${bound}, more than most tokens have in all.`,
          path,
        },
      ]
    if (totals.length === 0 && !countsCalls && bound > 0n)
      return [
        {
          code: 'cap-without-total',
          level: 'medium',
          message: `When it may ${what}, each call has a limit on \`${path}\`, but no total limits how much in all.`,
          path,
        },
      ]
    return []
  })
}

/** Calls whose targets and bytes are all named are not for the key to choose. */
function hasOpenCalls({ conditions }: Entry): boolean {
  return conditions.some(
    (condition) =>
      condition.item.kind === 'bytes' ||
      condition.item.kind === 'bytesMax' ||
      (condition.type === 'address' && !isPinned(condition)),
  )
}

/** Taking an allowance back is none. */
function isApproval({ conditions, permission }: Entry): boolean {
  if (!Object.hasOwn(approvingFunctions, permission.function)) return false
  return !conditions.some((condition) => /^(uint|bool)/.test(condition.type) && getUpperBound(condition) === 0n)
}
