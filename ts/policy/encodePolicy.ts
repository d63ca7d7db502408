import { bytesToHex, concatBytes, type Hex } from 'viem'
import { InvalidPolicyError, type InvalidPolicyErrorType, PolicyDecodingError } from '../errors/policy.js'
import { maxSessionKeyDataSize } from '../session/session.js'
import { decodePolicy } from './decodePolicy.js'
import { encodeProgram } from './encodeProgram.js'
import { budgetCodes, idSize, maxBudgets, maxPermissions, perPeriod, policyVersion } from './limits.js'
import type { Budget, Permission, Policy } from './policy.js'
import { writeBytes, writeUint } from './writeField.js'

/**
 * Writes a policy as the `sessionKeyData` of `CallPolicyModule`, byte by byte as `docs/policy-encoding.md` says. ABIs and the
 * names of budgets are left out.
 *
 * @param policy - What `definePolicy` or `decodePolicy` returned.
 * @returns The bytes, at most 4096.
 * @throws `InvalidPolicyError` when the policy cannot be written.
 *
 * @example
 * ```ts
 * import { allowTransfer, definePolicy, encodePolicy } from 'latchkey/policy'
 *
 * const sessionKeyData = encodePolicy(
 *   definePolicy({
 *     signer: '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
 *     permissions: [allowTransfer({ address: '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3', value: { max: 100n } })],
 *     fees: { maxPerOp: 1_000_000_000_000_000n },
 *   }),
 * )
 * ```
 */
export function encodePolicy(policy: Policy): encodePolicy.ReturnType {
  const encoded = bytesToHex(
    concatBytes([
      ...encodeHeader(policy),
      ...encodeList('budgets', policy.budgets, maxBudgets, encodeBudget),
      ...encodeList('permissions', policy.permissions, maxPermissions, encodePermission),
    ]),
  )
  const encodedSize = encoded.length / 2 - 1
  if (encodedSize > maxSessionKeyDataSize)
    throw new InvalidPolicyError({
      path: 'policy',
      reason: `takes ${encodedSize} bytes, more than ${maxSessionKeyDataSize}: grant its entries as several sessions`,
    })
  const fault = getFault(encoded)
  if (fault)
    throw new InvalidPolicyError({ cause: fault, path: 'policy', reason: 'is nothing that the chain could read' })
  return encoded
}

export declare namespace encodePolicy {
  type ReturnType = Hex
  type ErrorType = InvalidPolicyErrorType
}

/** Writing checks sizes; whether the parts agree with each other is what the decoder checks. */
function getFault(encoded: Hex): PolicyDecodingError | undefined {
  try {
    decodePolicy(encoded)
    return undefined
  } catch (error) {
    if (error instanceof PolicyDecodingError) return error
    throw error
  }
}

function encodeHeader({ fees, paymaster, salt, signer }: Policy): readonly Uint8Array[] {
  const hasPaymaster = paymaster !== 'none' && paymaster !== 'any'
  const hasFee = fees !== 'none' && fees !== 'any'
  const paymasterRule = hasPaymaster ? 2 : paymaster === 'any' ? 1 : 0
  const feeRule = hasFee ? 2 : fees === 'any' ? 1 : 0
  return [
    Uint8Array.of(policyVersion, paymasterRule | (feeRule << 2) | (salt === undefined ? 0 : 16)),
    writeBytes('signer', signer, 20),
    ...(hasPaymaster ? [writeBytes('paymaster', paymaster, 20)] : []),
    ...(hasFee ? [writeUint('fees.maxPerOp', fees?.maxPerOp, 16)] : []),
    ...(salt === undefined ? [] : [writeBytes('salt', salt, idSize)]),
  ]
}

function encodeList<item>(
  path: string,
  items: readonly item[],
  max: number,
  encode: (item: item, path: string) => Uint8Array,
): readonly Uint8Array[] {
  if (!Array.isArray(items)) throw new InvalidPolicyError({ path, reason: 'is not a list' })
  if (items.length > max)
    throw new InvalidPolicyError({ path, reason: `has ${items.length} entries; ${max} is the most` })
  return [Uint8Array.of(items.length), ...items.map((item, index) => encode(item, `${path}[${index}]`))]
}

function encodeBudget({ id, kind, max, period }: Budget, path: string): Uint8Array {
  return concatBytes([
    Uint8Array.of(budgetCodes[kind] | (period ? perPeriod : 0)),
    writeBytes(`${path}.id`, id, idSize),
    writeUint(`${path}.max`, max, 16),
    ...(period
      ? [writeUint(`${path}.period.start`, period.start, 6), writeUint(`${path}.period.seconds`, period.seconds, 4)]
      : []),
  ])
}

function encodePermission(permission: Permission, path: string): Uint8Array {
  const { budgets, effect, function: fn, maxValue, program, target } = permission
  const functionRule = fn === 'transfer' ? 1 : fn === 'any' ? 2 : 0
  const flags =
    (effect === 'deny' ? 1 : 0) | (target === 'any' ? 2 : 0) | (functionRule << 2) | (maxValue === undefined ? 0 : 16)
  const body = concatBytes([
    Uint8Array.of(flags),
    ...(target === 'any' ? [] : [writeBytes(`${path}.target`, target, 20)]),
    ...(functionRule === 0 ? [writeBytes(`${path}.function`, fn, 4)] : []),
    ...(maxValue === undefined ? [] : [writeUint(`${path}.maxValue`, maxValue, 16)]),
    ...encodeList(`${path}.budgets`, budgets, 255, (index, at) => writeUint(at, index, 1)),
    encodeProgram(program, `${path}.program`),
  ])
  return concatBytes([writeUint(`${path}, in bytes,`, body.length, 2), body])
}
