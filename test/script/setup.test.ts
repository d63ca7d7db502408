import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

/*
 * `script/setup.mjs` on its own, in a project whose npm and forge write down that they ran, and do as they are told.
 */

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'latchkey-setup-'))
  mkdirSync(join(root, 'script'))
  for (const name of ['setup.mjs', 'fail.mjs', 'run.mjs']) cpSync(join('script', name), join(root, 'script', name))
  // They look for what is in node_modules, as those of the project do.
  const needsInstall = `import { existsSync } from 'node:fs'\nif (!existsSync('${root}/node_modules/installed')) throw new Error('not installed')\n`
  writeFileSync(join(root, 'script', 'forge.mjs'), `${needsInstall}export const forgePath = '${root}/forge'\n`)
  writeFileSync(join(root, 'script', 'peers.mjs'), `${needsInstall}export function writePeers() {}\n`)
  writeFileSync(join(root, 'package-lock.json'), '{}')
  writeProgram('npm', 'rm -rf node_modules; mkdir node_modules; touch node_modules/installed')
  writeProgram('forge', 'true')
})

afterEach(() => rmSync(root, { force: true, recursive: true }))

/** A program that says in `log` that it ran, and then does something. */
function writeProgram(name: string, what: string) {
  const path = join(root, name)
  writeFileSync(path, `#!/bin/sh\ncd '${root}'\necho ${name} $FOUNDRY_PROFILE >>log\n${what}\n`)
  chmodSync(path, 0o755)
}

const env = () => ({ ...process.env, FOUNDRY_PROFILE: '', PATH: `${root}:${process.env.PATH}` })

function setUp() {
  rmSync(join(root, 'log'), { force: true })
  const { status, stderr } = spawnSync(process.execPath, ['script/setup.mjs'], {
    cwd: root,
    encoding: 'utf8',
    env: env(),
  })
  return { ran: readLog(), status, stderr }
}

function readLog(): readonly string[] {
  const path = join(root, 'log')
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').sort() : []
}

const compiles = ['forge biconomy', 'forge default', 'forge openzeppelin']

test('default: installs, and compiles all', () => {
  expect(setUp()).toMatchObject({ ran: [...compiles, 'npm'], status: 0 })
})

test('behavior: installs once', () => {
  setUp()
  expect(setUp()).toMatchObject({ ran: compiles, status: 0 })
})

test('behavior: installs anew what another lockfile installed', () => {
  setUp()
  writeFileSync(join(root, 'package-lock.json'), '{ "lockfileVersion": 3 }')
  expect(setUp().ran).toContain('npm')
  expect(setUp().ran).not.toContain('npm')
})

test('behavior: installs anew what somebody else installed', () => {
  mkdirSync(join(root, 'node_modules'))
  writeFileSync(join(root, 'node_modules', 'installed'), '')
  expect(setUp().ran).toContain('npm')
})

test('error: an install that fails is said, and done again', () => {
  writeProgram('npm', 'mkdir -p node_modules; touch node_modules/installed; echo no network; exit 3')
  const { ran, status, stderr } = setUp()
  expect(ran).toEqual(['npm'])
  expect(status).toBe(1)
  expect(stderr).toContain('npm ci failed: 3\nno network')
  expect(setUp().ran).toContain('npm')
})

test('error: an install that is killed is done again, whatever was installed before', async () => {
  setUp()
  writeFileSync(join(root, 'package-lock.json'), '{ "lockfileVersion": 3 }')
  // npm takes away what is there in no order: the stamp may be the last to go.
  writeProgram('npm', 'rm node_modules/installed; echo started >>log; exec sleep 60')
  const child = start()
  await expect.poll(readLog, { timeout: 20_000 }).toContain('started')
  child.kill('SIGKILL')
  await once(child, 'close')
  writeFileSync(join(root, 'package-lock.json'), '{}')
  writeProgram('npm', 'touch node_modules/installed')
  expect(setUp()).toMatchObject({ ran: [...compiles, 'npm'], status: 0 })
})

test.each([
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
] as const)('error: %s ends the compiles and what they started', async (signal) => {
  writeProgram(
    'forge',
    `sh -c "trap 'echo ended >>log; kill \\$!; exit' TERM; echo started >>log; sleep 60 & wait" & wait`,
  )
  const child = start()
  await expect.poll(() => readLog().filter((line) => line === 'started'), { timeout: 20_000 }).toHaveLength(3)
  child.kill(signal)
  await expect.poll(() => readLog().filter((line) => line === 'ended'), { timeout: 20_000 }).toHaveLength(3)
})

test('error: a compile that fails is named, and ends the others', async () => {
  const slow = `trap 'echo ended $FOUNDRY_PROFILE >>log; kill $!; exit' TERM; echo began >>log; sleep 60 & wait`
  const broken = 'while test $(grep -c began log) -lt 2; do sleep 0.01; done; echo no stack; exit 1'
  writeProgram('forge', `if test "$FOUNDRY_PROFILE" = biconomy; then ${broken}; else ${slow}; fi`)
  const { status, stderr } = setUp()
  expect(status).toBe(1)
  expect(stderr).toContain('Biconomy Smart Account v2 failed: 1\nno stack')
  await expect
    .poll(readLog, { timeout: 20_000 })
    .toEqual(expect.arrayContaining(['ended default', 'ended openzeppelin']))
  writeProgram('forge', 'true')
  expect(setUp()).toMatchObject({ ran: compiles, status: 0 })
})

function start(): ChildProcess {
  return spawn(process.execPath, ['script/setup.mjs'], { cwd: root, env: env(), stdio: 'ignore' })
}
