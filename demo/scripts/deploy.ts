import { writeFile } from 'node:fs/promises'
import { type Address, concat, type Hex, keccak256 } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Latchkey, readBytecode } from '../latchkey.js'
import { devPrivateKey } from '../stack/accounts.js'
import { confirm, type LocalChain, startChain } from '../stack/index.js'
import { deploymentsPath, readDeployments, removeDeployments } from './deployments.js'
import { runScript, runVerify } from './runScript.js'

const deterministicDeployer: Address = '0x4e59b44847b379578588920cA78FbF26c0B4956C'

/** Nothing else sends from it, so its nonce counts what the script sends. */
const payerKey = devPrivateKey(3)

/** The third stays empty. */
// Not the id of other tests' chains: a file that is named after it says where contracts are.
const chainIds = [31_344, 31_345, 31_346] as const

const chains: LocalChain[] = []
const nfts: Address[] = []

beforeAll(async () => {
  await removeDeployments(chainIds)
  for (const chainId of chainIds) {
    const chain = await startChain({ chainId })
    chains.push(chain)
    const hash = await chain.walletClient.deployContract({
      abi: [],
      bytecode: await readBytecode('Tokens', 'TestERC1155'),
    })
    nfts.push((await confirm(chain.publicClient, hash)).contractAddress as Address)
  }
})

afterAll(async () => {
  await Promise.all(chains.map((chain) => chain.stop()))
  await removeDeployments(chainIds)
})

function chainAt(index: number): LocalChain {
  const chain = chains[index]
  if (!chain) throw new Error(`Chain ${index} did not start.`)
  return chain
}

/** Deploys, and counts the transactions. */
async function deploy(chain: LocalChain, env: Record<string, string> = {}) {
  const { address } = privateKeyToAccount(payerKey)
  const before = await chain.publicClient.getTransactionCount({ address })
  const { code, output } = await runScript({ broadcastKey: payerKey, env, rpcUrl: chain.rpcUrl, script: 'Deploy' })
  expect(code, output).toBe(0)
  return { output, sent: (await chain.publicClient.getTransactionCount({ address })) - before }
}

/** Changes the code at an address while something is looked at. */
async function withCode(chain: LocalChain, address: Address, bytecode: Hex, look: () => Promise<void>): Promise<void> {
  const before = (await chain.publicClient.getCode({ address })) ?? '0x'
  await chain.testClient.setCode({ address, bytecode })
  try {
    await look()
  } finally {
    await chain.testClient.setCode({ address, bytecode: before })
  }
}

test('a dry run sends nothing and writes nothing; verify says what is missing', async () => {
  const chain = chainAt(2)
  const { code, output } = await runScript({ rpcUrl: chain.rpcUrl, script: 'Deploy' })
  expect(code, output).toBe(0)
  expect(output).toContain('nothing is written. Missing: 5')
  await expect(readDeployments(chain.chain.id)).rejects.toMatchObject({ code: 'ENOENT' })

  const verified = await runVerify(['--rpc-url', chain.rpcUrl])
  expect(verified.output.match(/missing/g)).toHaveLength(5)
  expect(verified.output).toContain('5 of 5 differ.')
  expect(verified.code).toBe(1)
})

test.each([0, 1])('chain %i: what is there already is not deployed again', async (index) => {
  const chain = chainAt(index)
  const env = { NFT: nfts[index] as Address }
  const first = await deploy(chain, env)
  expect(first.output.match(/deployed to/g)).toHaveLength(6)
  expect(first.sent).toBe(6)
  const written = await readDeployments(chain.chain.id)
  expect(Object.keys(written)).toHaveLength(6)

  const second = await deploy(chain, env)
  expect(second.output.match(/already at/g)).toHaveLength(6)
  expect(second.sent).toBe(0)
  // Without `NFT` the file keeps the mint module that it names.
  expect((await deploy(chain)).sent).toBe(0)
  expect(await readDeployments(chain.chain.id)).toEqual(written)

  const verified = await runVerify(['--rpc-url', chain.rpcUrl])
  expect(verified.output.match(/\| equal/g)).toHaveLength(6)
  expect(verified.output).toContain('All equal.')
  expect(verified.code).toBe(0)
})

test('the same addresses and the same code on both chains', async () => {
  const [first, second] = [await readDeployments(chainIds[0]), await readDeployments(chainIds[1])]
  expect(second).toEqual(first)
  for (const address of Object.values(first)) {
    const code = await chainAt(0).publicClient.getCode({ address })
    expect(code).toMatch(/^0x[0-9a-f]{1000}/)
    expect(await chainAt(1).publicClient.getCode({ address })).toBe(code)
  }
})

test('verify needs no file, and looks at the mint module of --nft', async () => {
  const chain = chainAt(1)
  await removeDeployments([chain.chain.id])
  const plain = await runVerify(['--rpc-url', chain.rpcUrl])
  expect(plain.output.match(/\| equal/g)).toHaveLength(5)
  expect(plain.code).toBe(0)
  const withNft = await runVerify(['--rpc-url', chain.rpcUrl, '--nft', nfts[1] as Address])
  expect(withNft.output.match(/\| equal/g)).toHaveLength(6)
  expect(withNft.code).toBe(0)
  await deploy(chain, { NFT: nfts[1] as Address })
})

