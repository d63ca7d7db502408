import { type Address, decodeFunctionData, encodeFunctionData, type Hex, parseAbi } from 'viem'
import { EmptyCallsError, type EmptyCallsErrorType } from '../errors/account.js'

/** One call of an account. `value` is in wei. */
export type Call = { to: Address; value: bigint; data: Hex }

/**
 * The functions of Biconomy Smart Account v2 that a session may use. Each kind of call has two names: the second is the
 * cheaper one to dispatch.
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
 * @throws `EmptyCallsError` when there is no call.
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

/** The calls in the calldata of a Biconomy Smart Account v2: the reverse of `encodeBiconomyCalls`, for all four names. */
export function decodeBiconomyCalls(data: Hex): readonly Call[] {
  const { args, functionName } = decodeFunctionData({ abi: biconomyAccountAbi, data })
  if (functionName === 'execute' || functionName === 'execute_ncC') {
    const [to, value, callData] = args
    return [{ to, value, data: callData }]
  }
  const [targets, values, datas] = args
  return targets.map((to, index) => ({ to, value: values[index] ?? 0n, data: datas[index] ?? '0x' }))
}
