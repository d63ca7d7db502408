import { type Abi, type Address, type Hex, isAddress, size, zeroAddress } from 'viem'
import { describeValue } from '../errors/describeValue.js'
import { InvalidPolicyCheckError, type InvalidPolicyCheckErrorType, PolicyDecodingError } from '../errors/policy.js'
import { maxSessionKeyDataSize } from '../session/session.js'
import { isBytes, toLower } from '../utils/hex.js'
import { decodePolicy } from './decodePolicy.js'
import { describeRefusal, type RefusalWords } from './describeRefusal.js'
import { encodePolicy } from './encodePolicy.js'
import { type JudgedOp, judgeOp } from './judge/judgeOp.js'
import type { PolicyRefusal } from './judge/verdict.js'
import { labelPolicy } from './labelPolicy.js'
import { maxUint32, timeLimit } from './limits.js'
import type { Budget, Policy } from './policy.js'

/**
 * Judges the calls of an op by a policy, as the chain will: with its errors, their arguments and their order. Whatever the
 * chain allows, this allows, and what it refuses, this refuses with the same error, and says in words which rule it was.
 *
 * @param policy - What `definePolicy` returned, or the `sessionKeyData` of a session.
 * @param parameters - The account, its calls, and what the op costs.
 * @returns Whether the op is allowed, and either what it is charged or why it is refused.
 * @throws `InvalidPolicyCheckError` when there is nothing to check, `InvalidPolicyError` when the policy cannot be encoded.
 *
 * @example
 * ```ts
 * import { allowTransfer, checkPolicy, definePolicy } from 'latchkey/policy'
 *
 * const recipient = '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3'
 * const policy = definePolicy({
 *   signer: '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
 *   permissions: [allowTransfer({ address: recipient, value: { max: 100n } })],
 *   fees: 'none',
 * })
 * const result = checkPolicy(policy, {
 *   account: '0x909E30bdBCb728131E3F8d17150eaE740C904649',
 *   calls: [{ to: recipient, value: 101n }],
 * })
 * if (!result.allowed) console.log(result.message)
 * // Call 0 carries 101 wei; entry 0 allows at most 100.
 * ```
 */
export function checkPolicy(policy: Policy | Hex, parameters: checkPolicy.Parameters): checkPolicy.ReturnType {
  return checkOp(policy, parameters, [])
}

export declare namespace checkPolicy {
  type Parameters = {
    /** The account that the session acts for. */
    account: Address
    /** The calls of the op, at least one. */
    calls: readonly { to: Address; value?: bigint | undefined; data?: Hex | undefined }[]
    /**
     * The worst that the op can cost the account, in wei: zero with a paymaster, else all gas limits times `maxFeePerGas`.
     * Left out, fees are not checked.
     */
    fee?: bigint | undefined
    /** The op's paymaster. Left out, it has none. */
    paymaster?: Address | undefined
    /** What budgets have counted so far. Left out, nothing. */
    state?: { spent: (counter: BudgetCounter) => bigint } | undefined
    /** The index of the period for each budget with periods, in order. Left out, those at `timestamp`. */
    periods?: readonly number[] | undefined
    /** When the op is sent, in unix seconds. Left out, now. */
    timestamp?: number | undefined
    /** ABIs to name arguments by, for a policy that was decoded. */
    abis?: readonly Abi[] | undefined
  }
  type ReturnType = PolicyCheck
  type ErrorType = InvalidPolicyCheckErrorType | encodePolicy.ErrorType
}

/**
 * The same, with targets that the registry allows to no session.
 *
 * @internal
 */
export function checkOp(
  policy: Policy | Hex,
  parameters: checkPolicy.Parameters,
  forbidden: readonly Address[],
): PolicyCheck {
  const encoded = typeof policy === 'string' ? toEncoded(policy) : encodePolicy(policy)
  const known = getKnown(typeof policy === 'string' ? encoded : policy, parameters.abis ?? [])
  const op = { ...toOp(parameters, known?.budgets ?? []), forbidden }

  const verdict = judgeOp(encoded, op)
  if (verdict.refusal) {
    const { place, refusal } = verdict
    return { allowed: false, ...refusal, ...describeRefusal(refusal, { encoded, op, place, policy: known }) }
  }
  return {
    allowed: true,
    charges: verdict.charges.map((charge) => {
      const name = known?.budgets[charge.index]?.name
      return name === undefined ? charge : { ...charge, name }
    }),
    permissions: verdict.permissions,
  }
}

