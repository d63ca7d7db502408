#!/usr/bin/env node
// Compares the code of Latchkey's contracts on a chain with what was compiled here, byte by byte. Exit code 1 when anything differs.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import {
  concat,
  createPublicClient,
  encodeAbiParameters,
  getAddress,
  getContractAddress,
  http,
  isAddress,
  isAddressEqual,
  pad,
  size,
  slice,
  toFunctionSelector,
  toHex,
} from 'viem'
import { fail as failWith } from './fail.mjs'
import { toMarkdownTable } from './table.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The deterministic deployer, and the salt of `script/Deploy.s.sol`: an address depends on nothing but the code. */
const deployer = '0x4e59b44847b379578588920cA78FbF26c0B4956C'
const salt = pad('0x', { size: 32 })

/** Constructor arguments of both registries, in the order in which their immutables are declared. */
const builtInModules = ['CallPolicyModule', 'ERC20ApproveModule', 'ERC20TransferModule']

const usage = `Usage: npm run verify -- --rpc-url <url> [--nft <address>] [--deployments <file>]

Compares the code of Latchkey's contracts on a chain with what was compiled here, immutables included.

  --rpc-url      the chain's JSON-RPC endpoint; or RPC_URL
  --nft          an ERC-1155 contract whose ERC1155MintModule is looked at as well
  --deployments  the file that says where the contracts are; deployments/<chainId>.json if there is one

Exits with 0 when everything is there and equal, with 1 when not, with 2 when it could not look.`

const options = readOptions()
if (options.help) {
  console.log(usage)
  process.exit(0)
}
const rpcUrl = options['rpc-url'] ?? process.env.RPC_URL
if (!rpcUrl) fail(`No chain: --rpc-url or RPC_URL is needed.\n\n${usage}`)
if (options.nft !== undefined && !isAddress(options.nft)) fail(`--nft is no address: ${options.nft}`)

const client = createPublicClient({ transport: http(rpcUrl, { retryCount: 1 }) })
const chainId = await client.getChainId().catch(() => fail(`The endpoint of --rpc-url does not answer.`))
const recorded = readRecorded()
const contracts = await readContracts()

const rows = []
for (const contract of contracts) {
  const code = await client
    .getCode({ address: contract.address })
    .catch(() => fail(`The endpoint of --rpc-url does not say what code is at ${contract.address}.`))
  const said = recorded?.addresses[contract.name]
  rows.push({ ...contract, result: compare({ ...contract, code, said }), size: code ? size(code) : 0 })
}
// What the file names and nobody knows was not looked at, which must not pass for equal.
for (const [name, address] of Object.entries(recorded?.addresses ?? {}))
  if (!contracts.some((contract) => contract.name === name))
    rows.push({ address, name, result: 'not compiled here, or a mint module that names no NFT', size: 0 })

const different = rows.filter(({ result }) => result !== 'equal').length
console.log(`chain ${chainId}${recorded ? `, ${recorded.path}` : ''}\n`)
console.log(
  toMarkdownTable(
    ['contract', 'address', 'bytes', 'code'],
    rows.map((row) => [row.name, row.address, String(row.size), row.result]),
  ),
)
console.log(different === 0 ? '\nAll equal.' : `\n${different} of ${rows.length} differ.`)
process.exitCode = different === 0 ? 0 : 1

function readOptions() {
  try {
    return parseArgs({
      options: {
        deployments: { type: 'string' },
        help: { short: 'h', type: 'boolean' },
        nft: { type: 'string' },
        'rpc-url': { type: 'string' },
      },
    }).values
  } catch (error) {
    return fail(`${error.message}\n\n${usage}`)
  }
}

/** What the file says, or `undefined` when there is none. */
function readRecorded() {
  const path = options.deployments ?? `deployments/${chainId}.json`
  const file = options.deployments ?? join(root, path)
  if (!existsSync(file)) {
    if (options.deployments) fail(`No file at ${options.deployments}.`)
    return undefined
  }
  try {
    const addresses = JSON.parse(readFileSync(file, 'utf8'))
    for (const [name, address] of Object.entries(addresses))
      if (!isAddress(address)) throw new Error(`"${name}" has no address`)
    return { addresses, path }
  } catch (error) {
    return fail(`${path} cannot be read: ${error.message}.`)
  }
}

/** Every contract with the address that its creation code gives it, and the code that must be there. */
async function readContracts() {
  const plain = builtInModules.map((name) => toContract(name, []))
  const modules = plain.map(({ address }) => address)
  const list = [
    ...plain,
    toContract('BiconomySessionRegistry', modules),
    toContract('ERC7579SessionValidator', modules),
  ]
  const nft = options.nft ?? (await readNft())
  return nft === undefined ? list : [...list, toContract('ERC1155MintModule', [nft])]
}

/**
 * The contract that the file's mint module mints on, as the module itself says. The address depends on it, so a lie shows.
 */
async function readNft() {
  const address = recorded?.addresses.ERC1155MintModule
  if (!address) return undefined
  const word = await client
    .call({ data: toFunctionSelector('NFT()'), to: address })
    .then(({ data }) => data)
    .catch(() => undefined)
  return word && size(word) === 32 ? getAddress(slice(word, 12)) : undefined
}

function toContract(name, args) {
  const { bytecode, deployedBytecode } = readArtifact(name)
  const types = args.map(() => ({ type: 'address' }))
  const initCode = args.length === 0 ? bytecode.object : concat([bytecode.object, encodeAbiParameters(types, args)])
  return {
    address: getContractAddress({ bytecode: initCode, from: deployer, opcode: 'CREATE2', salt }),
    expected: fillImmutables({ args, deployedBytecode, name }),
    name,
  }
}

/** The code that the constructor returns: the compiler leaves zeros where it puts the immutables. */
function fillImmutables({ args, deployedBytecode: { immutableReferences = {}, object }, name }) {
  // The ids are those of the syntax tree, which count up as the source declares.
  const places = Object.entries(immutableReferences).sort(([a], [b]) => Number(a) - Number(b))
  if (places.length !== args.length)
    fail(`The artifact of ${name} has ${places.length} immutables, not ${args.length}: this script does not know them.`)
  const code = Buffer.from(object.slice(2), 'hex')
  places.forEach(([, references], index) => {
    const value = Buffer.from(pad(args[index], { size: 32 }).slice(2), 'hex')
    for (const { length, start } of references) {
      if (length !== 32) fail(`An immutable of ${name} is ${length} bytes long, not 32.`)
      value.copy(code, start)
    }
  })
  return toHex(code)
}

function readArtifact(name) {
  const path = join(root, 'out', `${name}.sol`, `${name}.json`)
  if (!existsSync(path)) fail(`No artifact of ${name}: run \`node script/setup.mjs\`.`)
  return JSON.parse(readFileSync(path, 'utf8'))
}

/** What there is to say about a contract: `equal`, or what is not. */
function compare({ address, code, expected, said }) {
  if (said !== undefined && !isAddressEqual(said, address)) return `the file says ${said}`
  if (!code) return 'missing'
  if (code === expected) return 'equal'
  if (size(code) !== size(expected)) return `differs: ${size(code)} bytes, not ${size(expected)}`
  let at = 2
  while (code[at] === expected[at]) at++
  return `differs from byte ${Math.floor(at / 2) - 1} on`
}

/** It could not look, which is not to say that anything differs. */
function fail(message) {
  failWith(message, { code: 2 })
}
