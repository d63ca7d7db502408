import { type Address, decodeFunctionData, encodeFunctionData, type Hex, parseAbi } from 'viem'
import {
  CallsDecodingError,
  type CallsDecodingErrorType,
  EmptyCallsError,
  type EmptyCallsErrorType,
} from '../errors/account.js'

/** One call of an account. `value` is in wei. */
export type Call = { to: Address; value: bigint; data: Hex }

/**
 * The functions of Biconomy Smart Account v2 that a session may use. Each kind of call has two names: the second is the
 * cheaper one to dispatch.
 *
 * @example
 * ```ts
 * import { biconomyAccountAbi } from 'latchkey'
 * import { decodeFunctionData } from 'viem'
 *
 * const { functionName } = decodeFunctionData({ abi: biconomyAccountAbi, data: userOperation.callData })
 * ```
 */
export const biconomyAccountAbi = parseAbi([
  'function execute(address target, uint256 value, bytes data)',
  'function execute_ncC(address target, uint256 value, bytes data)',
  'function executeBatch(address[] targets, uint256[] values, bytes[] datas)',
  'function executeBatch_y6U(address[] targets, uint256[] values, bytes[] datas)',
])

/**
 * Encodes calls as the calldata of a Biconomy Smart Account v2: `execute_ncC` for one, `executeBatch_y6U` for several.
 *
 * @param calls - The calls, in order; `value` is in wei, and 0 when it is left out.
 * @returns The account's calldata.
 * @throws `EmptyCallsError` when there is no call.
 *
 * @example
 * ```ts
 * import { encodeBiconomyCalls } from 'latchkey'
 *
 * const callData = encodeBiconomyCalls([{ to: '0x909E30bdBCb728131E3F8d17150eaE740C904649', data: '0x1249c58b' }])
 * ```
 */
export function encodeBiconomyCalls(
  calls: readonly { to: Address; value?: bigint | undefined; data?: Hex | undefined }[],
): Hex {
  const [first, ...others] = calls
  if (!first) throw new EmptyCallsError()
  if (others.length === 0)
    return encodeFunctionData({
      abi: biconomyAccountAbi,
      args: [first.to, first.value ?? 0n, first.data ?? '0x'],
      functionName: 'execute_ncC',
    })
  return encodeFunctionData({
    abi: biconomyAccountAbi,
    args: [calls.map(({ to }) => to), calls.map(({ value }) => value ?? 0n), calls.map(({ data }) => data ?? '0x')],
    functionName: 'executeBatch_y6U',
  })
}

export declare namespace encodeBiconomyCalls {
  type ErrorType = EmptyCallsErrorType
}

/**
 * The calls in the calldata of a Biconomy Smart Account v2: the reverse of `encodeBiconomyCalls`, for all four names.
 *
 * @param data - The account's calldata.
 * @returns The calls, in order.
 * @throws `CallsDecodingError` when it is not the canonical encoding of calls: registries refuse it too.
 *
 * @example
 * ```ts
 * import { decodeBiconomyCalls } from 'latchkey'
 *
 * const calls = decodeBiconomyCalls(userOperation.callData)
 * ```
 */
export function decodeBiconomyCalls(data: Hex): readonly Call[] {
  const decoded = decode(data)
  // Decoders take more than encoders write: lists of unequal length, offsets that point elsewhere, bytes behind the end.
  if (encodeFunctionData({ abi: biconomyAccountAbi, ...decoded }) !== data.toLowerCase())
    throw new CallsDecodingError({ data })
  if (decoded.functionName === 'execute' || decoded.functionName === 'execute_ncC') {
    const [to, value, callData] = decoded.args
    return [{ to, value, data: callData }]
  }
  const [targets, values, datas] = decoded.args
  return targets.map((to, index) => {
    const [value, callData] = [values[index], datas[index]]
    if (value === undefined || callData === undefined) throw new CallsDecodingError({ data })
    return { to, value, data: callData }
  })
}

export declare namespace decodeBiconomyCalls {
  type ErrorType = CallsDecodingErrorType
}

function decode(data: Hex) {
  try {
    return decodeFunctionData({ abi: biconomyAccountAbi, data })
  } catch (cause) {
    throw new CallsDecodingError({ cause, data })
  }
}
