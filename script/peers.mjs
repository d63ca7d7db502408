// Takes the code of other projects' contracts out of the packages that carry it, and writes it as artifacts that forge loads by path.
// The packages' own Solidity is not compiled: most of what it imports is not on the registry.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const precompiles = 'node_modules/@rhinestone/modulekit/src/deployment/precompiles'

/** Artifact, by the source that holds it and the name of the constant there. */
const creationCodes = {
  NexusPrecompiles: {
    Nexus: 'NEXUS_BYTECODE',
    NexusAccountFactory: 'NEXUS_ACCOUNT_FACTORY_BYTECODE',
    NexusBootstrap: 'NEXUS_BOOTSTRAP_BYTECODE',
    NexusProxy: 'NEXUS_PROXY_BYTECODE',
  },
  KernelPrecompiles: {
    Kernel: 'KERNEL_BYTECODE',
    KernelFactory: 'KERNEL_FACTORY_BYTECODE',
  },
  Safe7579Precompiles: {
    Safe7579: 'SAFE7579_BYTECODE',
    Safe7579Launchpad: 'SAFE7579_LAUNCHPAD_BYTECODE',
    SafeProxyFactory: 'SAFE_PROXY_FACTORY_BYTECODE',
    SafeSingleton: 'SAFE_SINGLETON_BYTECODE',
  },
}
const runtimeCodes = {
  SmartSessionsPrecompiles: { SmartSession: 'SMART_SESSION_DEPLOYED_BYTECODE' },
}
const entryPoints = { EntryPointV07: 'contracts-v7', EntryPointV08: 'contracts-v8' }

/** Writes every artifact that is missing or differs: whoever reads one meanwhile never meets half of it. */
export function writePeers() {
  for (const [source, constants] of Object.entries(creationCodes)) {
    for (const [name, code] of codes(source, constants)) write('erc7579', name, { bytecode: { object: code } })
  }
  for (const [source, constants] of Object.entries(runtimeCodes)) {
    for (const [name, code] of codes(source, constants)) write('erc7579', name, { deployedBytecode: { object: code } })
  }
  for (const [name, contracts] of Object.entries(entryPoints)) {
    const { bytecode } = JSON.parse(read(`node_modules/@account-abstraction/${contracts}/artifacts/EntryPoint.json`))
    write('erc4337', name, { bytecode: { object: bytecode } })
  }
}

function codes(source, constants) {
  const path = `${precompiles}/${source}.sol`
  const text = read(path)
  return Object.entries(constants).map(([name, constant]) => {
    const code = text.match(new RegExp(`\\b${constant} =\\s*hex"([0-9a-fA-F]+)"`))?.[1]
    if (code === undefined) throw new Error(`${path} has no ${constant}.`)
    return [name, `0x${code}`]
  })
}

function write(directory, name, code) {
  const path = join(root, 'out', 'peers', directory, `${name}.json`)
  const text = JSON.stringify({ abi: [], ...code })
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

function read(path) {
  return readFileSync(join(root, path), 'utf8')
}
