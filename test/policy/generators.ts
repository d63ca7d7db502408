import { type AbiParameter, type Address, concatHex, encodeAbiParameters, type Hex, size } from 'viem'
import { getBudgetId } from '../../ts/policy/budget.js'
import { encodePolicy } from '../../ts/policy/encodePolicy.js'
import type { Budget, Permission, Policy } from '../../ts/policy/policy.js'
import type { Random } from '../vectors/random.js'
import { oneIn, pick, randomParameters, randomUint, randomValue } from './abi.js'
import { mutateCalldata } from './mutations.js'
import { type Expected, judge } from './oracle.js'
import { randomProgram } from './programs.js'

/** An op, a policy, and what must come of them. */
export type Case = {
  /** The policy as `sessionKeyData`. */
  policy: Hex
  /** The same, readable. */
  readable: Policy
  account: Address
  calls: readonly { to: Address; value: bigint; data: Hex }[]
  /** The worst that the op costs the account, wei. */
  fee: bigint
  paymaster: Address | undefined
  /** By the oracle, which shares no code with what is tested. Counters stand at zero. */
  expected: Expected
}

/**
 * A random policy and an op. About half of the ops are allowed; the others miss in one place: in a word, in the shape of the
 * calldata, in its value, by a deny entry, or by a budget.
 *
 * Budgets are for life: what a period is depends on the wire.
 */
export function generateCase(random: Random): Case {
  // Some are longer than a session may be.
  for (let attempt = 0; attempt < 100; attempt++) {
    const draft = draftCase(random)
    try {
      return { ...draft, policy: encodePolicy(draft.readable) }
    } catch {}
  }
  throw new Error('No policy is short enough.')
}

/** A function that calls are made of. */
type Fn = { selector: Hex; target: Address; parameters: readonly AbiParameter[] }

function draftCase(random: Random): Omit<Case, 'policy'> {
  const account = random.address()
  const budgets = randomBudgets(random)
  const fns = Array.from(
    { length: 1 + random.below(2) },
    (): Fn => ({
      selector: random.hex(4),
      target: random.address(),
      parameters: oneIn(random, 12) ? [] : randomParameters(random),
    }),
  )
  const drafts = Array.from({ length: oneIn(random, 3) ? 2 : 1 }, () => randomCall(random, pick(random, fns), account))
  const permissions = shuffleDenyFirst([
    ...drafts.flatMap((draft) => randomEntries(random, draft, account, budgets)),
    ...randomDecoys(random, fns, account),
  ])

  const calls = drafts.map((draft) =>
    oneIn(random, 2)
      ? draft.call
      : oneIn(random, 2)
        ? changeValue(random, draft, account)
        : mutateCall(random, draft.call),
  )
  const fee = oneIn(random, 2) ? 0n : randomUint(random, 60)
  const paymaster = oneIn(random, 5) ? random.address() : undefined
  const readable: Policy = {
    signer: random.address(),
    paymaster:
      paymaster && !oneIn(random, 8)
        ? pick(random, ['any', paymaster])
        : pick(random, ['none', 'any', random.address()]),
    fees: oneIn(random, 4) ? 'any' : fee === 0n ? 'none' : { maxPerOp: oneIn(random, 20) ? fee - 1n : fee },
    ...(oneIn(random, 3) ? { salt: random.hex(16) } : {}),
    budgets: tighten(random, budgets, fee),
    permissions,
  }
  return { account, calls, expected: judge(readable, { account, calls, fee, paymaster }), fee, paymaster, readable }
}

function randomBudgets(random: Random): readonly Budget[] {
  const kinds = ['calls', 'nativeValue', 'sum', 'sum', 'fees'] as const
  return Array.from({ length: oneIn(random, 2) ? 0 : 1 + random.below(4) }, (_, index) => ({
    kind: pick(random, kinds),
    id: getBudgetId(`budget ${index}`),
    max: 2n ** 128n - 1n,
  }))
}

/** Makes some caps small enough to matter. */
function tighten(random: Random, budgets: readonly Budget[], fee: bigint): readonly Budget[] {
  return budgets.map((budget) => {
    if (!oneIn(random, 3)) return budget
    if (budget.kind === 'fees') return { ...budget, max: oneIn(random, 3) && fee > 0n ? fee - 1n : fee }
    return { ...budget, max: budget.kind === 'calls' ? BigInt(random.below(3)) : randomUint(random, 128) }
  })
}

