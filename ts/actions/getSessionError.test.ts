import { BaseError, concatHex, encodeAbiParameters, encodeErrorResult, type Hex, RpcRequestError } from 'viem'
import { expect, test } from 'vitest'
import { refusalsAbi } from '../generated/usedAbis.js'
import { getSessionError } from './getSessionError.js'

const refusal = encodeErrorResult({ abi: refusalsAbi, args: [101n, 100n], errorName: 'AmountAboveCap' })

const failedOp = (inner: Hex) =>
  concatHex([
    '0x65c8fd4d',
    encodeAbiParameters([{ type: 'uint256' }, { type: 'string' }, { type: 'bytes' }], [0n, 'AA23 reverted', inner]),
  ])

const rpcError = (message: string, data?: Hex) =>
  new RpcRequestError({
    body: { method: 'eth_sendUserOperation' },
    error: { code: -32500, data, message },
    url: 'http://bundler',
  })

test.each([
  ['in what the bundler says', rpcError(`UserOperation reverted with reason: AA23 reverted ${refusal}`)],
  ['as the data of the answer', Object.assign(rpcError('reverted'), { data: refusal })],
  ['inside `FailedOpWithRevert`', Object.assign(rpcError('reverted'), { data: failedOp(refusal) })],
  ['in a cause', new BaseError('Execution reverted.', { cause: rpcError(`AA23 reverted ${refusal}`) })],
])('default: the reason is found %s', async (_, error) => {
  const found = await getSessionError(error)
  expect(found).toMatchObject({
    args: [101n, 100n],
    cause: error,
    name: 'SessionRefusedError',
    refusal: 'AmountAboveCap',
  })
  expect(found?.shortMessage).toBe("The amount 101 is above the session's cap of 100.")
})

test.each([
  ['an error of somebody else', new Error(`AA23 reverted ${refusal}`)],
  ['no error', undefined],
  ['a bundler that gives no reason', rpcError('AA23 reverted (or OOG)')],
  ['the reason of another contract', rpcError('reverted with 0xdeadbeef')],
  ['bytes of the request', new BaseError('Execution reverted.', { metaMessages: [`callData: ${refusal}`] })],
  ['half a `FailedOpWithRevert`', Object.assign(rpcError('reverted'), { data: '0x65c8fd4d00' })],
])('behavior: undefined for %s', async (_, error) => {
  expect(await getSessionError(error)).toBeUndefined()
})

test('behavior: says what is most likely', async () => {
  const data = encodeErrorResult({ abi: refusalsAbi, errorName: 'NothingToRevoke' })
  expect((await getSessionError(rpcError(`reverted ${data}`)))?.message).toMatchInlineSnapshot(`
    "NothingToRevoke()

    The list of sessions to revoke is empty.

    Details: reverted 0x8031133c"
  `)
})
