import {
  type Address,
  concatHex,
  decodeAbiParameters,
  decodeFunctionData,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  numberToHex,
  parseAbi,
  size,
  slice,
} from 'viem'
import { EmptyCallsError, type EmptyCallsErrorType } from '../../errors/account.js'
import { Erc7579CallsDecodingError, type Erc7579CallsDecodingErrorType } from '../../errors/erc7579.js'
import type { Call } from '../biconomyCalls.js'

/** The one function of an ERC-7579 account that a session may use. */
export const erc7579AccountAbi = parseAbi(['function execute(bytes32 mode, bytes executionCalldata)'])

/** One call, or several: revert when one fails, no selector, no payload. The only modes that a session may use. */
const modes = {
  batch: '0x0100000000000000000000000000000000000000000000000000000000000000',
  single: '0x0000000000000000000000000000000000000000000000000000000000000000',
} as const

const executions = [
  {
    components: [
      { name: 'target', type: 'address' },
      { name: 'value', type: 'uint256' },
      { name: 'callData', type: 'bytes' },
    ],
    type: 'tuple[]',
  },
] as const

/** Target and value. */
const singleHeadSize = 52

/**
 * Encodes calls as the calldata of an ERC-7579 account: `execute` in the single mode for one, in the batch mode for several.
 *
 * @param calls - Where to, with how much wei, with which data.
 * @returns The calldata.
 * @throws `EmptyCallsError` when there is no call.
 *
 * @example
 * ```ts
 * import { encodeErc7579Calls } from 'latchkey'
 *
 * const callData = encodeErc7579Calls([{ to: '0x000000D50C68705bd6897B2d17c7de32FB519fDA', data: '0x12345678' }])
 * ```
 */
export function encodeErc7579Calls(
  calls: readonly { to: Address; value?: bigint | undefined; data?: Hex | undefined }[],
): Hex {
  const [first, ...others] = calls
  if (!first) throw new EmptyCallsError()
  if (others.length === 0)
    return encodeFunctionData({
      abi: erc7579AccountAbi,
      args: [modes.single, concatHex([first.to, numberToHex(first.value ?? 0n, { size: 32 }), first.data ?? '0x'])],
      functionName: 'execute',
    })
  const list = calls.map(({ data = '0x', to, value = 0n }) => ({ callData: data, target: to, value }))
  return encodeFunctionData({
    abi: erc7579AccountAbi,
    args: [modes.batch, encodeAbiParameters(executions, [list])],
    functionName: 'execute',
  })
}

export declare namespace encodeErc7579Calls {
  type ErrorType = EmptyCallsErrorType
}

/**
 * The calls in the calldata of an ERC-7579 account: the reverse of `encodeErc7579Calls`.
 *
 * @param data - The calldata.
 * @returns The calls; addresses with their checksum.
 * @throws `Erc7579CallsDecodingError` when it is not the canonical encoding of calls in one of the two modes: validators refuse it
 * too.
 *
 * @example
 * ```ts
 * import { decodeErc7579Calls, encodeErc7579Calls } from 'latchkey'
 *
 * const to = '0x000000D50C68705bd6897B2d17c7de32FB519fDA'
 * const [call] = decodeErc7579Calls(encodeErc7579Calls([{ to, value: 1n }]))
 * ```
 */
export function decodeErc7579Calls(data: Hex): readonly Call[] {
  const calls = decode(data)
  // Decoders take more than encoders write: offsets that point elsewhere, bytes behind the end. A batch of one is a batch.
  const again = calls.length === 1 && isBatch(data) ? encodeBatchOfOne(calls) : encodeErc7579Calls(calls)
  if (again.toLowerCase() !== data.toLowerCase()) throw new Erc7579CallsDecodingError({ data })
  return calls
}

export declare namespace decodeErc7579Calls {
  type ErrorType = Erc7579CallsDecodingErrorType
}

function isBatch(data: Hex): boolean {
  return slice(data, 4, 36) === modes.batch
}

function encodeBatchOfOne(calls: readonly Call[]): Hex {
  const list = calls.map(({ data, to, value }) => ({ callData: data, target: to, value }))
  return encodeFunctionData({
    abi: erc7579AccountAbi,
    args: [modes.batch, encodeAbiParameters(executions, [list])],
    functionName: 'execute',
  })
}

function decode(data: Hex): readonly Call[] {
  try {
    const { args } = decodeFunctionData({ abi: erc7579AccountAbi, data })
    const [mode, execution] = args
    if (mode === modes.batch) {
      const [list] = decodeAbiParameters(executions, execution)
      if (list.length === 0) throw new EmptyCallsError()
      return list.map(({ callData, target, value }) => ({ data: callData, to: target, value }))
    }
    if (mode !== modes.single || size(execution) < singleHeadSize) throw new Erc7579CallsDecodingError({ data })
    const [to] = decodeAbiParameters(
      [{ type: 'address' }],
      concatHex([`0x${'00'.repeat(12)}`, slice(execution, 0, 20)]),
    )
    const rest = size(execution) === singleHeadSize ? '0x' : slice(execution, singleHeadSize)
    return [{ data: rest, to, value: BigInt(slice(execution, 20, singleHeadSize)) }]
  } catch (cause) {
    if (cause instanceof Erc7579CallsDecodingError) throw cause
    throw new Erc7579CallsDecodingError({ cause, data })
  }
}
