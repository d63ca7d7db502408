import { createPimlicoClient } from 'permissionless/clients/pimlico'
import { type Address, encodeFunctionData, type Hex, http, parseAbi, parseEther, toHex, zeroHash } from 'viem'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { biconomySessionRegistryAbi } from '../ts/generated/abis.js'
import {
  decodeAccountSignature,
  decodeBiconomySignature,
  encodeBiconomyCalls,
  encodeErc20TransferSessionKeyData,
  encodeSessions,
  getSessionId,
  getSessionProof,
  getSessionRefusal,
  getSessions,
  ownerNonceKey,
  type Session,
  toBiconomySessionTree,
  toSessionAccount,
  toSessionTree,
} from '../ts/index.js'
import { allow, definePolicy, eq, lte, toPolicySession } from '../ts/policy/index.js'
import { type BiconomyBundler, startBiconomyBundler } from './biconomy/bundler.js'
import {
  createSessionClient,
  createSessionModule,
  type Key,
  newKey,
  succeeds,
  toClientConfig,
  toSession,
  toSigner,
  toUserOperation,
} from './biconomy/clients.js'
import {
  type BiconomyClient,
  type BiconomySessionParameters,
  type BiconomyUserOp,
  biconomyPackage,
} from './biconomy/package.js'
import {
  type BiconomyAccount,
  confirm,
  createBiconomyAccount,
  type Stack,
  sendCalls,
  startStack,
  toBiconomyAccount,
} from './stack/index.js'
import { attempt } from './story/attempt.js'
import { createWorld, erc20Abi, maxAmount, type World } from './story/world.js'

const managerAbi = parseAbi(['function setMerkleRoot(bytes32 root)'])
const accountAbi = parseAbi(['function enableModule(address module)'])

let stack: Stack
let world: World
let bundler: BiconomyBundler
let registry: Address

beforeAll(async () => {
  stack = await startStack()
  world = await createWorld({ stack })
  bundler = await startBiconomyBundler({ stack })
  registry = world.latchkey.BiconomySessionRegistry

  // When a bundler refuses, Biconomy's client asks GitHub what the refusal means, and throws away the refusal if it gets no answer.
  const { fetch } = globalThis
  vi.stubGlobal('fetch', async (input: string | URL | Request, init?: RequestInit) => {
    const { hostname } = new URL(input instanceof Request ? input.url : input)
    if (hostname === '127.0.0.1') return fetch(input, init)
    if (hostname === 'raw.githubusercontent.com') return Response.json([])
    throw new Error(`This test asks nobody but loopback, and ${hostname} was asked.`)
  })
})

afterAll(async () => {
  vi.unstubAllGlobals()
  await bundler?.stop()
  await stack?.stop()
})

const at = () => ({ bundlerUrl: bundler.url, stack })

const transfer = (to: Address, amount: bigint) => ({
  data: encodeFunctionData({ abi: erc20Abi, args: [to, amount], functionName: 'transfer' }),
  to: world.token,
})

const balanceOf = (account: Address) =>
  stack.publicClient.readContract({
    abi: parseAbi(['function balanceOf(address account) view returns (uint256)']),
    address: world.token,
    args: [account],
    functionName: 'balanceOf',
  })

async function mint(account: Address) {
  const args = [account, 10n * maxAmount] as const
  const request = { abi: erc20Abi, address: world.token, args, functionName: 'mint' } as const
  await confirm(stack.publicClient, await stack.walletClient.writeContract(request))
}

/** Biconomy's client of an account with tokens, which is not deployed yet. */
async function createOwnerClient(): Promise<{ account: BiconomyAccount; client: BiconomyClient; owner: Key }> {
  const owner = newKey()
  const account = await toBiconomyAccount({ biconomy: stack.biconomy, client: stack.publicClient, owner })
  await stack.testClient.setBalance({ address: account.address, value: parseEther('10') })
  await mint(account.address)
  const client = await biconomyPackage.createSmartAccountClient(
    await toClientConfig({ ...at(), account: account.address, owner }),
  )
  return { account, client, owner }
}

