import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import {
  bytesToHex,
  concat,
  type Hex,
  keccak256,
  parseAbi,
  parseEther,
  sha256,
  stringToBytes,
  toHex,
  zeroHash,
} from 'viem'
import { entryPoint08Address } from 'viem/account-abstraction'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBiconomyAccount, toBiconomyAccount } from './biconomyAccount.js'
import { createStackBundlerClient } from './bundlerClient.js'
import { startChain } from './chain.js'
import { countRunning } from './fixtures/processes.js'
import { type Stack, type Step, startStack } from './stack.js'

const recipient = privateKeyToAccount(keccak256(toHex('recipient'))).address

const externalAddress = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address

describe('startStack', () => {
  const steps: Step[] = []
  let stack: Stack

  beforeAll(async () => {
    stack = await startStack({ onProgress: (step) => steps.push(step) })
  })

  afterAll(() => stack?.stop())

  test('default: the EntryPoint is at its canonical address', async () => {
    expect(stack.entryPoint).toBe('0x5FF137D4b0FDCD49DcA30c7CF57E578a026d2789')
    expect(await stack.publicClient.getCode({ address: stack.entryPoint })).toBeDefined()
  })

  test('default: the bundler serves the EntryPoints', async () => {
    const account = await toBiconomyAccount({
      biconomy: stack.biconomy,
      client: stack.publicClient,
      owner: stack.accounts[1],
    })
    const bundlerClient = createStackBundlerClient({ account, stack })
    expect(await bundlerClient.getSupportedEntryPoints()).toEqual([
      stack.entryPoint,
      stack.entryPoint07,
      entryPoint08Address,
    ])
    expect(await bundlerClient.getChainId()).toBe(stack.chain.id)
  })

  test('default: an account without sessions has no root', async () => {
    const { address } = await createBiconomyAccount({
      biconomy: stack.biconomy,
      chain: stack,
      owner: stack.accounts[1],
    })
    const { merkleRoot } = await stack.publicClient.readContract({
      abi: parseAbi([
        'struct SessionStorage { bytes32 merkleRoot; }',
        'function getSessionKeys(address account) view returns (SessionStorage)',
      ]),
      address: stack.biconomy.sessionKeyManager,
      args: [address],
      functionName: 'getSessionKeys',
    })
    expect(merkleRoot).toBe(zeroHash)
  })

  test("behavior: an owner's operation is bundled", async () => {
    const account = await createBiconomyAccount({
      biconomy: stack.biconomy,
      chain: stack,
      owner: stack.accounts[1],
    })
    const bundlerClient = createStackBundlerClient({ account, stack })
    const before = await stack.publicClient.getBalance({ address: recipient })

    const hash = await bundlerClient.sendUserOperation({ calls: [{ to: recipient, value: 1n }] })
    const { receipt, sender, success } = await bundlerClient.waitForUserOperationReceipt({ hash })

    expect({ sender, success }).toEqual({ sender: account.address, success: true })
    expect(receipt.to?.toLowerCase()).toBe(stack.entryPoint.toLowerCase())
    expect(await stack.publicClient.getBalance({ address: recipient })).toBe(before + 1n)
  })

  test('behavior: the first operation deploys the account', async () => {
    const account = await toBiconomyAccount({
      biconomy: stack.biconomy,
      client: stack.publicClient,
      index: 7n,
      owner: stack.accounts[1],
    })
    await stack.testClient.setBalance({ address: account.address, value: parseEther('1') })
    expect(await stack.publicClient.getCode({ address: account.address })).toBeUndefined()
    const bundlerClient = createStackBundlerClient({ account, stack })
    const before = await stack.publicClient.getBalance({ address: recipient })

    const hash = await bundlerClient.sendUserOperation({ calls: [{ to: recipient, value: 1n }] })
    const { success } = await bundlerClient.waitForUserOperationReceipt({ hash })

    expect(success).toBe(true)
    expect(await stack.publicClient.getCode({ address: account.address })).toBeDefined()
    expect(await stack.publicClient.getBalance({ address: recipient })).toBe(before + 1n)
  })

  test("behavior: another signer's operation is refused", async () => {
    const { biconomy, publicClient } = stack
    const account = await createBiconomyAccount({ biconomy, chain: stack, owner: stack.accounts[1] })
    const intruder = await toBiconomyAccount({ biconomy, client: publicClient, owner: stack.accounts[2] })
    const bundlerClient = createStackBundlerClient({
      account: { ...account, signUserOperation: intruder.signUserOperation },
      stack,
    })
    await expect(bundlerClient.sendUserOperation({ calls: [{ to: recipient, value: 1n }] })).rejects.toThrow(
      'Invalid UserOperation signature',
    )
  })

  test('behavior: the chain verifies P-256 signatures', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const message = stringToBytes('message')
    const signature = bytesToHex(sign('sha256', message, { dsaEncoding: 'ieee-p1363', key: privateKey }))
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    const key = concat([x, y].map((coordinate) => bytesToHex(Buffer.from(coordinate, 'base64url'))))
    const verify = async (hash: Hex) =>
      (await stack.publicClient.call({ data: concat([hash, signature, key]), to: toHex(0x100, { size: 20 }) })).data
    expect(await verify(sha256(message))).toBe(toHex(1, { size: 32 }))
    expect(await verify(zeroHash)).toBeUndefined()
  })

  test.skipIf(!externalAddress)('behavior: nothing is reachable from outside', async () => {
    for (const url of [stack.rpcUrl, stack.bundler.rpcUrl]) {
      const port = Number(new URL(url).port)
      await expect(reach('127.0.0.1', port)).resolves.toBe('connected')
      await expect(reach(externalAddress as string, port)).resolves.toBe('ECONNREFUSED')
    }
  })

  test('args: onProgress', () => {
    expect(steps).toEqual([
      'starting a chain',
      'deploying the EntryPoints v0.6, v0.7 and v0.8',
      'deploying Biconomy Smart Account v2, Nexus, Kernel and Safe',
      'starting a bundler',
    ])
    expect(Object.keys(stack.timings).sort()).toEqual([...steps].sort())
  })

  test('behavior: stop leaves nothing behind', async () => {
    expect(stack.pids).toHaveLength(2)
    for (const pid of stack.pids) expect(countRunning([pid])).toBeGreaterThan(0)
    await stack.stop()
    expect(countRunning(stack.pids)).toBe(0)
  })
})

