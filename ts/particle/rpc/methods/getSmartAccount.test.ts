import { expect, test } from 'vitest'
import { createMockStack, errorOf, mock, resultOf, strangeValues } from '../../../../test/particle/mockStack.js'
import { owner, smartAccount } from '../../../../test/particle/requests.js'
import type { ParticleSmartAccount } from './getSmartAccount.js'

const method = 'particle_aa_getSmartAccount'

test('default', async () => {
  const { handler } = createMockStack()
  expect(await resultOf<ParticleSmartAccount[]>(handler, method, [smartAccount])).toEqual([
    {
      chainId: 80001,
      entryPointAddress: '0x5FF137D4b0FDCD49DcA30c7CF57E578a026d2789',
      eoaAddress: owner,
      factoryAddress: '0x000000a56Aaca3e9a4C479ea6b6CD0DbcB6634F5',
      fallBackHandlerAddress: mock.handler,
      implementationAddress: mock.implementation,
      index: 0,
      isDeployed: false,
      name: 'BICONOMY',
      owner,
      smartAccountAddress: mock.account,
      version: '2.0.0',
    },
  ])
})

test('behavior: several accounts, each with its index', async () => {
  const { handler } = createMockStack({ deployed: true })
  const accounts = await resultOf<ParticleSmartAccount[]>(handler, method, [
    smartAccount,
    { ...smartAccount, biconomyApiKey: 'key', index: 7, options: {} },
  ])
  expect(accounts.map(({ index, isDeployed }) => [index, isDeployed])).toEqual([
    [0, true],
    [7, true],
  ])
})

test('error: what is no account, none, and too many', async () => {
  const { handler } = createMockStack()
  for (const value of strangeValues)
    expect(await errorOf(handler, method, [smartAccount, value])).toMatchObject({
      code: -32602,
      data: { path: 'params[1]' },
    })
  for (const params of [[], new Array(33).fill(smartAccount)])
    expect(await errorOf(handler, method, params)).toMatchObject({ code: -32602, data: { path: 'params' } })
})
