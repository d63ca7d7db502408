import { type Hex, hexToBytes, keccak256, numberToHex } from 'viem'
import { createCursor } from './cursor.js'
import { decodeWordRule, decodeWordType } from './decodeProgram.js'
import { describeWordRule, formatPlain } from './describeRule.js'
import { readInt, readUint } from './judge/bytes.js'
import type { JudgedOp } from './judge/judgeOp.js'
import type { FailurePlace, PolicyRefusal } from './judge/verdict.js'
import type { Policy } from './policy.js'
import { moreRules, type WordType } from './program.js'
import { followTrail, joinNames } from './slots.js'
import { fromOperand, getShownType } from './wordType.js'

/** A refusal in words. */
export type RefusalWords = {
  /** One sentence that says what was refused and why. */
  message: string
  /** Name of the function that was called, where its ABI is known. */
  functionName?: string | undefined
  /** The argument at fault, such as `params.recipient` or `path[0]`, where its ABI is known. */
  path?: string | undefined
  /** What the rule wants. */
  expected?: string | undefined
  /** What the call has. */
  got?: string | undefined
}

type Context = { encoded: Hex; op: JudgedOp; place: FailurePlace | undefined; policy: Policy | undefined }

/**
 * Says in words why an op is refused.
 *
 * @internal
 */
export function describeRefusal(refusal: PolicyRefusal, context: Context): RefusalWords {
  switch (refusal.error) {
    case 'PolicyMalformed':
      return { message: 'The policy is not one that the chain can read.' }
    case 'PaymasterNotAllowed':
      return { message: `The op is paid for by ${refusal.paymaster}, which the policy does not allow.` }
    case 'FeeAboveCap':
      return {
        message: `The op may cost ${refusal.fee} wei; the policy allows at most ${refusal.cap}.`,
        expected: `at most ${refusal.cap}`,
        got: String(refusal.fee),
      }
    case 'TargetForbidden':
      return { message: `No session may call ${refusal.target}: the registry forbids it.` }
    case 'CallDenied':
      return {
        ...getFunctionName(refusal.permission, context),
        message: `Call ${refusal.call} is denied by entry ${refusal.permission}.`,
      }
    case 'CallNotPermitted': {
      const what = describeFunction(context.op.calls[refusal.call]?.data ?? '0x', refusal.selector)
      return { message: `Call ${refusal.call} is ${what} ${refusal.target}, which no entry allows.` }
    }
    case 'RuleFailed':
      return describeRuleFailed(refusal, context)
    case 'BudgetExceeded':
      return {
        message: `The op counts ${refusal.wanted} against the budget ${getBudgetName(refusal.id, context)}, of which ${refusal.left} is left.`,
        expected: `at most ${refusal.left}`,
        got: String(refusal.wanted),
      }
    case 'PeriodsMismatch':
      return {
        message: `The op names ${refusal.named} periods; the policy needs ${refusal.needed}.`,
      }
    case 'PeriodOutOfRange':
      return { message: 'The period of a budget ends at or after 2^47, which is no time.' }
  }
}

function describeFunction(data: Hex, selector: Hex): string {
  if (data === '0x') return 'a plain transfer to'
  return data.length < 10 ? `calldata of less than 4 bytes to` : `the function ${selector} of`
}

function getBudgetName(id: Hex, { policy }: Context): string {
  const name = policy?.budgets.find((budget) => budget.id === id)?.name
  return name === undefined ? id : `"${name}"`
}

function getFunctionName(permission: number, { policy }: Context): { functionName?: string } {
  const name = policy?.permissions[permission]?.abi?.name
  return name === undefined ? {} : { functionName: name }
}

type RuleFailed = Extract<PolicyRefusal, { error: 'RuleFailed' }>

