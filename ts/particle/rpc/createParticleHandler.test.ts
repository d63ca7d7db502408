import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient, custom, http } from 'viem'
import { polygonMumbai } from 'viem/chains'
import { describe, expect, test } from 'vitest'
import { ask, createMockStack, errorOf, mock, one, refusal } from '../../../test/particle/mockStack.js'
import { call, encodedSession, session, smartAccount, userOp } from '../../../test/particle/requests.js'
import { decodeBiconomyCalls } from '../../accounts/biconomyCalls.js'
import { createParticleHandler } from './createParticleHandler.js'
import type { JsonRpcResponse } from './jsonRpc.js'
import type { ParticleFeeQuotes } from './quoteUserOp.js'

const method = 'particle_aa_getSmartAccount'
const request = { id: 1, jsonrpc: '2.0', method, params: [smartAccount] }

describe('requests', () => {
  test('default', async () => {
    const { handler } = createMockStack()
    expect(await handler.handle(request)).toEqual({ chainId: 80001, id: 1, jsonrpc: '2.0', result: expect.any(Array) })
  })

  test.each([1, 0, -1.5, '', 'f216c7ea', null])('behavior: the id %j comes back', async (id) => {
    const { handler } = createMockStack()
    expect(one(await handler.handle({ ...request, id })).id).toBe(id)
  })

  test("behavior: without `jsonrpc` and `id`, as Particle's clients send them", async () => {
    const { handler } = createMockStack()
    expect(await handler.handle({ method, params: [smartAccount] })).toMatchObject({
      id: null,
      result: expect.any(Array),
    })
  })

  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a boolean', true],
    ['a number', 1],
    ['a string', JSON.stringify(request)],
    ['a bigint', 1n],
    ['a symbol', Symbol('request')],
    ['a function', () => request],
    ['an empty object', {}],
    ['another version', { ...request, jsonrpc: '1.0' }],
    ['a version that is a number', { ...request, jsonrpc: 2 }],
    ['no method', { ...request, method: undefined }],
    ['a method that is no string', { ...request, method: [method] }],
    ['an id that is an object', { ...request, id: {} }],
    ['an id that is a list', { ...request, id: [1] }],
    ['an id that is a boolean', { ...request, id: true }],
    ['an id that is no number', { ...request, id: Number.NaN }],
    ['an id beyond numbers', { ...request, id: Number.POSITIVE_INFINITY }],
    ['what only inherits its fields', Object.create(request)],
    ['an empty batch', []],
  ])('error: %s', async (_, value) => {
    const { asked, handler } = createMockStack()
    const response = one(await handler.handle(value))
    expect(response).toMatchObject({ error: { code: -32600 }, jsonrpc: '2.0' })
    expect([null, 1]).toContain(response.id)
    expect(asked).toEqual([])
  })

  test.each([undefined, null, {}, smartAccount, 'params', 1])('error: the parameters are %j', async (params) => {
    const { handler } = createMockStack()
    expect(await errorOf(handler, method, params)).toMatchObject({ code: -32602, data: { path: 'params' } })
  })

  test.each([
    'particle_aa_createUserOp',
    'eth_sendTransaction',
    'PARTICLE_AA_GETSMARTACCOUNT',
    `${method} `,
    '',
    'constructor',
    'toString',
    '__proto__',
    'hasOwnProperty',
    'x'.repeat(100_000),
  ])('error: the method %#', async (name) => {
    const { asked, handler } = createMockStack()
    const { code, message } = await errorOf(handler, name, [smartAccount])
    expect(code).toBe(-32601)
    expect(message.length).toBeLessThan(100)
    expect(asked).toEqual([])
  })
})

describe('chainId', () => {
  test('default: the one that is served', async () => {
    const { handler } = createMockStack()
    expect(one(await handler.handle({ ...request, chainId: 80001 }, { chainId: 80001 }))).toHaveProperty('result')
  })

  test.each([1, '80001', '0x13881', null, 80001.5])('error: %j in the request', async (chainId) => {
    const { handler } = createMockStack()
    expect(one(await handler.handle({ ...request, chainId }))).toMatchObject({ error: { code: -32600 } })
  })

  test('error: another one beside the request', async () => {
    const { handler } = createMockStack()
    expect(one(await handler.handle(request, { chainId: 1 }))).toMatchObject({
      error: { code: -32600, message: '`chainId` is 1; this is chain 80001.' },
    })
  })

  test('behavior: a client without a chain is asked, and asked again after it failed', async () => {
    let up = false
    let count = 0
    const request = async () => {
      count++
      if (!up) throw new Error('down')
      return '0x13881'
    }
    const handler = createParticleHandler({
      bundler: custom({ request }),
      client: createClient({ transport: custom({ request }, { retryCount: 0 }) }),
      contracts: { registry: mock.registry },
    })
    expect(await errorOf(handler, method, [smartAccount])).toMatchObject({ code: -32603 })
    up = true
    for (const _ of [1, 2])
      expect(one(await handler.handle({ method, params: [smartAccount] }, { chainId: 1 }))).toMatchObject({
        error: { message: '`chainId` is 1; this is chain 80001.' },
      })
    expect(count).toBe(2)
  })
})

