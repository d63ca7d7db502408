import { type Address, getAddress, type Hex, hexToBytes, size, zeroAddress } from 'viem'
import { PolicyDecodingError, type PolicyDecodingErrorType } from '../errors/policy.js'
import { maxSessionKeyDataSize } from '../session/session.js'
import { isBytes } from '../utils/hex.js'
import { type Cursor, createCursor } from './cursor.js'
import { decodeProgram } from './decodeProgram.js'
import { budgetCodes, idSize, maxBudgets, perPeriod, policyVersion } from './limits.js'
import type { Budget, BudgetKind, Permission, Policy } from './policy.js'

/**
 * Reads the `sessionKeyData` of `CallPolicyModule`. Strict: all of it must be as `docs/policy-encoding.md` says, and whatever is
 * accepted, `encodePolicy` writes as the same bytes.
 *
 * @param encoded - What `encodePolicy` wrote.
 * @returns The policy. It has no ABIs and no names of budgets: they are not in the bytes.
 * @throws `PolicyDecodingError` saying at which byte, and why.
 *
 * @example
 * ```ts
 * import { allowTransfer, decodePolicy, definePolicy, encodePolicy } from 'latchkey/policy'
 *
 * const sessionKeyData = encodePolicy(
 *   definePolicy({
 *     signer: '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
 *     permissions: [allowTransfer({ address: '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3', value: { max: 100n } })],
 *     fees: { maxPerOp: 1_000_000_000_000_000n },
 *   }),
 * )
 * const { permissions } = decodePolicy(sessionKeyData)
 * ```
 */
export function decodePolicy(encoded: Hex): decodePolicy.ReturnType {
  if (!isBytes(encoded)) throw new PolicyDecodingError({ offset: 0, reason: 'not a hex string of whole bytes' })
  // Programs nest as deep as they are long: within this the stack holds.
  if (size(encoded) > maxSessionKeyDataSize)
    throw new PolicyDecodingError({
      offset: 0,
      reason: `there are ${size(encoded)} bytes; a session has at most ${maxSessionKeyDataSize}`,
    })
  const cursor = createCursor(hexToBytes(encoded))

  const version = cursor.number(1, 'the version')
  if (version !== policyVersion) cursor.fail(`version ${version} is unknown, only ${policyVersion} is known`, 0)
  const flags = cursor.number(1, 'the flags')
  if (flags > 0x1f) cursor.fail('unknown flags are set', 1)
  const signer = decodeAddress(cursor, 'the signer')
  const paymaster = decodePaymaster(cursor, flags & 3)
  const fees = decodeFees(cursor, (flags >> 2) & 3)
  const salt = flags & 16 ? { salt: cursor.hex(idSize, 'the salt') } : {}

  const budgetCount = cursor.number(1, 'the number of budgets')
  if (budgetCount > maxBudgets) cursor.fail(`there are ${budgetCount} budgets; ${maxBudgets} is the most`)
  const budgets = Array.from({ length: budgetCount }, () => decodeBudget(cursor))

  const permissionCount = cursor.number(1, 'the number of permissions')
  if (permissionCount === 0) cursor.fail('there is no permission')
  const permissions: Permission[] = []
  for (let index = 0; index < permissionCount; index++) {
    const { offset } = cursor
    const permission = decodePermission(cursor, budgets)
    if (permission.effect === 'deny' && permissions.at(-1)?.effect === 'allow')
      cursor.fail('an entry that denies stands behind one that allows', offset)
    permissions.push(permission)
  }
  if (!cursor.isAtEnd()) cursor.fail('there are bytes behind the last permission')
  return { signer, paymaster, fees, ...salt, budgets, permissions }
}

export declare namespace decodePolicy {
  type ReturnType = Policy
  type ErrorType = PolicyDecodingErrorType
}

function decodeAddress(cursor: Cursor, what: string): Address {
  const { offset } = cursor
  const address = getAddress(cursor.hex(20, what))
  if (address === zeroAddress) cursor.fail(`${what} is the zero address`, offset)
  return address
}

function decodePaymaster(cursor: Cursor, rule: number): Policy['paymaster'] {
  if (rule === 3) cursor.fail('there is no paymaster rule 3', 1)
  return rule === 2 ? decodeAddress(cursor, 'the paymaster') : rule === 1 ? 'any' : 'none'
}

function decodeFees(cursor: Cursor, rule: number): Policy['fees'] {
  if (rule === 3) cursor.fail('there is no fee rule 3', 1)
  if (rule === 2) return { maxPerOp: BigInt(cursor.hex(16, 'the fee cap')) }
  return rule === 1 ? 'any' : 'none'
}

const budgetKinds: Record<number, BudgetKind> = Object.fromEntries(
  Object.entries(budgetCodes).map(([kind, code]) => [code, kind as BudgetKind]),
)

function decodeBudget(cursor: Cursor): Budget {
  const { offset } = cursor
  const code = cursor.number(1, 'the kind of a budget')
  const kind = budgetKinds[code & ~perPeriod]
  if (!kind) return cursor.fail(`there is no kind of budget ${code}`, offset)
  const budget = {
    kind,
    id: cursor.hex(idSize, 'the id of a budget'),
    max: BigInt(cursor.hex(16, 'the cap of a budget')),
  }
  if (!(code & perPeriod)) return budget
  const start = cursor.number(6, 'the start of a budget')
  const seconds = cursor.number(4, 'the period of a budget')
  if (seconds === 0) cursor.fail('a period has no length', offset)
  return { ...budget, period: { seconds, start } }
}

function decodePermission(policyCursor: Cursor, budgets: readonly Budget[]): Permission {
  const length = policyCursor.number(2, 'the length of a permission')
  const cursor = policyCursor.split(length, 'a permission')
  const { offset } = cursor
  const flags = cursor.number(1, 'the flags of a permission')
  if (flags > 0x1f) cursor.fail('unknown flags are set', offset)
  const effect = flags & 1 ? 'deny' : 'allow'
  const functionRule = (flags >> 2) & 3
  if (functionRule === 3) cursor.fail('there is no function rule 3', offset)

  const target = flags & 2 ? 'any' : decodeAddress(cursor, 'the target')
  const fn = functionRule === 1 ? 'transfer' : functionRule === 2 ? 'any' : cursor.hex(4, 'the selector')
  if (flags & 16 && effect === 'deny') cursor.fail('an entry that denies has a value', offset)
  const maxValue = flags & 16 ? { maxValue: BigInt(cursor.hex(16, 'the value')) } : {}

  const refCount = cursor.number(1, 'the number of budgets of a permission')
  if (refCount > 0 && effect === 'deny') cursor.fail('an entry that denies has budgets')
  const refs = Array.from({ length: refCount }, () => {
    const index = cursor.number(1, 'the index of a budget')
    const kind = budgets[index]?.kind
    if (kind !== 'calls' && kind !== 'nativeValue') cursor.fail(`budget ${index} counts neither calls nor their value`)
    return index
  })
  if (functionRule !== 0 && !cursor.isAtEnd()) cursor.fail('there is a program without a function')
  const program = decodeProgram(cursor, { budgets, denies: effect === 'deny' })
  return { effect, target, function: fn, ...maxValue, budgets: refs, program }
}