describe('the end of the process that started the stack', () => {
  const tsx = fileURLToPath(new URL('../../node_modules/.bin/tsx', import.meta.url))
  const script = fileURLToPath(new URL('fixtures/stackProcess.ts', import.meta.url))

  test.each<[string, string[], (child: ChildProcessWithoutNullStreams) => void]>([
    ['SIGINT to its launcher', [tsx, script], (child) => child.kill('SIGINT')],
    ['SIGTERM', [process.execPath, '--import', 'tsx', script], (child) => child.kill('SIGTERM')],
    ['SIGKILL', [process.execPath, '--import', 'tsx', script], (child) => child.kill('SIGKILL')],
    ['an error', [process.execPath, '--import', 'tsx', script], (child) => child.stdin.write('throw\n')],
  ])('behavior: %s', async (_, [file = '', ...args], end) => {
    const child = spawn(file, args)
    const exited = once(child, 'exit')
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    const pids: number[] = JSON.parse(line)
    expect(pids).toHaveLength(2)
    for (const pid of pids) expect(countRunning([pid])).toBeGreaterThan(0)

    end(child)
    await exited
    await expect.poll(() => countRunning(pids), { timeout: 10_000 }).toBe(0)
  })
})

describe('startChain', () => {
  test('error: unknown hardfork', async () => {
    await expect(startChain({ hardfork: 'chester' })).rejects.toMatchObject({
      message: expect.stringContaining('chester'),
      name: 'ServerExitedError',
    })
  })
})

/** Resolves with `connected`, or with the code of the error. */
function reach(host: string, port: number): Promise<string> {
  const socket = connect({ host, port })
  return new Promise((resolve) => {
    socket.once('connect', () => {
      socket.destroy()
      resolve('connected')
    })
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })
}