describe('batches', () => {
  test('default: an answer for each, in order', async () => {
    const { handler } = createMockStack()
    expect(await handler.handle([request, { ...request, id: 2, method: 'none' }, null, [request]])).toMatchObject([
      { id: 1, result: [{}] },
      { error: { code: -32601 }, id: 2 },
      { error: { code: -32600 }, id: null },
      // A batch in a batch is no request.
      { error: { code: -32600 }, id: null },
    ])
  })

  test('error: too many, and none of them is looked at', async () => {
    const { asked, handler } = createMockStack()
    expect(await handler.handle(new Array(17).fill(request))).toEqual({
      error: { code: -32005, message: 'The batch has 17 requests, more than 16.' },
      id: null,
      jsonrpc: '2.0',
    })
    expect(asked).toEqual([])
    expect(await handler.handle(new Array(16).fill(request))).toHaveLength(16)
    expect(await createMockStack({ maxBatchSize: 1 }).handler.handle([request, request])).toMatchObject({
      error: { code: -32005 },
    })
  })
})

describe('hostile values', () => {
  const circular: unknown[] = [smartAccount]
  circular.push(circular)
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
  const trap = new Proxy(
    {},
    {
      get() {
        throw new Error('trapped')
      },
      getPrototypeOf() {
        throw new Error('trapped')
      },
      ownKeys() {
        throw new Error('trapped')
      },
    },
  )
  const getter = Object.defineProperty({}, 'name', {
    enumerable: true,
    get() {
      throw new Error('trapped')
    },
  })
  const values: readonly [string, unknown][] = [
    ['circular', circular],
    ['nested deeply', deep],
    ['a proxy that throws', trap],
    ['a getter that throws', getter],
    ['a bigint', 1n],
    ['a symbol', Symbol('value')],
    ['a function', () => smartAccount],
    ['a date', new Date()],
    ['a map', new Map([['name', 'BICONOMY']])],
    ['a revoked proxy', revoked()],
    ['a lone surrogate', '\ud800'],
    ['a long string', '0x'.padEnd(1_000_000, '1')],
    ['a sparse list', new Array(3)],
  ]
  const bases: readonly [string, readonly unknown[]][] = [
    ['particle_aa_getSmartAccount', [smartAccount]],
    ['particle_aa_createSessions', [smartAccount, [session]]],
    ['particle_aa_validateSession', [smartAccount, { sessions: [session], targetSession: session }]],
    ['particle_aa_getFeeQuotes', [smartAccount, [call], { sessions: [session], targetSession: session }]],
    ['particle_aa_sendUserOp', [smartAccount, userOp, { sessions: [session], targetSession: session }]],
  ]

  test.each(values)('%s, in place of the request and of every parameter', async (_, value) => {
    const { asked, handler } = createMockStack()
    const responses = [await handler.handle(value)].flat()
    for (const [name, params] of bases) {
      responses.push(await ask(handler, name, value))
      for (const index of params.keys()) responses.push(await ask(handler, name, withItem(params, index, value)))
    }
    for (const response of responses) {
      expect(response).toHaveProperty('error.code')
      expect(JSON.stringify(response).length).toBeLessThan(500)
      expect(JSON.stringify(response)).not.toMatch(/trapped|at .*\.ts|node_modules/)
    }
    expect(asked.map(({ method: name }) => name)).not.toContain('eth_sendUserOperation')
  })

  test.each(bases)('%s: keys that reach a prototype are fields that are not known', async (name, params) => {
    const { handler } = createMockStack()
    for (const key of ['__proto__', 'constructor', 'prototype', 'toString']) {
      const account = JSON.parse(JSON.stringify(smartAccount).replace('{', `{"${key}":{"index":7,"polluted":true},`))
      expect(await errorOf(handler, name, withItem(params, 0, account))).toMatchObject({
        code: -32602,
        data: { path: 'params[0]' },
      })
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  test('behavior: what a polluted prototype holds is not read', async () => {
    const { asked, handler } = createMockStack()
    const pollution = { biconomyApiKey: 1, from: call.to, index: 7, options: 1, sessions: 1 }
    Object.assign(Object.prototype, pollution)
    let response: JsonRpcResponse
    try {
      response = await ask(handler, 'particle_aa_getFeeQuotes', [smartAccount, [{ to: call.to }]])
    } finally {
      for (const key of Object.keys(pollution)) delete (Object.prototype as { [key: string]: unknown })[key]
    }
    const { callData } = (response as { result: ParticleFeeQuotes }).result.verifyingPaymasterNative.userOp
    expect(decodeBiconomyCalls(callData)).toEqual([{ data: '0x', to: call.to, value: 0n }])
    // The last word of what the factory is asked is the account's index.
    const [question] = asked.filter(({ method: name }) => name === 'eth_call')
    expect(JSON.stringify(question)).not.toMatch(/0{63}7/)
  })

  test('behavior: a number with more digits than numbers hold is refused, not rounded', async () => {
    const { handler } = createMockStack()
    const params = JSON.parse(
      JSON.stringify([smartAccount, [session]]).replace(/,1\]\]/, ',9007199254740993]]'),
    ) as unknown
    expect(await errorOf(handler, 'particle_aa_createSessions', params)).toMatchObject({
      code: -32602,
      data: { path: 'params[1][0].sessionKeyDataInAbi[1][3]' },
    })
  })
})

describe('what answers keep to themselves', () => {
  test("the URLs of the chain and the bundler, and viem's words", async () => {
    const errors: unknown[] = []
    const url = 'http://127.0.0.1:9/v2/s3cret'
    const handler = createParticleHandler({
      bundler: http(url, { retryCount: 0 }),
      client: createClient({ chain: polygonMumbai, transport: http(url, { retryCount: 0 }) }),
      contracts: { registry: mock.registry },
      onError: (error) => errors.push(error),
    })
    expect(await errorOf(handler, method, [smartAccount])).toEqual({
      code: -32603,
      message: 'The chain did not answer, or not as the method needs it.',
    })
    // The operator is told.
    expect(String(errors[0])).toContain('s3cret')
  })

  test("the bundler's URL, when the bundler is away and when it answers nonsense", async () => {
    const server = createServer((_, response) =>
      response.writeHead(502).end('<html>http://inner.example/s3cret</html>'),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    try {
      for (const url of [`http://127.0.0.1:${port}/s3cret`, 'http://127.0.0.1:9/s3cret']) {
        const { handler } = createMockStack({ bundler: http(url, { retryCount: 0 }) })
        for (const [name, params] of [
          ['particle_aa_createSessions', [smartAccount, [session]]],
          ['particle_aa_sendUserOp', [smartAccount, userOp]],
        ] as const)
          expect(await errorOf(handler, name, params)).toEqual({ code: -32603, message: 'The bundler did not answer.' })
      }
    } finally {
      server.close()
    }
  })

  test('what a bundler that answers over HTTP says is shown, without its URLs', async () => {
    const server = createServer((_, response) => {
      const error = { code: -32501, message: 'AA31 paymaster deposit too low: wss://inner.example/s3cret' }
      response.end(JSON.stringify({ error, id: 1, jsonrpc: '2.0' }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    try {
      const { handler } = createMockStack({ bundler: http(`http://127.0.0.1:${port}/s3cret`, { retryCount: 0 }) })
      expect(await errorOf(handler, 'particle_aa_sendUserOp', [smartAccount, userOp])).toEqual({
        code: -32501,
        message: 'The bundler refused the op: AA31 paymaster deposit too low: [url]',
      })
    } finally {
      server.close()
    }
  })

  test('a key in the place of something else', async () => {
    const { handler } = createMockStack()
    const key = `0x${'a7'.repeat(32)}`
    for (const params of [
      [{ ...smartAccount, ownerAddress: key }],
      [{ ...smartAccount, name: key }],
      [{ ...smartAccount, [key]: 1 }],
      [key],
    ])
      expect(JSON.stringify(await errorOf(handler, method, params))).not.toContain('a7a7')
  })

  test('a log that throws', async () => {
    const { handler } = createMockStack({
      answers: {
        eth_call: () => {
          throw refusal(-32000, 'down')
        },
      },
      onError: () => {
        throw new Error('full')
      },
    })
    expect(await errorOf(handler, method, [smartAccount])).toMatchObject({ code: -32603 })
  })
})

test('default: fees are twice the chain’s estimate', async () => {
  const { handler } = createMockStack({
    answers: { eth_maxPriorityFeePerGas: () => '0x64' },
    deployed: true,
    estimateFeesPerGas: undefined,
  })
  const response = await ask(handler, 'particle_aa_getFeeQuotes', [smartAccount, [call], null])
  // viem takes 1.2 times the base fee of 1 wei, and the tip of 100 wei.
  expect(response).toMatchObject({
    result: {
      verifyingPaymasterNative: { userOp: { maxFeePerGas: '0xca', maxPriorityFeePerGas: '0xc8' } },
    },
  })
})

test('args: bundler: a client is used as it is', async () => {
  const { asked, handler } = createMockStack()
  const response = await ask(handler, 'particle_aa_validateSession', [
    smartAccount,
    { sessions: [session], targetSession: encodedSession },
  ])
  expect(response).toMatchObject({ result: false })
  expect(asked.length).toBeGreaterThan(0)
})

function withItem(list: readonly unknown[], index: number, item: unknown): unknown[] {
  return list.map((value, place) => (place === index ? item : value))
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
