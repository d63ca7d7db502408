import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { createMockStack, mock } from '../../test/particle/mockStack.js'
import { smartAccount } from '../../test/particle/requests.js'
import type { ParticleHandler } from '../particle/rpc/createParticleHandler.js'
import { type ParticleServer, startParticleServer } from './serve.js'

const servers: ParticleServer[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function start(parameters: Partial<startParticleServer.Parameters> = {}): Promise<ParticleServer> {
  const server = await startParticleServer({ handler: createMockStack().handler, ...parameters })
  servers.push(server)
  return server
}

const question = JSON.stringify({
  id: 1,
  jsonrpc: '2.0',
  method: 'particle_aa_getSmartAccount',
  params: [smartAccount],
})

type Answer = { body: string; headers: { [name: string]: string | string[] | undefined }; status: number }

/** Without `fetch`, which sets `Host` by itself. */
function send(
  { port }: ParticleServer,
  options: { body?: string | Buffer; headers?: { [name: string]: string }; method?: string; path?: string } = {},
): Promise<Answer> {
  const { body = question, headers = {}, method = 'POST', path = '/' } = options
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        agent: false,
        headers: { 'content-type': 'application/json', ...headers },
        host: '127.0.0.1',
        method,
        path,
        port,
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            body: Buffer.concat(chunks).toString(),
            headers: response.headers,
            status: response.statusCode ?? 0,
          }),
        )
        response.on('error', reject)
      },
    )
    request.on('error', reject)
    request.end(['PATCH', 'POST', 'PUT'].includes(method) ? body : undefined)
  })
}

/** What a server says to bytes, until it ends the connection. */
function sendBytes({ port }: ParticleServer, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', () => {})
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()))
  })
}

async function expectAlive(server: ParticleServer): Promise<void> {
  expect((await send(server)).status).toBe(200)
}