/** A session to transfer to one recipient, encoded by Biconomy. */
async function toDatum(key: Key, module: Address, recipient: Address) {
  const encoder = await biconomyPackage.createERC20SessionValidationModule({ moduleAddress: module })
  const sessionKey = key.address
  return {
    sessionKeyData: await encoder.getSessionKeyData({ maxAmount, recipient, sessionKey, token: world.token }),
    sessionPublicKey: sessionKey,
    sessionValidationModule: module,
    validAfter: 0,
    validUntil: 0,
  }
}

/** Why a call is refused that Biconomy's client signs and sends. It is not estimated: a refusal must not depend on the estimate. */
async function refusalOf(client: BiconomyClient, params: BiconomySessionParameters, call: { data: Hex; to: Address }) {
  const gas = { callGasLimit: toHex(500_000), preVerificationGas: toHex(100_000), verificationGasLimit: toHex(500_000) }
  const nonce = toHex(await readNonce(await client.getAccountAddress()))
  const { fast } = await prices()
  const op = await client.signUserOp(
    {
      ...gas,
      callData: await client.encodeExecute(call.to, 0n, call.data),
      initCode: '0x',
      maxFeePerGas: toHex(fast.maxFeePerGas),
      maxPriorityFeePerGas: toHex(fast.maxPriorityFeePerGas),
      nonce,
      paymasterAndData: '0x',
      sender: await client.getAccountAddress(),
      signature: '0x',
    },
    params,
  )
  const said = await client.sendSignedUserOp(op).then(
    () => undefined,
    (error: Error) => error.message,
  )
  const { registry: manager } = decodeAccountSignature(op.signature)
  if (manager !== registry) return { name: undefined, said }
  const refusal = await getSessionRefusal(stack.publicClient, {
    entryPoint: stack.entryPoint,
    registry,
    userOperation: toUserOperation(op),
  })
  return { name: refusal?.name, said }
}

const prices = () => createPimlicoClient({ transport: http(stack.bundler.rpcUrl) }).getUserOperationGasPrice()

const readNonce = (account: Address) =>
  stack.publicClient.readContract({
    abi: parseAbi(['function getNonce(address sender, uint192 key) view returns (uint256)']),
    address: stack.entryPoint,
    args: [account, 0n],
    functionName: 'getNonce',
  })

