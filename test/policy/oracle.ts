import {
  type AbiParameter,
  type Address,
  decodeAbiParameters,
  encodeAbiParameters,
  type Hex,
  hexToBigInt,
  keccak256,
  size,
  slice,
} from 'viem'
import type { Permission, Policy } from '../../ts/policy/policy.js'
import type { Program, ProgramItem, WordRule, WordType } from '../../ts/policy/program.js'

/*
 * A second reading of `docs/policy-encoding.md`, which shares nothing with the first: viem decodes the calldata, what it encodes
 * again must be the same bytes, and rules look at the decoded words.
 */

/** What the oracle says of an op. */
export type Expected =
  | { allowed: true }
  | { allowed: false; error: string; call?: number; permission?: number; failure?: string }

type Op = {
  account: Address
  calls: readonly { to: Address; value: bigint; data: Hex }[]
  fee: bigint
  paymaster?: Address | undefined
  /** What is charged before, by the budget's index. */
  spent?: readonly bigint[]
}

/** What the chain must answer. */
export function judge(policy: Policy, op: Op): Expected {
  const { budgets, fees, paymaster } = policy
  if (op.paymaster && paymaster !== 'any' && paymaster.toLowerCase() !== op.paymaster.toLowerCase())
    return { allowed: false, error: 'PaymasterNotAllowed' }
  if (fees !== 'any' && op.fee > (fees === 'none' ? 0n : fees.maxPerOp)) return { allowed: false, error: 'FeeAboveCap' }

  const totals = budgets.map(({ kind }) => (kind === 'fees' ? op.fee : 0n))
  for (const [call, { data, to, value }] of op.calls.entries()) {
    const concerned = [...policy.permissions.entries()].filter(([, entry]) => concerns(entry, to, data))
    const verdicts = concerned.map(([permission, entry]) => {
      const sums: Sum[] = []
      const isAbove = entry.effect === 'allow' && value > (entry.maxValue ?? 0n)
      const failure = isAbove ? 'VALUE_ABOVE_MAX' : judgeData(entry, data, op.account, sums)
      return { entry, failure, permission, sums }
    })
    const denied = verdicts.find(
      ({ entry, failure }) =>
        entry.effect === 'deny' && (!failure || failure === 'NOT_CANONICAL' || failure === 'DIRTY_WORD'),
    )
    if (denied) return { allowed: false, error: 'CallDenied', call, permission: denied.permission }
    const allowing = verdicts.filter(({ entry }) => entry.effect === 'allow')
    const fitting = allowing.find(({ failure }) => !failure)
    const last = allowing.at(-1)
    if (!last) return { allowed: false, error: 'CallNotPermitted', call }
    if (!fitting)
      return { allowed: false, error: 'RuleFailed', call, permission: last.permission, failure: last.failure ?? '' }
    for (const index of fitting.entry.budgets)
      totals[index] = (totals[index] ?? 0n) + (budgets[index]?.kind === 'calls' ? 1n : value)
    for (const { amount, budget } of fitting.sums) totals[budget] = (totals[budget] ?? 0n) + amount
  }

  const isExceeded = budgets.some(({ max }, index) => {
    const total = totals[index] ?? 0n
    return total > 0n && total + (op.spent?.[index] ?? 0n) > max
  })
  return isExceeded ? { allowed: false, error: 'BudgetExceeded' } : { allowed: true }
}

function concerns({ function: fn, target }: Permission, to: Address, data: Hex): boolean {
  if (target !== 'any' && target.toLowerCase() !== to.toLowerCase()) return false
  if (fn === 'transfer') return data === '0x'
  return size(data) >= 4 && (fn === 'any' || slice(data, 0, 4) === fn)
}

type Sum = { amount: bigint; budget: number }

function judgeData(
  { function: fn, program }: Permission,
  data: Hex,
  account: Address,
  sums: Sum[],
): string | undefined {
  if (fn === 'transfer' || fn === 'any') return undefined
  const args: Hex = size(data) === 4 ? '0x' : slice(data, 4)
  const parameters = toParameters(program)
  try {
    const values = decodeAbiParameters(parameters, args)
    if (encodeAbiParameters(parameters, values) !== args) return 'NOT_CANONICAL'
    return judgeHead(program, [...values], account, sums)
  } catch {
    return 'NOT_CANONICAL'
  }
}

