import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { entryPoint06Address, entryPoint07Address } from 'viem/account-abstraction'
import { afterEach, expect, test } from 'vitest'
import { runCli } from './runCli.js'

const registry = '0x000002FbFfedd9B33F4E7156F2DE8D48945E7489'

const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

/** A node or bundler that knows these answers; the URL holds a key. */
async function serveAnswers(answers: { [method: string]: unknown }): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { id, method } = JSON.parse(body) as { id: number; method: string }
    const result = answers[method]
    const answer = result === undefined ? { error: { code: -32601, message: 'unknown s3cret' } } : { result }
    response.end(JSON.stringify({ id, jsonrpc: '2.0', ...answer }))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/s3cret`
}

const chain = { eth_chainId: '0x89', eth_getCode: '0x12' }
const bundler = { eth_chainId: '0x89', eth_supportedEntryPoints: [entryPoint07Address, entryPoint06Address] }

async function run(args: readonly string[], untilStopped: Promise<unknown> = Promise.resolve()) {
  let [out, error] = ['', '']
  const code = await runCli(args, {
    error: (text) => {
      error += text
    },
    out: (text) => {
      out += text
    },
    untilStopped,
  })
  return { code, error, out }
}

const serve = (rpcUrl: string, bundlerUrl: string, ...others: string[]) =>
  run(['serve', '--rpc-url', rpcUrl, '--bundler-url', bundlerUrl, '--registry', registry, '--port', '0', ...others])

test('default: serves until it is stopped', async () => {
  const { code, error, out } = await serve(await serveAnswers(chain), await serveAnswers(bundler))
  expect(out).toMatch(/^Listening on http:\/\/127\.0\.0\.1:\d+ for chain 137\n$/)
  expect([code, error]).toEqual([0, ''])
})

test('behavior: answers requests, and tells failures to the log without URLs', async () => {
  let stop = () => {}
  const stopped = new Promise<void>((resolve) => {
    stop = resolve
  })
  let [out, error] = ['', '']
  const [rpcUrl, bundlerUrl] = [await serveAnswers(chain), await serveAnswers(bundler)]
  const running = runCli(
    ['serve', '--rpc-url', rpcUrl, '--bundler-url', bundlerUrl, '--registry', registry, '--port', '0'],
    {
      error: (text) => {
        error += text
      },
      out: (text) => {
        out += text
      },
      untilStopped: stopped,
    },
  )
  while (!out) await new Promise((resolve) => setTimeout(resolve, 10))
  const url = /http:\S+/.exec(out)?.[0] ?? ''
  const response = await fetch(url, {
    body: JSON.stringify({
      method: 'particle_aa_getSmartAccount',
      params: [{ name: 'BICONOMY', ownerAddress: registry, version: '2.0.0' }],
    }),
    headers: { 'content-type': 'application/json' },
    method: 'POST',
  })
  // This chain knows no `eth_call`.
  expect(await response.json()).toMatchObject({ error: { code: -32603 } })
  stop()
  expect(await running).toBe(0)
  expect(error).not.toBe('')
  expect(error).not.toMatch(/http:|127\.0\.0\.1/)
})

test.each([[['--help']], [['-h']], [['serve', '--help']]])('behavior: %j', async (args) => {
  const { code, error, out } = await run(args)
  expect([code, error]).toEqual([0, ''])
  expect(out).toContain('particle_aa_')
})

test('error: no command, and another', async () => {
  expect(await run([])).toMatchObject({ code: 2, error: '' })
  expect(await run(['s3rve'])).toMatchObject({
    code: 2,
    error: expect.stringContaining('There is no such command.'),
    out: '',
  })
})

test('error: options that cannot be read', async () => {
  const { code, error } = await run(['serve', '--port', 'x', '--rpc-url', 'http://x'])
  expect([code, error]).toMatchInlineSnapshot(`
    [
      2,
      "--bundler-url is missing.
    latchkey serve --help shows the options.
    ",
    ]
  `)
})

test.each<[string, { rpc?: object; bundler?: object; args?: string[] }, string]>([
  ['a chain that does not answer', { rpc: {} }, '--rpc-url does not answer as it should.'],
  ['a bundler that does not answer', { bundler: {} }, '--bundler-url does not answer as it should.'],
  [
    'a bundler of another chain',
    { bundler: { ...bundler, eth_chainId: '0x1' } },
    '--bundler-url is of chain 1, and --rpc-url of chain 137.',
  ],
  [
    'a bundler of other EntryPoints',
    { bundler: { ...bundler, eth_supportedEntryPoints: [entryPoint07Address] } },
    `--bundler-url does not serve EntryPoint v0.6, ${entryPoint06Address}.`,
  ],
  [
    'no registry',
    { rpc: { ...chain, eth_getCode: '0x' } },
    `--registry is ${registry}, where chain 137 has no contract.`,
  ],
  [
    'a host that is not here',
    { args: ['--host', '203.0.113.1'] },
    'The server cannot listen on port 0 of 203.0.113.1.',
  ],
])('error: %s', async (_, parameters, message) => {
  const { code, error, out } = await serve(
    await serveAnswers({ ...(parameters.rpc ?? chain) }),
    await serveAnswers({ ...(parameters.bundler ?? bundler) }),
    ...(parameters.args ?? []),
  )
  expect([code, out]).toEqual([1, ''])
  expect(error).toContain(message)
  expect(error).not.toContain('s3cret')
})