/** Which counter is asked for: `key` is that of the registry's `spentOf`. */
export type BudgetCounter = {
  key: Hex
  id: Hex
  /** Known only of a policy that `definePolicy` made. */
  name?: string | undefined
}

/** What an op is charged for one budget. */
export type PolicyCharge = {
  /** Where the budget stands in the policy. */
  index: number
  kind: Budget['kind']
  id: Hex
  name?: string | undefined
  /** Its counter, the key of the registry's `spentOf`. */
  key: Hex
  /** What the op adds to the counter. */
  amount: bigint
  /** What is left after it. */
  left: bigint
}

/**
 * The chain's judgement. `permissions` are the entries that let the calls through, one for each call. A refusal has the chain's
 * error with its arguments, and words for it.
 */
export type PolicyCheck =
  | { allowed: true; charges: readonly PolicyCharge[]; permissions: readonly number[] }
  | ({ allowed: false } & PolicyRefusal & RefusalWords)

function toEncoded(policy: string): Hex {
  if (!isBytes(policy))
    throw new InvalidPolicyCheckError({
      path: 'policy',
      reason: `is ${describeValue(policy)}, neither a policy nor bytes`,
    })
  if (size(policy) > maxSessionKeyDataSize)
    throw new InvalidPolicyCheckError({
      path: 'policy',
      reason: `is ${size(policy)} bytes; a session has at most ${maxSessionKeyDataSize}`,
    })
  return toLower(policy)
}

/** The policy with all the names there are. `undefined`: the bytes are none. */
function getKnown(policy: Policy | Hex, abis: readonly Abi[]): Policy | undefined {
  if (typeof policy !== 'string') return labelPolicy(policy, { abis })
  try {
    return labelPolicy(decodePolicy(policy), { abis })
  } catch (error) {
    if (error instanceof PolicyDecodingError) return undefined
    throw error
  }
}

function toOp(parameters: checkPolicy.Parameters, budgets: readonly Budget[]): Omit<JudgedOp, 'forbidden'> {
  const { account, calls, fee = 0n, paymaster, periods, state, timestamp = Math.floor(Date.now() / 1000) } = parameters
  assertAddress('account', account)
  if (paymaster !== undefined) assertAddress('paymaster', paymaster)
  // EntryPoints take it for none and charge the account; registries refuse it.
  if (paymaster === zeroAddress)
    throw new InvalidPolicyCheckError({ path: 'paymaster', reason: 'is the zero address; leave it out' })
  assertWei('fee', fee)
  if (!Array.isArray(calls) || calls.length === 0)
    throw new InvalidPolicyCheckError({ path: 'calls', reason: 'is not a list with at least one call' })
  for (const [index, period] of (periods ?? []).entries()) assertIndex(`periods[${index}]`, period, maxUint32)
  assertIndex('timestamp', timestamp, timeLimit - 1)

  return {
    account,
    calls: calls.map(({ data = '0x', to, value = 0n }, index) => {
      assertAddress(`calls[${index}].to`, to)
      assertWei(`calls[${index}].value`, value)
      if (!isBytes(data))
        throw new InvalidPolicyCheckError({
          path: `calls[${index}].data`,
          reason: `is ${describeValue(data)}, not bytes`,
        })
      return { data, to, value }
    }),
    fee,
    paymaster,
    periods: periods ?? { timestamp },
    spent: (key, id, index) => {
      const name = budgets[index]?.name
      const spent = state?.spent({ key, id, ...(name === undefined ? {} : { name }) }) ?? 0n
      assertWei('state.spent', spent)
      return spent
    },
  }
}

function assertIndex(path: string, value: unknown, max: number) {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > max)
    throw new InvalidPolicyCheckError({ path, reason: `is ${describeValue(value)}, not a whole number up to ${max}` })
}

function assertAddress(path: string, value: unknown) {
  if (typeof value !== 'string' || !isAddress(value))
    throw new InvalidPolicyCheckError({ path, reason: `is ${describeValue(value)}, not an address` })
}

function assertWei(path: string, value: unknown) {
  if (typeof value !== 'bigint' || value < 0n || value >> 256n !== 0n)
    throw new InvalidPolicyCheckError({ path, reason: `is ${describeValue(value)}, not a bigint that fits a uint256` })
}
