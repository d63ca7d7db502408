import { expect, test } from 'vitest'
import { countRunning } from './fixtures/processes.js'
import { type ServerExitedError, type ServerTimeoutError, startServer } from './server.js'

const script = (code: string) => ({ args: ['-e', code], file: process.execPath, name: 'a server' })

test('default', async () => {
  const server = await startServer(script("console.log('Listening on 127.0.0.1:4337'); setInterval(() => {}, 1e3)"))
  expect(server.port).toBe(4337)
  expect(countRunning([server.pid])).toBeGreaterThan(0)
  await server.stop()
  expect(countRunning([server.pid])).toBe(0)
})

test('behavior: what the server started ends with it', async () => {
  const server = await startServer(
    script(`
      require('node:child_process').spawn('sleep', ['1000'], { stdio: 'inherit' })
      console.log('Listening on 127.0.0.1:4337')
    `),
  )
  await server.stop()
  expect(countRunning([server.pid])).toBe(0)
})

test('behavior: a second stop does nothing', async () => {
  const server = await startServer(script("console.log('Listening on 127.0.0.1:4337'); setInterval(() => {}, 1e3)"))
  await Promise.all([server.stop(), server.stop()])
  await server.stop()
})

test('behavior: keeps the last lines', async () => {
  const server = await startServer(
    script("for (let i = 1; i <= 100; i++) console.log(i); console.log('Listening on 127.0.0.1:4337')"),
  )
  const lines = server.output().split('\n')
  expect(lines).toHaveLength(40)
  expect(lines.at(0)).toBe('62')
  expect(lines.at(-1)).toBe('Listening on 127.0.0.1:4337')
  await server.stop()
})

test('args: env', async () => {
  process.env.LATCHKEY_SECRET = 'inherited'
  const code = "console.log(process.env.LATCHKEY_SECRET, process.env.GIVEN); console.log('Listening on 127.0.0.1:1')"
  const server = await startServer({ ...script(code), env: { GIVEN: 'given' } })
  expect(server.output()).toContain('undefined given')
  await server.stop()
})

test('error: ends before it listens', async () => {
  const error: ServerExitedError = await startServer(script("console.error('no such option'); process.exit(3)")).then(
    () => expect.fail('It started.'),
    (error) => error,
  )
  expect(error.name).toBe('ServerExitedError')
  expect(error.message).toMatchInlineSnapshot(`
    "a server ended before it listened (exit code 3).

    This could arise when:
    - It refused an option, or could not reach what it depends on: see its output.
    - The system ended it for want of memory (signal SIGKILL).
    - The platform is not supported: Linux and macOS are.

    Its last output:
    no such option"
  `)
})

test('error: is late', async () => {
  const error: ServerTimeoutError = await startServer({
    ...script('console.log(process.pid); setInterval(() => {}, 1e3)'),
    timeout: 1_000,
  }).then(
    () => expect.fail('It started.'),
    (error) => error,
  )
  expect(error.name).toBe('ServerTimeoutError')
  const pid = Number(error.message.split('\n').at(-1))
  expect(pid).toBeGreaterThan(0)
  expect(countRunning([pid])).toBe(0)
})
