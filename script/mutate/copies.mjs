// Throw-away copies of the worktree in which mutants are tried.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { forgePath } from '../forge.mjs'
import { units } from './units.mjs'

const solcVersion = createRequire(import.meta.url)('solc').version()

/** What no mutant is tried by, and would only be compiled. */
const absent = ['test/bench', 'test/erc7562', 'test/reference']

/** The profile that compiles the tests. */
const profile = 'whole'

/** Makes the first copy and compiles its tests, or brings what stands there up to date. */
export function prepare({ base, root }) {
  const stamp = join(base, 'stamp')
  const state = stateOf(root)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return
  rmSync(stamp, { force: true })
  mkdirSync(join(base, 'out'), { recursive: true })
  // The files that are edited are copied, the others linked: whoever edits the worktree meanwhile does not change what is tried.
  for (const entry of ['contracts', 'test', 'script', 'lib', 'deployments', 'foundry.toml']) {
    rmSync(join(base, entry), { force: true, recursive: true })
    execFileSync('cp', ['-a', join(root, entry), base])
  }
  if (!existsSync(join(base, 'node_modules'))) execFileSync('cp', ['-al', join(root, 'node_modules'), base])
  for (const entry of readdirSync(join(root, 'out'))) {
    if (!/^peers$|\.sol$/.test(entry)) continue
    rmSync(join(base, 'out', entry), { force: true, recursive: true })
    execFileSync('cp', ['-al', join(root, 'out', entry), join(base, 'out')])
  }
  // What the tests of the worktree were compiled into: nothing is compiled twice.
  for (const entry of [join('out', profile), join('cache', profile)]) {
    rmSync(join(base, entry), { force: true, recursive: true })
    if (!existsSync(join(root, entry))) continue
    mkdirSync(dirname(join(base, entry)), { recursive: true })
    execFileSync('cp', ['-a', join(root, entry), join(base, entry)])
  }
  shape(base)
  const compiled = runForge(base, ['test', '--list', '--no-match-path', 'none'], { solc: 'script/solc.mjs' })
  if (compiled.status !== 0) throw new Error(`The tests do not compile.\n${compiled.output}`)
  strip(join(base, 'out', profile))
  writeFileSync(stamp, state)
}

/** Names all that the copies are made of. */
function stateOf(root) {
  const hash = createHash('sha256')
  // The record of trials is no part of them.
  const files = ['contracts', 'test'].flatMap((folder) => filesIn(join(root, folder)))
  for (const path of files.filter((name) => !/\.ts$|mutation.(equivalent|results)\.json$/.test(name)).sort()) {
    hash.update(path).update(readFileSync(path))
  }
  for (const path of ['foundry.toml', 'package-lock.json', 'script/mutate/copies.mjs']) {
    hash.update(readFileSync(join(root, path)))
  }
  return hash.digest('hex')
}

/** A job's own copy. */
export function clone({ base, folder }) {
  rmSync(folder, { force: true, recursive: true })
  execFileSync('cp', ['-al', base, folder])
  // forge writes its cache in place: linked, one job would read what another has half written.
  rmSync(join(folder, 'cache'), { recursive: true })
  execFileSync('cp', ['-a', join(base, 'cache'), folder])
}

function shape(folder) {
  for (const entry of absent) rmSync(join(folder, entry), { force: true, recursive: true })
  const tests = filesIn(join(folder, 'test')).filter((path) => path.endsWith('.sol'))
  dropUnused(join(folder, 'test', 'mocks'), tests)
  // forge asks for the version each time, and never to compile.
  const stub = join(folder, 'solc.sh')
  writeFileSync(stub, `#!/bin/sh\ncase "$*" in *--version*) echo "Version: ${solcVersion}" ;; *) exit 1 ;; esac\n`)
  chmodSync(stub, 0o755)
}

/** forge would compile a mock that no test imports anew each time; it leaves alone what mutants are compiled into. */
function dropUnused(mocks, tests) {
  const texts = tests.map((path) => readFileSync(path, 'utf8'))
  for (const mock of readdirSync(mocks)) {
    if (units.some(({ file }) => basename(file) === mock)) continue
    if (!texts.some((text) => text.includes(`/${mock}"`))) rmSync(join(mocks, mock))
  }
}

/** Without what no test run reads, loading all tests takes a fifth of a second. */
function strip(folder) {
  for (const path of filesIn(folder).filter((name) => name.endsWith('.json') && !name.includes('build-info'))) {
    const artifact = JSON.parse(readFileSync(path, 'utf8'))
    if (!artifact.metadata && !artifact.bytecode?.sourceMap) continue
    const { ast: _, metadata: __, rawMetadata: ___, ...rest } = artifact
    for (const code of [rest.bytecode, rest.deployedBytecode]) if (code) code.sourceMap = ''
    replaceFile(path, JSON.stringify(rest))
  }
}

/** Writes a file anew, for it may be linked from other copies. */
export function replaceFile(path, text) {
  if (existsSync(path)) unlinkSync(path)
  writeFileSync(path, text)
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
}

/** Runs forge in a project and waits for it. `seconds` is how much of a processor it may use: on a busy machine time says nothing. */
export function runForge(folder, args, { env = {}, seconds = 3_600, solc = './solc.sh' } = {}) {
  const run = spawnSync('sh', ['-c', `ulimit -t ${seconds}; exec "$0" "$@"`, forgePath, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env, FOUNDRY_PROFILE: profile, FOUNDRY_SOLC: solc },
    maxBuffer: 1 << 28,
  })
  const endless = run.signal === 'SIGXCPU' || run.signal === 'SIGKILL'
  return { endless, output: `${run.stdout}${run.stderr}`, status: run.status }
}
