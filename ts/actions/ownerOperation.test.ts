import { BaseError, createClient, custom, encodeErrorResult, type Hex, RpcRequestError, setErrorConfig } from 'viem'
import { entryPoint07Address, type SmartAccount } from 'viem/account-abstraction'
import { foundry } from 'viem/chains'
import { expect, test } from 'vitest'
import { SessionRefusedError } from '../errors/actions.js'
import { refusalsAbi } from '../generated/usedAbis.js'
import { revokeSessions } from './revokeSessions.js'

setErrorConfig({})

const registry = '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3'
const nothingToRevoke = encodeErrorResult({ abi: refusalsAbi, errorName: 'NothingToRevoke' })

/** A bundler that says only that calls failed, and an account on a chain on which each call reverts with this. */
function ownerOf(revertData: Hex | undefined) {
  const failed = new BaseError('Execution reverted for an unknown reason.')
  const chain = createClient({
    chain: foundry,
    transport: custom({
      request: async ({ method, params }) => {
        if (method !== 'eth_call') throw new Error(`unexpected ${method}`)
        if (revertData === undefined) return '0x'
        const error = { code: 3, data: revertData, message: 'execution reverted' }
        throw new RpcRequestError({ body: { method, params }, error, url: 'http://node' })
      },
    }),
  })
  const account = {
    address: '0x909E30bdBCb728131E3F8d17150eaE740C904649',
    client: chain,
    entryPoint: { abi: [], address: entryPoint07Address, version: '0.7' },
    type: 'smart',
  } as unknown as SmartAccount
  const client = chain.extend(() => ({
    sendUserOperation: async () => {
      throw failed
    },
  }))
  return { account, client, failed }
}

test('behavior: an account that keeps the reason to itself is asked call by call', async () => {
  const { account, client, failed } = ownerOf(nothingToRevoke)
  const error = await revokeSessions(client as never, { account, registry }).catch((error) => error)
  expect(error).toBeInstanceOf(SessionRefusedError)
  expect(error).toMatchObject({ args: [], cause: failed, refusal: 'NothingToRevoke' })
  expect(error.message).toMatchInlineSnapshot(`
    "NothingToRevoke()

    The list of sessions to revoke is empty.
    "
  `)
})

test.each<[string, Hex | undefined]>([
  ['no call reverts', undefined],
  ['a call reverts with the reason of another contract', '0xdeadbeef'],
])('error: what the bundler said when %s', async (_, revertData) => {
  const { account, client, failed } = ownerOf(revertData)
  await expect(revokeSessions(client as never, { account, registry })).rejects.toBe(failed)
})
