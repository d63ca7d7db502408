import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toSessionTree } from '../../ts/index.js'
import { allowTransfer, definePolicy, toPolicySession } from '../../ts/policy/index.js'
import { bin, createProject, type Project, root } from './project.js'

let project: Project

beforeAll(() => {
  project = createProject()
})

afterAll(() => project.remove())

test('the tarball holds what is published and nothing else', () => {
  const files = project.run('tar', '-tzf', project.tarball).trim().split('\n')
  const roots = new Set(files.map((file) => file.split('/')[1]))
  expect([...roots].sort()).toEqual(['LICENSE', 'README.md', 'contracts', 'dist', 'package.json'])
  const strangers = files.filter((file) => !/(\.sol|\.js|\.d\.ts|\.json|LICENSE|README\.md)$/.test(file))
  expect(strangers).toEqual([])
  expect(files.filter((file) => /\.test[.-]/.test(file))).toEqual([])
  expect(
    JSON.parse(project.run('npm', 'ls', '--json', '--all')).dependencies.latchkey.dependencies ?? {},
  ).not.toHaveProperty('ox')
})

test('Node imports every entry, and what is loaded later', () => {
  project.write('main.mjs', fixture('node.mjs'))
  const key = `0x${'bb'.repeat(20)}` as const
  const session = toPolicySession({
    module: `0x${'cc'.repeat(20)}`,
    policy: definePolicy({
      fees: 'none',
      permissions: [allowTransfer({ address: key, value: { max: 1n } })],
      signer: key,
    }),
    validAfter: 0,
    validUntil: 0,
  })
  expect(JSON.parse(project.run(process.execPath, '--no-warnings', 'main.mjs'))).toEqual({
    deep: 'ERR_PACKAGE_PATH_NOT_EXPORTED',
    errors: 'InvalidParticleSessionError',
    json: true,
    node: true,
    refusal: expect.stringContaining('was revoked'),
    required: true,
    root: toSessionTree({ sessions: [session] }).root,
  })
})

test('the command is installed', () => {
  expect(project.run(join(project.directory, 'node_modules', '.bin', 'latchkey'), '--help')).toContain(
    'Usage: latchkey',
  )
})

test('a bundler keeps what is used', async () => {
  expect(await bundledFolders("export { toSessionTree } from 'latchkey'")).toEqual([
    'errors',
    'session',
    'tree',
    'utils',
  ])
  expect(await bundledFolders("export { eq } from 'latchkey/policy'")).toEqual(['policy'])
})

test('a bundler leaves the judge of policies and the words of refusals to chunks', async () => {
  const { metafile } = await bundle("export { getSessionRefusal } from 'latchkey'", { splitting: true })
  const outputs = Object.entries(metafile.outputs)
  const [entryName, entry] = outputs.find(([, { entryPoint }]) => entryPoint === '<stdin>') ?? []
  if (!entryName || !entry) throw new Error('There is no output for the entry.')
  const atOnce = new Set([entryName])
  for (const name of atOnce)
    for (const { kind, path } of metafile.outputs[name]?.imports ?? [])
      if (kind === 'import-statement') atOnce.add(path)
  const inputs = outputs.filter(([name]) => atOnce.has(name)).flatMap(([, output]) => Object.keys(output.inputs))
  expect(inputs.filter((path) => /policy\/judge|describeRefusal|decodePolicy/.test(path))).toEqual([])
  expect(inputs.filter((path) => path.includes('getSessionRefusal'))).toHaveLength(1)
})

test('a bundler for browsers meets nothing that only Node has', async () => {
  const code = ['latchkey', 'latchkey/abis', 'latchkey/particle', 'latchkey/policy'].map(
    (entry) => `export * from '${entry}'`,
  )
  const { errors, warnings } = await bundle(code.join('\n'), { external: [], platform: 'browser' })
  expect([...errors, ...warnings]).toEqual([])
})

test.each([
  { module: 'NodeNext', moduleResolution: 'NodeNext' },
  { module: 'ESNext', moduleResolution: 'Bundler' },
])('TypeScript finds the types ($moduleResolution)', (options) => {
  project.write('consumer.ts', fixture('consumer.ts'))
  project.write(
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: {
        ...options,
        lib: ['ES2022', 'DOM'],
        noEmit: true,
        skipLibCheck: true,
        strict: true,
        target: 'ES2022',
        types: [],
      },
      files: ['consumer.ts'],
    }),
  )
  project.run(bin('tsc'), '-p', '.')
})

test('Foundry compiles contracts that import those of the package', () => {
  project.copy('@account-abstraction/contracts')
  project.copy('@openzeppelin/contracts')
  project.copy('solady', 'src')
  project.write('foundry.toml', foundry)
  project.write('src/Consumer.sol', consumer)
  project.run(process.execPath, join(root, 'script', 'forge.mjs'), 'build', '--root', project.directory)
})

test('publint and "are the types wrong" find nothing', () => {
  expect(project.run(bin('publint'), '--strict', project.tarball)).toContain('All good!')
  project.run(bin('attw'), project.tarball, '--profile', 'esm-only')
})

const foundry = `[profile.default]
src = "src"
libs = []
solc = "${join(root, 'script', 'solc.mjs')}"
evm_version = "paris"
via_ir = true
auto_detect_remappings = false
remappings = [
  "@account-abstraction/contracts/=node_modules/@account-abstraction/contracts/",
  "@openzeppelin/contracts/=node_modules/@openzeppelin/contracts/",
  "latchkey/=node_modules/latchkey/",
  "solady/=node_modules/solady/src/",
]
`

const consumer = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC7579SessionValidator} from "latchkey/contracts/ERC7579SessionValidator.sol";
import {ISessionRegistry} from "latchkey/contracts/interfaces/ISessionRegistry.sol";
import {SessionValidationModule} from "latchkey/contracts/modules/SessionValidationModule.sol";

contract AnyCallModule is SessionValidationModule {
    function _signerOf(address, uint256, bytes calldata, bytes calldata sessionKeyData)
        internal
        pure
        override
        returns (address)
    {
        return abi.decode(sessionKeyData, (address));
    }
}
`

function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
}

function bundle(contents: string, options: BuildOptions = {}) {
  return build({
    absWorkingDir: project.directory,
    bundle: true,
    external: ['viem', 'viem/*'],
    format: 'esm',
    logLevel: 'silent',
    metafile: true,
    minify: true,
    outdir: 'bundle',
    stdin: { contents, resolveDir: project.directory },
    write: false,
    ...options,
  } as BuildOptions & { metafile: true })
}

/** Folders of the package whose code is in the bundle, without what waits for an \`import()\`. */
async function bundledFolders(contents: string): Promise<readonly string[]> {
  const { metafile } = await bundle(contents)
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs))
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path)
  const dist = 'node_modules/latchkey/dist/'
  const folders = used.filter((path) => path.startsWith(dist)).map((path) => relative(dist, path).split('/')[0] ?? '')
  return [...new Set(folders)].sort()
}
