import { createClient, custom } from 'viem'
import { expect, test } from 'vitest'
import { createMockStack, mock } from '../../../test/particle/mockStack.js'
import { smartAccount } from '../../../test/particle/requests.js'
import { ParticleRpcError } from '../../errors/particleRpc.js'
import { toParticleProvider } from './toParticleProvider.js'

const method = 'particle_aa_getSmartAccount'

test('default', async () => {
  const provider = toParticleProvider(createMockStack().handler)
  expect(await provider.request({ method, params: [smartAccount] })).toMatchObject([
    { smartAccountAddress: mock.account },
  ])
})

test("behavior: it is what viem's transport takes", async () => {
  const provider = toParticleProvider(createMockStack().handler)
  const client = createClient({ transport: custom(provider, { retryCount: 0 }) })
  const ask = client.request as (request: object) => Promise<unknown>
  expect(await ask({ method, params: [smartAccount] })).toHaveLength(1)
  await expect(ask({ method, params: [] })).rejects.toMatchObject({ code: -32602, name: 'InvalidParamsRpcError' })
})

test('error: code, data and message are those of the answer', async () => {
  const provider = toParticleProvider(createMockStack().handler)
  const error = await provider.request({ method, params: [1] }).catch((thrown) => thrown)
  expect(error).toBeInstanceOf(ParticleRpcError)
  expect(error).toMatchObject({
    code: -32602,
    data: { path: 'params[0]' },
    shortMessage: '`params[0]` is 1, not an object.',
  })
  await expect(provider.request({ method: 'eth_accounts' })).rejects.toMatchObject({ code: -32602 })
  await expect(provider.request({ method: 'eth_accounts', params: [] })).rejects.toMatchObject({ code: -32601 })
})

test('error: a handler that answers with a batch', async () => {
  const provider = toParticleProvider({ handle: async () => [] })
  await expect(provider.request({ method, params: [] })).rejects.toMatchObject({ code: -32603 })
})