describe("Biconomy's client, on our registry", () => {
  test('tree and root are its own, its operation runs; what the session does not say, and what is revoked, is refused', async () => {
    const { account, client } = await createOwnerClient()
    const key = newKey()
    const module = await createSessionModule(account.address, registry)
    const data = [
      await toDatum(key, world.latchkey.ERC20TransferModule, world.recipient),
      await toDatum(key, stack.biconomy.erc20SessionValidationModule, world.other),
    ] as const
    const created = await module.createSessionData([...data])

    // The first operation of the account, which also deploys it.
    const enable = await client.getEnableModuleData(registry)
    expect(await succeeds(client.sendTransaction([enable, { data: created.data, to: registry }]))).toBe(true)
    expect(await client.isModuleEnabled(registry)).toBe(true)

    const sessionClient = await createSessionClient({ ...at(), account: account.address, module })
    const [first, second] = created.sessionIDInfo.map((sessionID) => ({
      sessionID,
      sessionSigner: toSigner(stack.chain, key),
    })) as [BiconomySessionParameters, BiconomySessionParameters]
    const send = (params: BiconomySessionParameters, to: Address) =>
      succeeds(sessionClient.sendTransaction(transfer(to, 5n), { params }))
    expect(await send(first, world.recipient)).toBe(true)
    expect(await balanceOf(world.recipient)).toBe(5n)
    // Biconomy's module, judged by our registry.
    expect(await send(second, world.other)).toBe(true)
    expect(await balanceOf(world.other)).toBe(5n)

    expect(await refusalOf(sessionClient, first, transfer(world.other, 5n))).toEqual({
      name: 'ArgumentNotAllowed',
      said: expect.stringContaining('AA23'),
    })
    expect((await refusalOf(sessionClient, first, transfer(world.recipient, maxAmount + 1n))).name).toBe(
      'AmountAboveCap',
    )
    const stranger = { ...first, sessionSigner: toSigner(stack.chain, newKey()) }
    expect(await refusalOf(sessionClient, stranger, transfer(world.recipient, 5n))).toEqual({
      name: 'WrongSignature',
      said: expect.stringContaining('Invalid UserOperation signature'),
    })
    await expect(send(first, world.other)).rejects.toThrow('AA23')

    // Revoked through Biconomy's client, in the lane that no session can occupy.
    const revoke = encodeFunctionData({
      abi: biconomySessionRegistryAbi,
      args: [getSessionId(toSession(data[0]))],
      functionName: 'revokeSession',
    })
    const nonceOptions = { nonceKey: Number(ownerNonceKey) }
    expect(await succeeds(client.sendTransaction({ data: revoke, to: registry }, { nonceOptions }))).toBe(true)
    expect(await refusalOf(sessionClient, first, transfer(world.recipient, 5n))).toEqual({
      name: 'SessionDead',
      said: expect.stringContaining('AA23'),
    })
    expect(await send(second, world.other)).toBe(true)

    // Biconomy's store keeps what was revoked, and puts it into the next tree.
    const third = await toDatum(newKey(), world.latchkey.ERC20TransferModule, world.recipient)
    const later = await createSessionModule(account.address, registry)
    const { data: setRoot } = await later.createSessionData([third])
    expect(later.merkleTree.getHexLeaves()).toContain(getSessionId(toSession(data[0])))
    expect(await succeeds(client.sendTransaction({ data: setRoot, to: registry }))).toBe(true)
    const laterClient = await createSessionClient({ ...at(), account: account.address, module: later })
    expect((await refusalOf(laterClient, first, transfer(world.recipient, 5n))).name).toBe('SessionDead')
    expect(await succeeds(laterClient.sendTransaction(transfer(world.other, 5n), { params: second }))).toBe(true)
    expect(await balanceOf(world.recipient)).toBe(5n)
  })

  test('what it signs is what we would sign, to the byte, and is read by our decoders', async () => {
    const { account } = await createOwnerClient()
    const key = newKey()
    const module = await createSessionModule(account.address, registry)
    const data = await Promise.all(
      [world.recipient, world.other, world.spender].map((to) => toDatum(key, world.latchkey.ERC20TransferModule, to)),
    )
    const { sessionIDInfo } = await module.createSessionData(data)
    const sessionClient = await createSessionClient({ ...at(), account: account.address, module })
    const op = await sessionClient.signUserOp(unsigned(account.address), {
      sessionID: sessionIDInfo[1] as string,
      sessionSigner: toSigner(stack.chain, key),
    })

    const sessions = data.map(toSession)
    const tree = toBiconomySessionTree({ sessions })
    const [, session] = sessions as [Session, Session, Session]
    const sessionAccount = await toSessionAccount({
      account,
      client: stack.publicClient,
      registry,
      session,
      signer: key,
      tree,
    })
    expect(op.signature).toBe(await sessionAccount.signUserOperation(toUserOperation(op)))

    const { moduleSignature, registry: named } = decodeAccountSignature(op.signature)
    expect(named).toBe(registry)
    const decoded = decodeBiconomySignature(moduleSignature)
    expect(decoded.proof).toEqual(getSessionProof(tree, { session }))
    expect(getSessionId(decoded.session)).toBe(getSessionId(session))
  })
})

const unsigned = (sender: Address): BiconomyUserOp => ({
  callData: '0x1234',
  callGasLimit: '0x1',
  initCode: '0x',
  maxFeePerGas: '0x2',
  maxPriorityFeePerGas: '0x1',
  nonce: '0x5',
  paymasterAndData: '0x',
  preVerificationGas: '0x3',
  sender,
  signature: '0x',
  verificationGasLimit: '0x4',
})

