import { type Address, getAddress, type Hex, hexToBigInt, hexToBytes, numberToHex } from 'viem'
import { getBudgetKey, getBudgetPeriod, isPeriodInRange } from '../budget.js'
import { budgetCodes } from '../limits.js'
import type { Budget, BudgetKind } from '../policy.js'
import { judgeCall } from './judgeCall.js'
import { type OpenBudget, type OpenPolicy, openPolicy } from './openPolicy.js'
import { type FailurePlace, type PolicyRefusal, Refusal } from './verdict.js'

/** What an op is and costs, checked. @internal */
export type JudgedOp = {
  account: Address
  calls: readonly { to: Address; value: bigint; data: Hex }[]
  fee: bigint
  /** Targets that the registry allows to no session. */
  forbidden: readonly Address[]
  paymaster: Address | undefined
  /** The index of the current period for each budget with periods, in order; or the time, in unix seconds. */
  periods: readonly number[] | { timestamp: number }
  /** What was spent from the counter of a budget before. `index` is the budget's place in the policy. */
  spent: (key: Hex, id: Hex, index: number) => bigint
}

/** What an op is charged for one budget. `left` is what remains after it. */
export type JudgedCharge = { index: number; kind: BudgetKind; id: Hex; key: Hex; amount: bigint; left: bigint }

/**
 * Judges an op by an encoded policy, as the chain does: with its errors, their arguments and their order.
 *
 * @internal
 */
export function judgeOp(encoded: Hex, op: JudgedOp): judgeOp.ReturnType {
  try {
    const policy = openPolicy(hexToBytes(encoded))
    requirePayment(policy, op)
    const account = hexToBigInt(op.account)
    const forbidden = op.forbidden.map((address) => hexToBigInt(address))
    const permissions = op.calls.map(({ data, to, value }, index) => {
      const target = hexToBigInt(to)
      if (forbidden.includes(target)) throw new Refusal({ error: 'TargetForbidden', target: getAddress(to) })
      return judgeCall(policy, { data: hexToBytes(data), index, target, value }, account)
    })
    return { charges: charge(policy, op), permissions }
  } catch (error) {
    if (error instanceof Refusal) return { place: error.place, refusal: error.reason }
    throw error
  }
}

export declare namespace judgeOp {
  type ReturnType =
    | { charges: readonly JudgedCharge[]; permissions: readonly number[]; refusal?: undefined }
    | { place: FailurePlace | undefined; refusal: PolicyRefusal }
}

function requirePayment(policy: OpenPolicy, { fee, paymaster }: JudgedOp) {
  const { feeRule, maxFee, paymasterRule } = policy
  const isNamed = paymasterRule === 2 && paymaster !== undefined && hexToBigInt(paymaster) === policy.paymaster
  if (paymaster !== undefined && paymasterRule !== 1 && !isNamed)
    throw new Refusal({ error: 'PaymasterNotAllowed', paymaster: getAddress(paymaster) })
  if (feeRule !== 1 && fee > maxFee) throw new Refusal({ error: 'FeeAboveCap', fee, cap: maxFee })
}

function charge({ budgets }: OpenPolicy, { fee, periods, spent }: JudgedOp): readonly JudgedCharge[] {
  const counted = budgets.map(toBudget)
  const periodic = counted.filter(({ period }) => period)
  const indexes =
    'timestamp' in periods ? periodic.map((budget) => getBudgetPeriod(budget, periods.timestamp)) : periods
  const mismatch = new Refusal({ error: 'PeriodsMismatch', named: indexes.length, needed: periodic.length })
  const charges: JudgedCharge[] = []
  // Budgets with one key share one counter, also within a policy.
  const charged = new Map<Hex, bigint>()
  let named = 0
  for (const [index, budget] of counted.entries()) {
    const amount = budget.kind === 'fees' ? fee : (budgets[index]?.amount ?? 0n)
    const period = budget.period ? indexes[named] : 0
    if (budget.period) named++
    if (period === undefined) throw mismatch
    if (!isPeriodInRange(budget, period)) throw new Refusal({ error: 'PeriodOutOfRange' })
    // A counter that nothing is added to is not read.
    if (amount === 0n) continue

    const key = getBudgetKey(budget, { index: period })
    const before = charged.get(key) ?? spent(key, budget.id, index)
    const left = before < budget.max ? budget.max - before : 0n
    if (amount > left) throw new Refusal({ error: 'BudgetExceeded', id: budget.id, wanted: amount, left })
    charged.set(key, before + amount)
    charges.push({ amount, id: budget.id, index, key, kind: budget.kind, left: left - amount })
  }
  if (indexes.length !== named) throw mismatch
  return charges
}

function toBudget({ cap, id, kind, seconds, start }: OpenBudget): Budget {
  const kinds = Object.keys(budgetCodes) as (keyof typeof budgetCodes)[]
  const name = kinds.find((each) => budgetCodes[each] === (kind & 0x7f)) ?? 'calls'
  return {
    kind: name,
    id: numberToHex(id, { size: 16 }),
    max: cap,
    ...(kind & 0x80 ? { period: { seconds, start } } : {}),
  }
}