type Draft = { call: Case['calls'][number]; fn: Fn; values: readonly unknown[] }

function randomCall(random: Random, fn: Fn, account: Address): Draft {
  const values = fn.parameters.map((parameter) => randomValue(random, parameter, account))
  const value = oneIn(random, 3) ? randomUint(random, 64) : 0n
  return { call: { to: fn.target, value, data: toData(fn, values) }, fn, values }
}

function toData({ parameters, selector }: Fn, values: readonly unknown[]): Hex {
  return parameters.length === 0 ? selector : concatHex([selector, encodeAbiParameters(parameters, [...values])])
}

/** An entry that the call fits, among others for the same function that it may not fit. */
function randomEntries(
  random: Random,
  draft: Draft,
  account: Address,
  budgets: readonly Budget[],
): readonly Permission[] {
  const { call, fn, values } = draft
  const own = randomEntry(random, draft, [values], account, budgets)
  const others = Array.from({ length: random.below(3) }, () => {
    const other = randomCall(random, fn, account)
    return randomEntry(random, { ...draft, call: other.call }, [other.values], account, budgets)
  })
  const transfer: Permission = {
    effect: 'allow',
    target: call.to,
    function: 'transfer',
    ...(call.value > 0n ? { maxValue: call.value } : {}),
    budgets: [],
    program: [],
  }
  const entries = oneIn(random, 2) ? [own, ...others] : [...others, own]
  return oneIn(random, 4) ? [...entries, transfer] : entries
}

function randomEntry(
  random: Random,
  { call, fn }: Draft,
  values: readonly (readonly unknown[])[],
  account: Address,
  budgets: readonly Budget[],
): Permission {
  const indexes = (kinds: readonly string[]) =>
    budgets.flatMap(({ kind }, index) => (kinds.includes(kind) ? [index] : []))
  const limits = indexes(['calls', 'nativeValue']).filter(() => oneIn(random, 2))
  const isAnyFunction = oneIn(random, 12)
  return {
    effect: 'allow',
    target: oneIn(random, 8) ? 'any' : fn.target,
    function: isAnyFunction ? 'any' : fn.selector,
    ...(call.value > 0n || oneIn(random, 6) ? { maxValue: call.value + BigInt(random.below(2)) } : {}),
    budgets: limits,
    program: isAnyFunction
      ? []
      : randomProgram(random, fn.parameters, values, { account, ruled: 1 + random.below(3), sums: indexes(['sum']) }),
  }
}

/** Entries about other contracts and functions, and entries that deny: of those some are about the calls. */
function randomDecoys(random: Random, fns: readonly Fn[], account: Address): readonly Permission[] {
  return Array.from({ length: random.below(3) }, (): Permission => {
    const fn = pick(random, fns)
    const { values } = randomCall(random, fn, account)
    const rule = { account, ruled: 1, sums: [] }
    const program = randomProgram(random, fn.parameters, [values], rule)
    const isClose = oneIn(random, 2)
    return {
      effect: isClose ? 'deny' : pick(random, ['allow', 'deny']),
      target: isClose ? pick(random, [fn.target, fn.target, 'any']) : random.address(),
      function: isClose ? fn.selector : pick(random, [fn.selector, random.hex(4)]),
      budgets: [],
      program,
    }
  })
}

function shuffleDenyFirst(permissions: readonly Permission[]): readonly Permission[] {
  return [
    ...permissions.filter(({ effect }) => effect === 'deny'),
    ...permissions.filter(({ effect }) => effect === 'allow'),
  ]
}

/** The same call with another value for one of its arguments, well encoded. */
function changeValue(random: Random, { call, fn, values }: Draft, account: Address): Case['calls'][number] {
  const at = random.below(Math.max(1, values.length))
  const others = values.map((value, index) => {
    const parameter = fn.parameters[index]
    return index === at && parameter ? randomValue(random, parameter, account) : value
  })
  return { ...call, data: toData(fn, others) }
}

function mutateCall(random: Random, call: Case['calls'][number]): Case['calls'][number] {
  switch (random.below(12)) {
    case 0:
      return { ...call, to: random.address() }
    case 1:
      return { ...call, value: call.value + 1n + BigInt(random.below(2)) }
    case 2:
      return { ...call, data: pick(random, ['0x', random.hex(1 + random.below(3)), random.hex(4)]) }
    default:
      return { ...call, data: size(call.data) > 4 ? mutateCalldata(random, call.data) : call.data }
  }
}