describe("sessions of our package, on Biconomy's SessionKeyManager", () => {
  const kinds = ["Biconomy's ERC20SessionValidationModule", 'ERC20TransferModule', 'CallPolicyModule'] as const
  const reasons = {
    "Biconomy's ERC20SessionValidationModule": ['ERC20SV Max Amount Exceeded', 'ERC20SV Wrong Recipient'],
    CallPolicyModule: ['RuleFailed', 'RuleFailed'],
    ERC20TransferModule: ['AmountAboveCap', 'ArgumentNotAllowed'],
  } as const
  const sessionOf = (kind: (typeof kinds)[number], signer: Address): Session => {
    const window = { validAfter: 0, validUntil: 4_000_000_000 }
    if (kind === 'CallPolicyModule') {
      const permission = allow({
        abi: erc20Abi,
        address: world.token,
        args: { amount: lte(maxAmount), to: eq(world.recipient) },
        functionName: 'transfer',
      })
      const policy = definePolicy({ fees: { maxPerOp: parseEther('1') }, permissions: [permission], signer })
      return toPolicySession({ ...window, module: world.latchkey.CallPolicyModule, policy })
    }
    const module =
      kind === 'ERC20TransferModule' ? world.latchkey.ERC20TransferModule : stack.biconomy.erc20SessionValidationModule
    const { recipient, token } = world
    return {
      ...window,
      module,
      sessionKeyData: encodeErc20TransferSessionKeyData({ maxAmount, recipient, signer, token }),
    }
  }

  test('each module lets its call through, and refuses one too many', async () => {
    const { sessionKeyManager } = stack.biconomy
    const owner = await createBiconomyAccount({ biconomy: stack.biconomy, chain: stack, owner: newKey() })
    await mint(owner.address)
    const key = newKey()
    const sessions = kinds.map((kind) => sessionOf(kind, key.address))
    const tree = toBiconomySessionTree({ sessions })
    const enable = encodeFunctionData({ abi: accountAbi, args: [sessionKeyManager], functionName: 'enableModule' })
    const setRoot = encodeFunctionData({ abi: managerAbi, args: [tree.root], functionName: 'setMerkleRoot' })
    const grant = [
      { data: enable, to: owner.address },
      { data: setRoot, to: sessionKeyManager },
    ]
    expect(await sendCalls({ account: owner, calls: grant, stack })).toBe(true)

    for (const [index, kind] of kinds.entries()) {
      const session = sessions[index] as Session
      const account = await toSessionAccount({
        account: owner,
        registry: sessionKeyManager,
        session,
        signer: key,
        tree,
      })
      const before = await balanceOf(world.recipient)
      expect(await sendCalls({ account, calls: [transfer(world.recipient, 7n)], stack }), kind).toBe(true)
      expect(await balanceOf(world.recipient), kind).toBe(before + 7n)
      const refused = await Promise.all(
        [transfer(world.recipient, maxAmount + 1n), transfer(world.other, 7n)].map((call) =>
          attempt({ account, callData: encodeBiconomyCalls([call]), stack }),
        ),
      )
      expect(
        refused.map(({ ran }) => ran),
        kind,
      ).toEqual([false, false])
      // Biconomy's module gives reasons as strings.
      expect(refused.map(({ message, refusal }) => (refusal === 'Error' ? message : refusal))).toEqual(reasons[kind])
    }
  })

  test("Biconomy's client at its default addresses sends as a session for our module", async () => {
    // Biconomy's own, where its client looks for it: it has no immutables, so that its code is the same anywhere.
    const manager = biconomyPackage.DEFAULT_SESSION_KEY_MANAGER_MODULE
    const bytecode = await stack.publicClient.getCode({ address: stack.biconomy.sessionKeyManager })
    await stack.testClient.setCode({ address: manager, bytecode: bytecode as Hex })

    const { account, client, owner } = await createOwnerClient()
    const key = newKey()
    const store = new biconomyPackage.SessionMemoryStorage(account.address)
    await store.addSigner({ pbKey: key.address, pvKey: key.privateKey }, stack.chain)
    const module = await biconomyPackage.createSessionKeyManagerModule({
      sessionStorageClient: store,
      smartAccountAddress: account.address,
    })
    const { data } = await module.createSessionData([
      await toDatum(key, world.latchkey.ERC20TransferModule, world.recipient),
    ])
    const enable = await client.getEnableModuleData(manager)
    expect(await succeeds(client.sendTransaction([enable, { data, to: manager }]))).toBe(true)

    const config = await toClientConfig({ ...at(), account: account.address, owner })
    const sessionClient = await biconomyPackage.createSessionSmartAccountClient(config, store)
    const session = { leafIndex: 'LAST_LEAF', store } as const
    const before = await balanceOf(world.recipient)
    expect(await succeeds(sessionClient.sendTransaction(transfer(world.recipient, 5n), undefined, session))).toBe(true)
    expect(await balanceOf(world.recipient)).toBe(before + 5n)
    await expect(
      sessionClient.sendTransaction(transfer(world.recipient, maxAmount + 1n), undefined, session),
    ).rejects.toThrow('AA23')
  })

  test("what Biconomy's client revokes, its manager still takes", async () => {
    const { sessionKeyManager } = stack.biconomy
    const { account, client } = await createOwnerClient()
    const key = newKey()
    const module = await createSessionModule(account.address, sessionKeyManager)
    const created = await module.createSessionData([
      await toDatum(key, world.latchkey.ERC20TransferModule, world.recipient),
      await toDatum(newKey(), world.latchkey.ERC20TransferModule, world.other),
    ])
    const enable = await client.getEnableModuleData(sessionKeyManager)
    expect(await succeeds(client.sendTransaction([enable, { data: created.data, to: sessionKeyManager }]))).toBe(true)

    const sessionID = created.sessionIDInfo[0] as string
    const root = await module.revokeSessions([sessionID])
    const setRoot = encodeFunctionData({ abi: managerAbi, args: [root], functionName: 'setMerkleRoot' })
    expect(await succeeds(client.sendTransaction({ data: setRoot, to: sessionKeyManager }))).toBe(true)

    const sessionClient = await createSessionClient({ ...at(), account: account.address, module })
    const params = { sessionID, sessionSigner: toSigner(stack.chain, key) }
    expect(await succeeds(sessionClient.sendTransaction(transfer(world.recipient, 5n), { params }))).toBe(true)
  })
})