test('default', async () => {
  const server = await start()
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`)
  const { body, headers, status } = await send(server)
  expect(status).toBe(200)
  expect(JSON.parse(body)).toMatchObject({ id: 1, result: [{ smartAccountAddress: mock.account }] })
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'content-type': 'application/json',
    'x-content-type-options': 'nosniff',
  })
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
})

test('behavior: batches, and errors of methods, are answers', async () => {
  const server = await start()
  const { body, status } = await send(server, { body: `[${question},{"method":"none","params":[]}]` })
  expect([status, JSON.parse(body)]).toMatchObject([200, [{ id: 1 }, { error: { code: -32601 }, id: null }]])
})

test('behavior: close ends what is open', async () => {
  const server = await start({ handler: { handle: () => new Promise(() => {}) } })
  const open = sendBytes(server, post(question))
  await new Promise((resolve) => setTimeout(resolve, 50))
  await server.close()
  expect(await open).toBe('')
})

describe('the chain in the URL', () => {
  test.each([
    '/80001',
    '/80001/',
    '/?chainId=80001',
    '/evm-chain',
    '/evm-chain/public?chainId=80001',
  ])('behavior: %s', async (path) => {
    expect(JSON.parse((await send(await start(), { path })).body)).toHaveProperty('result')
  })

  test.each([
    '/1',
    '/evm-chain?chainId=1&projectUuid=id&projectKey=key&method=none',
  ])('error: %s is another chain', async (path) => {
    const { body, status } = await send(await start(), { path })
    expect([status, JSON.parse(body)]).toMatchObject([
      200,
      { error: { code: -32600, message: '`chainId` is 1; this is chain 80001.' } },
    ])
  })

  test.each([
    ['/?chainId=0x13881', 400],
    ['/?chainId=', 400],
    ['/?chainId=80001&chainId=1', 400],
    ['/80001?chainId=1', 400],
    ['/99999999999999999999', 400],
    ['/rpc', 404],
    ['/80001/1', 404],
    ['//127.0.0.1/', 404],
    ['/..%2f', 404],
    ['/-1', 404],
    [`/${'a'.repeat(8_000)}`, 404],
  ])('error: %s', async (path, status) => {
    const server = await start()
    expect((await send(server, { path })).status).toBe(status)
  })
})

describe('who may use it', () => {
  test.each(['localhost', 'LOCALHOST:4337', '127.0.0.1', '[::1]:80'])('behavior: the name %s', async (host) => {
    expect((await send(await start(), { headers: { host } })).status).toBe(200)
  })

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example:80',
    'localhost@evil',
    '[',
  ])('error: the name %j, as after DNS rebinding', async (host) => {
    const handler = spy()
    const { body, status } = await send(await start({ handler }), { headers: { host } })
    expect([status, handler.count()]).toEqual([403, 0])
    expect(JSON.parse(body)).toMatchObject({ error: { code: -32600 }, id: null })
  })

  test('args: allowedHosts', async () => {
    const server = await start({ allowedHosts: ['rpc.example'], host: '127.0.0.1' })
    expect((await send(server, { headers: { host: 'RPC.example:443' } })).status).toBe(200)
    expect((await send(server, { headers: { host: 'example' } })).status).toBe(403)
  })

  test('error: a name is needed', async () => {
    const server = await start()
    expect(await sendBytes(server, 'POST / HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /)
    expect(await sendBytes(server, head({ host: '' }))).toMatch(/^HTTP\/1.1 403 /)
    expect(await sendBytes(server, 'POST / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 403 /)
    expect(await sendBytes(server, 'POST http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n')).toMatch(
      /^HTTP\/1.1 404 /,
    )
  })

  test('error: pages of any origin, by default', async () => {
    for (const origin of ['https://evil.example', 'null', 'http://localhost', '']) {
      const handler = spy()
      const server = await start({ handler })
      const { headers, status } = await send(server, { headers: { origin } })
      expect([status, headers['access-control-allow-origin'], handler.count()]).toEqual([403, undefined, 0])
      expect((await send(server, { headers: { origin }, method: 'OPTIONS' })).status).toBe(403)
    }
  })

  test('args: allowedOrigins', async () => {
    const server = await start({ allowedOrigins: ['https://app.example'] })
    const headers = { origin: 'https://app.example' }
    expect(await send(server, { headers, method: 'OPTIONS' })).toMatchObject({
      headers: { 'access-control-allow-methods': 'POST', 'access-control-allow-origin': 'https://app.example' },
      status: 204,
    })
    expect(await send(server, { headers })).toMatchObject({
      headers: { 'access-control-allow-origin': 'https://app.example', vary: 'origin' },
      status: 200,
    })
    expect((await send(server, { headers: { origin: 'https://app.example.evil' } })).status).toBe(403)
  })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/jsonp',
    'text/plain; application/json',
    '',
  ])('error: a body of type %j, as a form can send', async (type) => {
    const handler = spy()
    expect((await send(await start({ handler }), { headers: { 'content-type': type } })).status).toBe(415)
    expect(handler.count()).toBe(0)
  })

  test('error: a compressed body', async () => {
    expect((await send(await start(), { headers: { 'content-encoding': 'gzip' } })).status).toBe(415)
  })

  test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('error: %s', async (method) => {
    expect(await send(await start(), { method })).toMatchObject({ headers: { allow: 'POST' }, status: 405 })
  })
})

describe('what is sent to it', () => {
  test.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['half an object', '{"method":'],
    ['two objects', '{}{}'],
    ['single quotes', "{'method':'none'}"],
    ['a comment', '{} // none'],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
    ['a cut character', Buffer.from([0x22, 0xe2, 0x82, 0x22])],
    ['UTF-16', Buffer.from('{}', 'utf16le')],
    ['a zero byte', '{}\0'],
    ['NaN', 'NaN'],
    ['brackets without an end', '['.repeat(500_000)],
  ])('error: %s is not JSON', async (_, body) => {
    const server = await start()
    const answer = await send(server, { body })
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, { error: { code: -32700 }, id: null }])
  })

  test('error: lists within lists', async () => {
    const server = await start()
    for (const body of [
      `${'['.repeat(500_000)}${']'.repeat(500_000)}`,
      `${'{"params":'.repeat(90_000)}1${'}'.repeat(90_000)}`,
      `{"method":"particle_aa_createSessions","params":[${JSON.stringify(smartAccount)},${'['.repeat(400_000)}${']'.repeat(400_000)}]}`,
    ]) {
      const [response] = [JSON.parse((await send(server, { body })).body)].flat()
      expect([-32600, -32602]).toContain(response.error.code)
    }
    await expectAlive(server)
  })

  test('error: random bytes, as a body and as a request', async () => {
    const server = await start({ requestTimeout: 500 })
    let seed = 1
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % 256
    }
    for (let round = 0; round < 40; round++) {
      const bytes = Buffer.from(Array.from({ length: 1 + random() * 8 }, random))
      expect((await send(server, { body: bytes })).status).toBe(200)
      expect(await sendBytes(server, Buffer.concat([bytes, Buffer.from('\r\n\r\n')]))).toMatch(/^$|^HTTP\/1\.1 4\d\d /)
    }
    await expectAlive(server)
  })

  test('error: a body that says it is too large is not read', async () => {
    const server = await start({ maxBodySize: 1_000 })
    const answer = await sendBytes(server, head({ 'content-length': '99999999999' }))
    expect(answer).toMatch(/^HTTP\/1.1 413 /)
    expect(answer).toContain('The body is larger than 1000 bytes.')
    await expectAlive(server)
  })

  test('error: a body that turns out too large', async () => {
    const server = await start({ maxBodySize: 1_000 })
    const chunk = `200\r\n${'a'.repeat(512)}\r\n`
    const answer = await sendBytes(server, head({ 'transfer-encoding': 'chunked' }) + chunk.repeat(3))
    expect(answer).toMatch(/^HTTP\/1.1 413 /)
    await expectAlive(server)
  })

  test('error: a body that goes on for ever is cut', async () => {
    const server = await start({ maxBodySize: 1_000 })
    const ended = new Promise<number>((resolve) => {
      let sent = 0
      const socket = connect(server.port, '127.0.0.1', () => {
        socket.write(head({ 'transfer-encoding': 'chunked' }))
        const timer = setInterval(() => {
          sent += 65_536
          socket.write(`10000\r\n${'a'.repeat(65_536)}\r\n`)
        }, 1)
        socket.on('close', () => {
          clearInterval(timer)
          resolve(sent)
        })
      })
      socket.on('error', () => {})
    })
    expect(await ended).toBeLessThan(50_000_000)
    await expectAlive(server)
  })

  test('behavior: a body of the size allowed', async () => {
    const server = await start({ maxBodySize: 1_000 })
    expect((await send(server, { body: question.padEnd(1_000) })).status).toBe(200)
    expect((await send(server, { body: question.padEnd(1_001) })).status).toBe(413)
  })

  test('error: headers too large', async () => {
    const server = await start()
    expect(await sendBytes(server, head({ filler: 'a'.repeat(20_000) }))).toMatch(/^HTTP\/1.1 431 /)
    await expectAlive(server)
  })

  test('error: a request that says two lengths', async () => {
    const server = await start()
    const smuggled = head({ 'content-length': '4', 'transfer-encoding': 'chunked' })
    expect(await sendBytes(server, `${smuggled}0\r\n\r\n`)).toMatch(/^HTTP\/1.1 400 /)
  })

  test.each([
    ['no byte', ''],
    ['half a head', 'POST / HTTP/1.1\r\nHost: loc'],
    ['half a body', `${head({ 'content-length': '1000' })}{`],
  ])('error: %s, and nothing more', async (_, bytes) => {
    const server = await start({ requestTimeout: 300 })
    const started = Date.now()
    await sendBytes(server, bytes)
    expect(Date.now() - started).toBeLessThan(3_000)
    await expectAlive(server)
  })

  test('error: a byte at a time', async () => {
    const server = await start({ requestTimeout: 300 })
    const started = Date.now()
    await new Promise<void>((resolve) => {
      const socket = connect(server.port, '127.0.0.1')
      const bytes = [...post(question)]
      const timer = setInterval(() => socket.write(bytes.shift() ?? 'x'), 20)
      socket.on('error', () => {})
      socket.on('close', () => {
        clearInterval(timer)
        resolve()
      })
    })
    expect(Date.now() - started).toBeLessThan(3_000)
    await expectAlive(server)
  })

  test('behavior: clients that go away', async () => {
    const server = await start()
    await Promise.all(
      Array.from(
        { length: 20 },
        (_, index) =>
          new Promise<void>((resolve) => {
            const socket = connect(server.port, '127.0.0.1', () => {
              socket.write(post(question).slice(0, 40 + index * 12), () => {
                if (index % 2) socket.resetAndDestroy()
                else socket.destroy()
              })
            })
            socket.on('error', () => {})
            socket.on('close', () => resolve())
          }),
      ),
    )
    await expectAlive(server)
  })

  test('error: more at once than it answers', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const handler = createMockStack().handler
    const slow: ParticleHandler = { handle: (...args) => held.then(() => handler.handle(...args)) }
    const server = await start({ handler: slow, maxRequests: 2 })
    const first = [send(server), send(server)]
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect((await send(server)).status).toBe(503)
    release()
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200])
    await expectAlive(server)
  })

  test('error: requests in a row on one connection count as well', async () => {
    const handler = spy(() => new Promise(() => {}))
    const server = await start({ handler, maxRequests: 2 })
    const answer = sendBytes(server, post(question).repeat(50))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(handler.count()).toBe(2)
    await server.close()
    await answer
  })

  test('error: more connections than it takes', async () => {
    const server = await start({ maxConnections: 1 })
    const first = connect(server.port, '127.0.0.1')
    await new Promise((resolve) => first.once('connect', resolve))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await sendBytes(server, post(question))).toBe('')
    first.destroy()
    await new Promise((resolve) => setTimeout(resolve, 50))
    await expectAlive(server)
  })

  test('error: a handler that fails', async () => {
    const handlers: ParticleHandler[] = [
      { handle: async () => Promise.reject(new Error('s3cret')) },
      { handle: () => JSON.parse('s3cret') },
      { handle: async () => ({ chainId: 1, id: 1, jsonrpc: '2.0', result: 1n }) },
    ]
    for (const handler of handlers) {
      const { body, status } = await send(await start({ handler }))
      expect([status, body]).toEqual([500, expect.not.stringContaining('s3cret')])
    }
  })
})

describe('error: it cannot listen', () => {
  test('the port is taken', async () => {
    const { port } = await start()
    await expect(start({ port })).rejects.toMatchObject({
      details: expect.stringContaining('EADDRINUSE'),
      name: 'ParticleServerError',
      shortMessage: `The server cannot listen on port ${port} of 127.0.0.1.`,
    })
  })

  test.each([{ port: -1 }, { port: 65_536 }, { host: '203.0.113.1' }])('%j', async (parameters) => {
    await expect(start(parameters)).rejects.toMatchObject({ name: 'ParticleServerError' })
  })
})

function head(headers: { [name: string]: string }): string {
  const lines = Object.entries({ 'content-type': 'application/json', host: 'localhost', ...headers })
  return `POST / HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
}

function post(body: string): string {
  return head({ 'content-length': String(Buffer.byteLength(body)) }) + body
}

/** A handler that counts what reaches it. */
function spy(answer?: () => Promise<never>): ParticleHandler & { count: () => number } {
  let count = 0
  const { handler } = createMockStack()
  return {
    count: () => count,
    handle: (...args) => {
      count++
      return answer ? answer() : handler.handle(...args)
    },
  }
}
