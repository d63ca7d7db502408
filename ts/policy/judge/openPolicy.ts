import { readInt, readUint } from './bytes.js'
import { malformed } from './verdict.js'

/** A budget as the chain reads it, and what an op adds up to. @internal */
export type OpenBudget = {
  /** The whole byte. */
  kind: number
  id: bigint
  cap: bigint
  start: number
  seconds: number
  amount: bigint
  /** What the call being judged adds, should the entry fit. */
  pending: bigint
}

/** A policy whose header was read. @internal */
export type OpenPolicy = {
  bytes: Uint8Array
  paymasterRule: number
  paymaster: bigint
  feeRule: number
  maxFee: bigint
  budgets: readonly OpenBudget[]
  /** Where each permission's flags stand, and where it ends. */
  permissions: readonly { start: number; end: number }[]
}

/**
 * Reads the header, the budgets, and the lengths and flags of all permissions.
 *
 * @internal
 */
export function openPolicy(bytes: Uint8Array): OpenPolicy {
  let offset = 0
  const number = (size: number) => {
    offset += size
    if (offset > bytes.length) throw malformed()
    return readInt(bytes, offset - size, size)
  }
  const uint = (size: number) => {
    offset += size
    if (offset > bytes.length) throw malformed()
    return readUint(bytes, offset - size, size)
  }

  const version = number(1)
  const flags = number(1)
  const [paymasterRule, feeRule] = [flags & 3, (flags >> 2) & 3]
  if (version !== 1 || flags > 0x1f || paymasterRule === 3 || feeRule === 3 || uint(20) === 0n) throw malformed()
  const paymaster = paymasterRule === 2 ? uint(20) : 0n
  if (paymasterRule === 2 && paymaster === 0n) throw malformed()
  const maxFee = feeRule === 2 ? uint(16) : 0n
  if (flags & 16) uint(16)

  const budgetCount = number(1)
  if (budgetCount > 16) throw malformed()
  const budgets = Array.from({ length: budgetCount }, () => {
    const kind = number(1)
    if ((kind & 0x7f) === 0 || (kind & 0x7f) > 4) throw malformed()
    const [id, cap] = [uint(16), uint(16)]
    const [start, seconds] = kind & 0x80 ? [number(6), number(4)] : [0, 0]
    if (kind & 0x80 && seconds === 0) throw malformed()
    return { kind, id, cap, start, seconds, amount: 0n, pending: 0n }
  })

  const permissionCount = number(1)
  if (permissionCount === 0) throw malformed()
  let allowSeen = false
  const permissions = Array.from({ length: permissionCount }, () => {
    const length = number(2)
    const start = offset
    const permissionFlags = readInt(bytes, start, 1)
    const denies = (permissionFlags & 1) !== 0
    if (permissionFlags > 0x1f || (permissionFlags & 12) === 12 || (denies && allowSeen)) throw malformed()
    allowSeen ||= !denies
    offset += length
    return { start, end: offset }
  })
  if (offset !== bytes.length) throw malformed()
  return { bytes, paymasterRule, paymaster, feeRule, maxFee, budgets, permissions }
}