/** What tampers with code, and what verify says of it. */
const changes: [string, keyof Latchkey, (code: Hex, latchkey: Latchkey) => Hex, string][] = [
  ['one byte', 'CallPolicyModule', (code) => replaceByte(code, 500), 'differs from byte 500 on'],
  ['its last byte', 'ERC1155MintModule', (code) => replaceByte(code, (code.length - 2) / 2 - 1), 'differs from byte'],
  ['one byte more', 'ERC20ApproveModule', (code) => concat([code, '0x00']), 'bytes, not'],
  [
    'one immutable',
    'BiconomySessionRegistry',
    (code, { CallPolicyModule }) => {
      const at = code.lastIndexOf(CallPolicyModule.slice(2).toLowerCase())
      return `${code.slice(0, at)}${'ee'.repeat(20)}${code.slice(at + 40)}` as Hex
    },
    'differs from byte',
  ],
  [
    'two immutables, each in the place of the other',
    'ERC7579SessionValidator',
    (code, latchkey) => {
      const approve = latchkey.ERC20ApproveModule.slice(2).toLowerCase()
      const transfer = latchkey.ERC20TransferModule.slice(2).toLowerCase()
      return code.replace(approve, '-').replace(transfer, approve).replace('-', transfer) as Hex
    },
    'differs from byte',
  ],
]

test.each(changes)('code that differs by %s shows in verify and in Deploy', async (_, name, change, said) => {
  const chain = chainAt(1)
  const latchkey = await readDeployments(chain.chain.id)
  const address = latchkey[name]
  const code = (await chain.publicClient.getCode({ address })) as Hex
  const bytecode = change(code, latchkey)
  expect(bytecode).not.toBe(code)
  await withCode(chain, address, bytecode, async () => {
    const verified = await runVerify(['--rpc-url', chain.rpcUrl])
    expect(verified.output).toMatch(new RegExp(`${name} .*${said}`))
    expect(verified.output).toContain('1 of 6 differ.')
    expect(verified.code).toBe(1)

    const deployed = await runScript({ rpcUrl: chain.rpcUrl, script: 'Deploy' })
    expect(deployed.output).toContain(`CodeDiffers("${name}", ${address}, ${keccak256(bytecode)}, ${keccak256(code)})`)
    expect(deployed.code).toBe(1)
  })
})

test('a file that names other addresses, or a contract nobody knows, shows in verify', async () => {
  const chain = chainAt(1)
  const path = deploymentsPath(chain.chain.id)
  const latchkey = await readDeployments(chain.chain.id)
  const other = { ...latchkey, Backdoor: latchkey.CallPolicyModule, CallPolicyModule: latchkey.ERC20ApproveModule }
  await writeFile(path, JSON.stringify(other))
  try {
    const verified = await runVerify(['--rpc-url', chain.rpcUrl])
    expect(verified.output).toMatch(new RegExp(`CallPolicyModule .*the file says ${latchkey.ERC20ApproveModule}`))
    expect(verified.output).toMatch(/Backdoor .*not compiled here/)
    expect(verified.output).toContain('2 of 7 differ.')
    expect(verified.code).toBe(1)
  } finally {
    await writeFile(path, JSON.stringify(latchkey))
  }
})

test('error: verify is not told what to look at', async () => {
  const { rpcUrl } = chainAt(0)
  const cases: [readonly string[], string][] = [
    [[], 'No chain: --rpc-url or RPC_URL is needed.'],
    [['--rpc-url', 'http://127.0.0.1:1'], 'does not answer'],
    [['--rpc-url', rpcUrl, '--nft', '0x12'], '--nft is no address: 0x12'],
    [['--rpc-url', rpcUrl, '--deployments', 'absent.json'], 'No file at absent.json.'],
    [['--rpc-url', rpcUrl, '--deployments', 'README.md'], 'README.md cannot be read'],
    [['--chain', '1'], '--chain'],
  ]
  for (const [args, said] of cases) {
    const { code, output } = await runVerify(args)
    expect(output).toContain(said)
    expect(code).toBe(2)
  }
})

test.each<[string, string, string]>([
  ['is no address', '0x12', 'EnvironmentInvalid("NFT", "0x12", "the address of an ERC-1155 contract'],
  ['is zero', `0x${'00'.repeat(20)}`, 'EnvironmentInvalid("NFT", "0x0000000000000000000000000000000000000000", '],
  ['has no code', `0x${'11'.repeat(20)}`, 'EnvironmentInvalid("NFT", "0x1111111111111111111111111111111111111111", '],
])('error: NFT %s', async (_, NFT, said) => {
  const { code, output } = await runScript({ env: { NFT }, rpcUrl: chainAt(0).rpcUrl, script: 'Deploy' })
  expect(output).toContain(said)
  expect(code).toBe(1)
})

test('error: the deterministic deployer is missing, or is another contract', async () => {
  const chain = chainAt(2)
  const run = () => runScript({ broadcastKey: payerKey, rpcUrl: chain.rpcUrl, script: 'Deploy' })
  await withCode(chain, deterministicDeployer, '0x', async () => {
    const { code, output } = await run()
    expect(output).toContain(`DeployerMissing(${deterministicDeployer})`)
    expect(code).toBe(1)
  })
  await withCode(chain, deterministicDeployer, '0x00', async () => {
    const { code, output } = await run()
    expect(output).toContain(`DeployerDiffers(${deterministicDeployer}, ${keccak256('0x00')})`)
    expect(code).toBe(1)
  })
})

function replaceByte(code: Hex, index: number): Hex {
  const at = 2 + 2 * index
  const byte = (Number.parseInt(code.slice(at, at + 2), 16) ^ 1).toString(16).padStart(2, '0')
  return `${code.slice(0, at)}${byte}${code.slice(at + 2)}` as Hex
}