function describeRuleFailed(refusal: RuleFailed, context: Context): RefusalWords {
  const { call: index, failure, offset, permission } = refusal
  const call = context.op.calls[index]
  const entry = context.policy?.permissions[permission]
  const fn = entry?.abi
  const functionName = getFunctionName(permission, context)
  const subject = `Call ${index}`

  if (failure === 'VALUE_ABOVE_MAX') {
    const expected = `at most ${entry?.maxValue ?? 0n}`
    const got = String(call?.value ?? 0n)
    return {
      ...functionName,
      message: `${subject} carries ${got} wei; entry ${permission} allows ${expected}.`,
      expected,
      got,
    }
  }
  if (failure === 'NOT_CANONICAL') {
    const what = fn ? `arguments for \`${fn.name}\`` : `the arguments that entry ${permission} describes`
    return { ...functionName, message: `${subject} is not the canonical encoding of ${what}.` }
  }

  const slot = fn && context.place ? followTrail(fn, context.place.trail) : undefined
  const { expected, got } = describeDifference(refusal, context, slot?.parameter.type)
  const where = slot && fn ? `\`${joinNames(fn.name, slot.path)}\`` : `the word at byte ${offset}`
  return {
    ...functionName,
    ...(slot ? { path: slot.path } : {}),
    message: `${subject}: ${where} is ${got}; it must be ${expected}.`,
    expected,
    got,
  }
}

/** What the rule wants and what stands in the calldata, both in words. */
function describeDifference(
  { call, failure, offset }: RuleFailed,
  { encoded, op, place }: Context,
  abiType: string | undefined,
): { expected: string; got: string } {
  const bytes = hexToBytes(encoded)
  const data = hexToBytes(op.calls[call]?.data ?? '0x')
  const at = place?.item ?? 0
  const word = readUint(data, offset, 32)
  switch (failure) {
    case 'HASH_DIFFERS': {
      const value = data.subarray(offset + 32, offset + 32 + Number(word))
      return {
        expected: `the bytes with the hash ${numberToHex(readUint(bytes, at + 1, 32), { size: 32 })}`,
        got: `${countOf(word, 'byte')} with the hash ${keccak256(value)}`,
      }
    }
    case 'BYTES_TOO_LONG':
      return {
        expected: `at most ${countOf(BigInt(readInt(bytes, at + 1, 4)), 'byte')} long`,
        got: `${countOf(word, 'byte')} long`,
      }
    case 'ARRAY_TOO_LONG':
      return {
        expected: `at most ${countOf(BigInt(readInt(bytes, at + 1, 4)), 'element')} long`,
        got: `${countOf(word, 'element')} long`,
      }
    case 'ARRAY_TOO_SHORT':
      return {
        expected: `at least ${countOf(BigInt(readInt(bytes, at + 6, 1)), 'element')} long`,
        got: `${countOf(word, 'element')} long`,
      }
    default:
      return describeWord({ abiType, at, bytes, failure, word })
  }
}

function describeWord(parameters: {
  abiType: string | undefined
  at: number
  bytes: Uint8Array
  failure: string
  word: bigint
}): { expected: string; got: string } {
  const { at, bytes, failure, word } = parameters
  const type = decodeWordType(createCursor(bytes, at + 1))
  const abiType = getShownType(parameters.abiType, type)
  const hex = numberToHex(word, { size: 32 })
  if (failure === 'DIRTY_WORD') return { expected: `a word of type ${abiType}`, got: hex }
  const code = readInt(bytes, at, 1) & ~moreRules
  const rule = decodeWordRule(createCursor(bytes, at + 1), code, { budgets: [], denies: false })
  return {
    expected: describeWordRule(rule, abiType, formatPlain),
    got: formatPlain(fromOperand(abiType, type, cut(hex, type))),
  }
}

function countOf(count: bigint, what: string): string {
  return `${count} ${what}${count === 1n ? '' : 's'}`
}

/** The bytes of a clean word that are its value. */
function cut(hex: Hex, { kind, size }: WordType): Hex {
  return kind === 'left' ? `0x${hex.slice(2, 2 + 2 * size)}` : `0x${hex.slice(-2 * size)}`
}