/** The types that a program describes, with words of 32 bytes. */
function toParameters(program: Program): readonly AbiParameter[] {
  return program.flatMap((item): readonly AbiParameter[] => {
    switch (item.kind) {
      case 'skip':
        return Array.from({ length: item.words }, () => ({ type: 'bytes32' }))
      case 'word':
        return [{ type: 'bytes32' }]
      case 'tuple':
        return [{ type: 'tuple', components: toParameters(item.program) }]
      case 'array': {
        if (item.head > 0)
          return [{ type: 'tuple[]', components: Array.from({ length: item.head }, () => ({ type: 'bytes32' })) }]
        return toParameters(item.rest).map((element) => ({ ...element, type: `${element.type}[]` }))
      }
      default:
        return [{ type: 'bytes' }]
    }
  })
}

function judgeHead(program: Program, values: readonly unknown[], account: Address, sums: Sum[]): string | undefined {
  let index = 0
  for (const item of program) {
    const failure = judgeItem(item, values[index], account, sums)
    if (failure) return failure
    index += item.kind === 'skip' ? item.words : 1
  }
  return undefined
}

function judgeItem(item: ProgramItem, value: unknown, account: Address, sums: Sum[]): string | undefined {
  switch (item.kind) {
    case 'skip':
    case 'bytes':
      return undefined
    case 'word': {
      for (const rule of item.rules) {
        const failure = judgeWord(rule, hexToBigInt(value as Hex), account, sums)
        if (failure) return failure
      }
      return undefined
    }
    case 'bytesHash':
      return keccak256(value as Hex) === item.hash ? undefined : 'HASH_DIFFERS'
    case 'bytesMax':
      return size(value as Hex) <= item.max ? undefined : 'BYTES_TOO_LONG'
    case 'tuple':
      return judgeHead(item.program, value as readonly unknown[], account, sums)
    case 'array': {
      const elements = value as readonly unknown[]
      if (elements.length > item.max) return 'ARRAY_TOO_LONG'
      if (elements.length < item.prefix.length) return 'ARRAY_TOO_SHORT'
      for (const [index, element] of elements.entries()) {
        const program = item.prefix[index] ?? item.rest
        const words = item.head > 0 ? (element as readonly unknown[]) : [element]
        const failure = judgeHead(program, words, account, sums)
        if (failure) return failure
      }
      return undefined
    }
  }
}

function judgeWord(rule: WordRule, word: bigint, account: Address, sums: Sum[]): string | undefined {
  const value = read(rule.type, word)
  if (value === undefined) return 'DIRTY_WORD'
  if (rule.op === 'sum') {
    sums.push({ amount: word, budget: rule.budget })
    return undefined
  }
  if (rule.op === 'account') return word === BigInt(account) ? undefined : 'WORD_NOT_ALLOWED'
  const operands = rule.operands.map((operand) => fromBytes(rule.type, BigInt(operand)))
  const [a = 0n, b = 0n] = operands
  const holds = {
    eq: value === a,
    neq: value !== a,
    lt: value < a,
    lte: value <= a,
    gt: value > a,
    gte: value >= a,
    between: value >= a && value <= b,
    oneOf: operands.includes(value),
    mask: (value & a) === b,
  }
  return holds[rule.op] ? undefined : 'WORD_NOT_ALLOWED'
}

/** The value of the type that a word stands for; `undefined` when it is not one. */
function read({ kind, size: bytes }: WordType, word: bigint): bigint | undefined {
  const bits = BigInt(bytes * 8)
  if (kind === 'unsigned') return word >> bits === 0n ? word : undefined
  if (kind === 'left') {
    const unused = 256n - bits
    return word % (1n << unused) === 0n ? word >> unused : undefined
  }
  const value = word >> 255n === 1n ? word - (1n << 256n) : word
  return value >= -(1n << (bits - 1n)) && value < 1n << (bits - 1n) ? value : undefined
}

function fromBytes({ kind, size: bytes }: WordType, value: bigint): bigint {
  return kind === 'signed' && value >> BigInt(bytes * 8 - 1) === 1n ? value - (1n << BigInt(bytes * 8)) : value
}