test("an account moves from Biconomy's manager to our registry in one operation, and leaves no session behind", async () => {
  const { sessionKeyManager } = stack.biconomy
  const { account, client } = await createOwnerClient()
  const key = newKey()
  const before = await createSessionModule(account.address, sessionKeyManager)
  const datum = await toDatum(key, world.latchkey.ERC20TransferModule, world.recipient)
  const created = await before.createSessionData([datum])
  const enable = await client.getEnableModuleData(sessionKeyManager)
  expect(await succeeds(client.sendTransaction([enable, { data: created.data, to: sessionKeyManager }]))).toBe(true)
  const params = { sessionID: created.sessionIDInfo[0] as string, sessionSigner: toSigner(stack.chain, key) }
  const call = transfer(world.recipient, 5n)
  const old = await createSessionClient({ ...at(), account: account.address, module: before })
  expect(await succeeds(old.sendTransaction(call, { params }))).toBe(true)

  const modules = await client.getAllModules()
  const previous = modules[modules.indexOf(sessionKeyManager) - 1] ?? '0x0000000000000000000000000000000000000001'
  const clear = encodeFunctionData({ abi: managerAbi, args: [zeroHash], functionName: 'setMerkleRoot' })
  const tree = toSessionTree({ sessions: [toSession(datum)] })
  const grant = encodeFunctionData({
    abi: biconomySessionRegistryAbi,
    args: [tree.root, encodeSessions({ sessions: tree.sessions })],
    functionName: 'grantSessions',
  })
  const move = [
    { data: clear, to: sessionKeyManager },
    await client.getDisableModuleData(previous, sessionKeyManager),
    await client.getEnableModuleData(registry),
    { data: grant, to: registry },
  ]
  expect(await succeeds(client.sendTransaction(move))).toBe(true)

  expect(await client.isModuleEnabled(sessionKeyManager)).toBe(false)
  await expect(old.sendTransaction(call, { params })).rejects.toThrow('AA23')
  const moved = await toSessionAccount({ account, registry, session: toSession(datum), signer: key, tree })
  expect(await sendCalls({ account: moved, calls: [call], stack })).toBe(true)
  const [found] = (await getSessions(stack.publicClient, { account: account.address, registry })).sessions
  expect(found?.id).toBe(getSessionId(toSession(datum)))
})
