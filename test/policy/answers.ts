import { type Abi, type Address, concatHex, decodeErrorResult, type Hex, numberToHex } from 'viem'
import { checkPolicy } from '../../ts/policy/checkPolicy.js'
import { failures } from '../../ts/policy/judge/verdict.js'

/** What engines are asked. */
export type Question = {
  policy: Hex
  account: Address
  calls: readonly { to: Address; value: bigint; data: Hex }[]
  fee: bigint
  paymaster: Address | undefined
  /** The index of the current period for each budget with periods, in order. */
  periods: readonly number[]
}

/** `IPolicyJudge` takes the periods as the wire has them. */
export function toPeriodBytes(periods: readonly number[]): Hex {
  return concatHex(periods.map((index) => numberToHex(index, { size: 4 })))
}

/** What a contract says, as one string: the error with its arguments, or which budgets are charged how much. */
export function readAnswer(abi: Abi, data: Hex): string {
  const { args = [], errorName } = decodeErrorResult({ abi, data })
  if (errorName !== 'Allowed') return join([errorName, ...args])
  // A budget that counts nothing is not charged.
  return join([errorName, ...args.flat().flatMap((amount, index) => (amount === 0n ? [] : [`${index}:${amount}`]))])
}

/** What `checkPolicy` says, in the same form. */
export function askTypeScript({ policy, ...op }: Question): string {
  const result = checkPolicy(policy, op)
  if (result.allowed) return join(['Allowed', ...result.charges.map(({ amount, index }) => `${index}:${amount}`)])
  return join([result.error, ...toArguments(result)])
}

type Refusal = Exclude<ReturnType<typeof checkPolicy>, { allowed: true }>

function toArguments(refusal: Refusal): readonly unknown[] {
  switch (refusal.error) {
    case 'BudgetExceeded':
      return [refusal.id, refusal.wanted, refusal.left]
    case 'CallDenied':
      return [refusal.call, refusal.permission]
    case 'CallNotPermitted':
      return [refusal.call, refusal.target, refusal.selector]
    case 'FeeAboveCap':
      return [refusal.fee, refusal.cap]
    case 'PaymasterNotAllowed':
      return [refusal.paymaster]
    case 'PeriodsMismatch':
      return [refusal.named, refusal.needed]
    case 'RuleFailed':
      return [refusal.call, refusal.permission, failures.indexOf(refusal.failure), refusal.offset]
    default:
      return []
  }
}

function join(words: readonly unknown[]): string {
  return words.map((value) => String(value).toLowerCase()).join(' ')
}
