import {
  type Address,
  concat,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  pad,
  parseAbi,
  parseEther,
  zeroHash,
} from 'viem'
import { entryPoint08Abi, entryPoint08Address } from 'viem/account-abstraction'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { biconomySessionRegistryAbi, erc7579SessionValidatorAbi } from '../../ts/generated/abis.js'
import {
  decodeBiconomyCalls,
  encodeSessions,
  getSessionId,
  type Session,
  type SessionAccount,
  type SessionTree,
  toSessionAccount,
  toSessionTree,
} from '../../ts/index.js'
import { toApproveSession } from '../approveSession.js'
import { type Latchkey, readBytecode, registryOf } from '../latchkey.js'
import { devPrivateKey } from '../stack/accounts.js'
import {
  confirm,
  createBiconomyAccount,
  createKernelAccount,
  createNexusAccount,
  createSafeAccount,
  type LocalChain,
  type Stack,
  sendCalls,
  startChain,
  startStack,
} from '../stack/index.js'
import { attempt } from '../story/attempt.js'
import { erc20Abi } from '../story/world.js'
import { readDeployments, removeDeployments } from './deployments.js'
import { runScript } from './runScript.js'

/** Nothing else sends from it, so its nonce counts what the scripts send. */
const payerKey = devPrivateKey(3)

// Others than those of `deploy.ts`: a file that is named after the chain says where contracts are.
const chainIds = [31_341, 31_342] as const

type World = { latchkey: Latchkey; spender: Address; stack: Stack; token: Address }

const worlds: World[] = []

beforeAll(async () => {
  await removeDeployments(chainIds)
  // One after the other: each takes every core there is.
  for (const chainId of chainIds) {
    const stack = await startStack({ chainId })
    const token = await create(stack, await readBytecode('Tokens', 'TestERC20'))
    const spender = privateKeyToAccount(generatePrivateKey()).address
    const { code, output } = await runScript({
      broadcastKey: devPrivateKey(0),
      env: { NFT: token },
      rpcUrl: stack.rpcUrl,
      script: 'Deploy',
    })
    expect(code, output).toBe(0)
    worlds.push({ latchkey: await readDeployments(chainId), spender, stack, token })
  }
})

afterAll(async () => {
  await Promise.all(worlds.map(({ stack }) => stack.stop()))
  await removeDeployments(chainIds)
})

function worldAt(index: number): World {
  const world = worlds[index]
  if (!world) throw new Error(`Chain ${index} did not start.`)
  return world
}

async function create({ publicClient, walletClient }: Pick<Stack, 'publicClient' | 'walletClient'>, data: Hex) {
  const { contractAddress } = await confirm(publicClient, await walletClient.sendTransaction({ data }))
  if (!contractAddress) throw new Error('Nothing was deployed.')
  return contractAddress
}

const entryPoint08 = { abi: entryPoint08Abi, address: entryPoint08Address, version: '0.8' } as const

type AccountParameters = { owner: PrivateKeyAccount; stack: Stack }

/** Each account, the module that knows its owner where the scripts have to be told, and its EntryPoint. */
const families = {
  biconomy: async ({ owner, stack }: AccountParameters) => {
    const account = await createBiconomyAccount({ biconomy: stack.biconomy, chain: stack, owner })
    return { account: account.address, entryPoint: account.entryPoint, ownerModule: stack.biconomy.ecdsaModule }
  },
  kernel: async (parameters: AccountParameters) => {
    const account = await createKernelAccount(parameters)
    return { account: account.address, entryPoint: account.entryPoint, ownerModule: undefined }
  },
  nexus: async (parameters: AccountParameters) => {
    const account = await createNexusAccount(parameters)
    const { ownerValidator } = parameters.stack.erc7579
    return { account: account.address, entryPoint: account.entryPoint, ownerModule: ownerValidator }
  },
  openzeppelin: async ({ owner, stack }: AccountParameters) => {
    const { ownerValidator } = stack.erc7579
    const creationCode = await readBytecode('peers/openzeppelin/OpenZeppelinAccount', 'OpenZeppelinAccount')
    const argument = encodeAbiParameters([{ type: 'address' }], [entryPoint08Address])
    const implementation = await create(stack, concat([creationCode, argument]))
    // A minimal proxy (ERC-1167), behind code that returns it.
    const proxy = concat(['0x363d3d373d3d3d363d73', implementation, '0x5af43d82803e903d91602b57fd5bf3'])
    const account = await create(stack, concat(['0x3d602d80600a3d3981f3', proxy]))
    const hash = await stack.walletClient.writeContract({
      abi: parseAbi(['function initialize(address validator, bytes initData)']),
      address: account,
      args: [ownerValidator, owner.address],
      functionName: 'initialize',
    })
    await confirm(stack.publicClient, hash)
    await stack.testClient.setBalance({ address: account, value: parseEther('10') })
    return { account, entryPoint: entryPoint08, ownerModule: ownerValidator }
  },
  safe: async (parameters: AccountParameters) => {
    const account = await createSafeAccount(parameters)
    return { account: account.address, entryPoint: account.entryPoint, ownerModule: undefined }
  },
} as const

/** An account of a family with its owner and a session key, and what the scripts are told of it. */
async function createActors(world: World, family: keyof typeof families) {
  const { stack } = world
  const ownerKey = generatePrivateKey()
  const { account, entryPoint, ownerModule } = await families[family]({ owner: privateKeyToAccount(ownerKey), stack })
  const env = { ACCOUNT: account, ...(ownerModule && { OWNER_MODULE: ownerModule }) }
  const registry = registryOf(world.latchkey, { family })
  return { account, entryPoint, env, family, key: privateKeyToAccount(generatePrivateKey()), ownerKey, registry, world }
}

type Actors = Awaited<ReturnType<typeof createActors>>

/** Sessions of one key that differ in their windows. */
function toSession({ key, world }: Actors, validUntil: number): Session {
  return toApproveSession({ ...world, signer: key.address, validUntil })
}

/** Sends an approve of the session key through the bundler: `runs`, or why the registry refuses it. */
async function use(actors: Actors, session: Session, tree: SessionTree<'native'>, amount = 1n): Promise<string> {
  const { account, entryPoint, key, registry, world } = actors
  const { publicClient: client } = world.stack
  const sessionAccount = (await toSessionAccount({
    account,
    client,
    entryPoint: entryPoint as typeof entryPoint08,
    registry,
    session,
    signer: key,
    tree,
  })) as SessionAccount
  const data = encodeFunctionData({ abi: erc20Abi, args: [world.spender, amount], functionName: 'approve' })
  const callData = await sessionAccount.encodeCalls([{ data, to: world.token }])
  const { message, ran, refusal } = await attempt({ account: sessionAccount, callData, stack: world.stack })
  return ran ? 'runs' : (refusal ?? `refused: ${message}`)
}

/** Runs a script that must succeed, with the owner's key in the environment and the payer's wallet, and counts what it sends. */
async function run(actors: Actors, script: 'GrantSessions' | 'RevokeSessions', env: Record<string, string>) {
  const { publicClient, rpcUrl } = actors.world.stack
  const { address } = privateKeyToAccount(payerKey)
  const before = await publicClient.getTransactionCount({ address })
  const { code, output } = await runScript({
    broadcastKey: payerKey,
    env: { ...actors.env, OWNER_KEY: actors.ownerKey, ...env },
    rpcUrl,
    script,
  })
  expect(code, output).toBe(0)
  expect(output).not.toContain(actors.ownerKey.slice(2))
  return { output, sent: (await publicClient.getTransactionCount({ address })) - before }
}

describe.each<[keyof typeof families, number]>([
  ['biconomy', 0],
  ['kernel', 0],
  ['nexus', 0],
  ['openzeppelin', 0],
  ['safe', 0],
  ['biconomy', 1],
  ['nexus', 1],
])('%s, chain %i', (family, index) => {
  test('granted sessions run until they are revoked: by id, by root, all', async () => {
    const actors = await createActors(worldAt(index), family)
    const { account, world } = actors
    const [first, second, third] = [
      toSession(actors, 0),
      toSession(actors, 4_000_000_000),
      toSession(actors, 4_000_000_001),
    ]
    const tree = toSessionTree({ sessions: [first, second, third] })
    const SESSIONS = encodeSessions({ sessions: tree.sessions })
    const balance = await world.stack.publicClient.getBalance({ address: account })

    const granted = await run(actors, 'GrantSessions', { INSTALL: 'true', SESSIONS })
    expect(granted.output).toContain(`granted: ${tree.root}`)
    for (const session of tree.sessions) expect(granted.output).toContain(getSessionId(session))
    expect(granted.sent).toBe(1)
    // Whoever broadcasts pays.
    expect(await world.stack.publicClient.getBalance({ address: account })).toBe(balance)
    const again = await run(actors, 'GrantSessions', { INSTALL: 'true', ROOT: tree.root, SESSIONS })
    expect(again.output).toContain(`already granted: ${tree.root}`)
    expect(again.sent).toBe(0)
    const logs = await world.stack.publicClient.getContractEvents({
      abi: erc7579SessionValidatorAbi,
      address: actors.registry,
      args: { account },
      eventName: 'SessionsGranted',
      fromBlock: 0n,
    })
    expect(logs.map(({ args }) => args.sessions)).toEqual([SESSIONS])

    expect(await use(actors, first, tree)).toBe('runs')
    expect(await use(actors, second, tree)).toBe('runs')
    expect(await use(actors, first, tree, 101n)).toBe('AmountAboveCap')

    const SESSION_IDS = `${getSessionId(first)}, ${getSessionId(third)}`
    const revoked = await run(actors, 'RevokeSessions', { SESSION_IDS })
    expect(revoked.output).toContain('revoked: 2 sessions')
    expect(revoked.sent).toBe(1)
    const revokedAgain = await run(actors, 'RevokeSessions', { SESSION_IDS })
    expect(revokedAgain.output.match(/already revoked: 0x/g)).toHaveLength(2)
    expect(revokedAgain.sent).toBe(0)
    expect(await use(actors, first, tree)).toBe('SessionDead')
    expect(await use(actors, second, tree)).toBe('runs')

    // Another grant, of a root whose sessions nobody publishes.
    const other = toSessionTree({ sessions: [second, toSession(actors, 4_000_000_002)] })
    expect((await run(actors, 'GrantSessions', { ROOT: other.root })).sent).toBe(1)
    expect((await run(actors, 'RevokeSessions', { ROOT: tree.root })).sent).toBe(1)
    const rootAgain = await run(actors, 'RevokeSessions', { ROOT: tree.root })
    expect(rootAgain.output).toContain(`already revoked: the grant ${tree.root}`)
    expect(rootAgain.sent).toBe(0)
    expect(await use(actors, second, tree)).toBe('GrantDead')
    expect(await use(actors, second, other)).toBe('runs')

    expect((await run(actors, 'RevokeSessions', { ALL: 'true' })).sent).toBe(1)
    expect(await use(actors, second, other)).toBe('SessionNotGranted')
    // What is dead stays so; what only ended with its epoch may be granted anew.
    const dead = await runScript({
      env: { ...actors.env, OWNER_KEY: actors.ownerKey, SESSIONS },
      rpcUrl: world.stack.rpcUrl,
      script: 'GrantSessions',
    })
    expect(dead.output).toContain(`GrantDead(${tree.root})`)
    expect(dead.code).toBe(1)
    expect((await run(actors, 'GrantSessions', { ROOT: other.root })).sent).toBe(1)
    expect(await use(actors, second, other)).toBe('runs')
  })
})

test('the wallet of forge signs when there is no OWNER_KEY', async () => {
  const actors = await createActors(worldAt(0), 'nexus')
  const { stack } = actors.world
  const owner = privateKeyToAccount(actors.ownerKey)
  await stack.testClient.setBalance({ address: owner.address, value: parseEther('1') })
  const session = toSession(actors, 0)
  const tree = toSessionTree({ sessions: [session] })
  const { code, output } = await runScript({
    broadcastKey: actors.ownerKey,
    env: { ...actors.env, INSTALL: 'true', PUBLISH: 'false', SESSIONS: encodeSessions(tree) },
    rpcUrl: stack.rpcUrl,
    script: 'GrantSessions',
  })
  expect(code, output).toBe(0)
  expect(await use(actors, session, tree)).toBe('runs')
  const [log] = await stack.publicClient.getContractEvents({
    abi: erc7579SessionValidatorAbi,
    address: actors.registry,
    args: { account: actors.account },
    eventName: 'SessionsGranted',
    fromBlock: 0n,
  })
  expect(log?.args.sessions).toBe('0x')
})

test('OWNER_MODULE on accounts whose owner signs without one', async () => {
  const { stack } = worldAt(0)
  const { ownerValidator } = stack.erc7579
  const ROOT = `0x${'33'.repeat(32)}`

  const kernel = await createActors(worldAt(0), 'kernel')
  const env = { INSTALL: 'true', OWNER_MODULE: ownerValidator, ROOT }
  expect((await run(kernel, 'GrantSessions', env)).sent).toBe(1)
  expect((await run(kernel, 'GrantSessions', env)).sent).toBe(0)

  const safe = await createActors(worldAt(0), 'safe')
  const owner = privateKeyToAccount(safe.ownerKey)
  const data = encodeFunctionData({
    abi: parseAbi(['function installModule(uint256 moduleTypeId, address module, bytes initData)']),
    args: [1n, ownerValidator, owner.address],
    functionName: 'installModule',
  })
  const account = await createSafeAccount({ index: 1n, owner, stack })
  expect(await sendCalls({ account, calls: [{ data, to: account.address }], stack })).toBe(true)
  expect((await run(safe, 'GrantSessions', { ...env, ACCOUNT: account.address })).sent).toBe(1)
  expect((await run(safe, 'GrantSessions', { ...env, ACCOUNT: account.address })).sent).toBe(0)
})

test('error: a Safe that wants more than one owner, unless only calldata is asked for', async () => {
  const actors = await createActors(worldAt(0), 'safe')
  const { rpcUrl, testClient } = actors.world.stack
  // Where a Safe keeps its threshold.
  await testClient.setStorageAt({ address: actors.account, index: 4, value: pad('0x02', { size: 32 }) })
  const env = { ...actors.env, ALL: 'true', OWNER_KEY: actors.ownerKey }
  const refused = await runScript({ env, rpcUrl, script: 'RevokeSessions' })
  expect(refused.output).toContain(`SafeNeedsMoreOwners(${actors.account}, 2)`)
  expect(refused.code).toBe(1)
  const printed = await runScript({ env: { ...env, CALLDATA_ONLY: 'true' }, rpcUrl, script: 'RevokeSessions' })
  expect(printed.output).toContain('nothing was signed or sent.')
  expect(printed.code).toBe(0)
})

test('a dry run sends nothing; CALLDATA_ONLY prints what another wallet may send, and asks for no key', async () => {
  const actors = await createActors(worldAt(0), 'biconomy')
  const { rpcUrl } = actors.world.stack
  const { root } = toSessionTree({ sessions: [toSession(actors, 0)] })
  const env = { ...actors.env, INSTALL: 'true', ROOT: root }
  const dry = await runScript({ env: { ...env, OWNER_KEY: actors.ownerKey }, rpcUrl, script: 'GrantSessions' })
  expect(dry.output).toContain('Dry run: nothing was sent.')
  expect(dry.code).toBe(0)

  const printed = await runScript({
    broadcastKey: payerKey,
    env: { ...env, CALLDATA_ONLY: 'true' },
    rpcUrl,
    script: 'GrantSessions',
  })
  expect(printed.code, printed.output).toBe(0)
  const callData = printed.output.match(/callData of the op (0x[0-9a-f]+)/)?.[1] as Hex
  expect(decodeBiconomyCalls(callData)).toEqual([
    {
      data: encodeFunctionData({
        abi: parseAbi(['function enableModule(address module)']),
        args: [actors.registry],
        functionName: 'enableModule',
      }),
      to: actors.account,
      value: 0n,
    },
    {
      data: encodeFunctionData({ abi: biconomySessionRegistryAbi, args: [root, '0x'], functionName: 'grantSessions' }),
      to: actors.registry,
      value: 0n,
    },
  ])
  const status = await actors.world.stack.publicClient.readContract({
    abi: biconomySessionRegistryAbi,
    address: actors.registry,
    args: [root, actors.account],
    functionName: 'statusOf',
  })
  expect(status).toBe(0n)
})

test('ROOT of a Biconomy tree clears the tree, for good', async () => {
  const actors = await createActors(worldAt(0), 'biconomy')
  const { stack } = actors.world
  const root = pad('0x01', { size: 32 })
  const readRoot = async () => {
    const { merkleRoot } = await stack.publicClient.readContract({
      abi: biconomySessionRegistryAbi,
      address: actors.registry,
      args: [actors.account],
      functionName: 'getSessionKeys',
    })
    return merkleRoot
  }
  const setting = {
    abi: biconomySessionRegistryAbi,
    account: actors.account,
    address: actors.registry,
    args: [root],
    functionName: 'setMerkleRoot',
  } as const
  await stack.testClient.impersonateAccount({ address: actors.account })
  await confirm(stack.publicClient, await stack.walletClient.writeContract(setting))
  expect(await readRoot()).toBe(root)
  expect((await run(actors, 'RevokeSessions', { ROOT: root })).sent).toBe(1)
  expect(await readRoot()).toBe(zeroHash)
  await expect(stack.publicClient.simulateContract(setting)).rejects.toThrow('GrantDead')
  expect((await run(actors, 'RevokeSessions', { ROOT: root })).sent).toBe(0)
})

describe('what is missing or wrong in the environment is said', () => {
  const root = `0x${'11'.repeat(32)}` as const
  const nobody = `0x${'22'.repeat(20)}` as const
  const secret = `0x${'ab'.repeat(33)}`
  let biconomy: Actors
  let nexus: Actors
  let empty: LocalChain

  beforeAll(async () => {
    biconomy = await createActors(worldAt(0), 'biconomy')
    nexus = await createActors(worldAt(0), 'nexus')
    // A chain whose deployments no file names.
    empty = await startChain({ chainId: 31_343 })
    await empty.testClient.setCode({ address: nobody, bytecode: '0x00' })
  })

  afterAll(() => empty?.stop())

  /** The environment, told by what it is made of, and the error. */
  type Case = [string, () => Record<string, string>, string | (() => string)]

  const sessions = (actors: Actors) => encodeSessions({ sessions: [toSession(actors, 0)] })
  const granting = () => ({ ...biconomy.env, INSTALL: 'true', OWNER_KEY: biconomy.ownerKey, ROOT: root })

  const grantCases: Case[] = [
    ['nothing', () => ({}), 'EnvironmentMissing("ROOT", "the root of the tree'],
    ['ROOT is empty', () => ({ ...biconomy.env, ROOT: ' ' }), 'EnvironmentMissing("ROOT"'],
    ['ROOT is short', () => ({ ...granting(), ROOT: '0x12' }), 'EnvironmentInvalid("ROOT", "0x12", '],
    ['ROOT is not hex', () => ({ ...granting(), ROOT: `0x${'zz'.repeat(32)}` }), 'EnvironmentInvalid("ROOT", "0xzz'],
    ['ROOT is zero', () => ({ ...granting(), ROOT: zeroHash }), 'RootZero()'],
    [
      'ROOT is zero beside SESSIONS',
      () => ({ ...granting(), ROOT: zeroHash, SESSIONS: sessions(biconomy) }),
      'RootDiffers(',
    ],
    ['SESSIONS is not hex', () => ({ ...granting(), SESSIONS: '01zz' }), 'EnvironmentInvalid("SESSIONS", "01zz", '],
    ['SESSIONS is of another version', () => ({ ...granting(), SESSIONS: '0x0200' }), 'SessionsMalformed(0)'],
    ['SESSIONS was cut', () => ({ ...granting(), SESSIONS: sessions(biconomy).slice(0, -2) }), 'SessionsMalformed(1)'],
    [
      'SESSIONS are not those of ROOT',
      () => ({ ...granting(), SESSIONS: sessions(biconomy) }),
      () => `RootDiffers(${root}, ${toSessionTree({ sessions: [toSession(biconomy, 0)] }).root})`,
    ],
    [
      'PUBLISH is neither',
      () => ({ ...granting(), PUBLISH: '0', SESSIONS: sessions(biconomy) }),
      'EnvironmentInvalid("PUBLISH", "0", "true or false")',
    ],
    [
      'INSTALL is neither',
      () => ({ ...granting(), INSTALL: 'yes' }),
      'EnvironmentInvalid("INSTALL", "yes", "true or false")',
    ],
    ['no ACCOUNT', () => ({ ROOT: root }), 'EnvironmentMissing("ACCOUNT", "the smart account'],
    [
      'ACCOUNT is no address',
      () => ({ ACCOUNT: 'alice.eth', ROOT: root }),
      'EnvironmentInvalid("ACCOUNT", "alice.eth", ',
    ],
    ['ACCOUNT is not deployed', () => ({ ACCOUNT: nobody, ROOT: root }), () => `AccountMissing(${nobody})`],
    ['ACCOUNT is no account', () => ({ ACCOUNT: worldAt(0).token, ROOT: root }), 'FamilyUnknown('],
    [
      'FAMILY is none',
      () => ({ ...granting(), FAMILY: 'diamond' }),
      'EnvironmentInvalid("FAMILY", "diamond", "biconomy, kernel',
    ],
    ['ENTRY_POINT has no code', () => ({ ...granting(), ENTRY_POINT: nobody }), () => `EntryPointMissing(${nobody})`],
    [
      'REGISTRY is no address',
      () => ({ ...granting(), REGISTRY: '0x1234' }),
      'EnvironmentInvalid("REGISTRY", "0x1234", ',
    ],
    ['REGISTRY has no code', () => ({ ...granting(), REGISTRY: nobody }), () => `RegistryMissing(${nobody})`],
    ['REGISTRY is no registry', () => ({ ...granting(), REGISTRY: worldAt(0).token }), 'RegistryMissing('],
    [
      'the registry is not enabled',
      () => ({ ...granting(), INSTALL: 'false' }),
      () => `RegistryNotInstalled(${biconomy.account}, ${biconomy.registry})`,
    ],
    [
      'the registry is of the other family',
      () => ({ ...granting(), ...nexus.env, OWNER_KEY: nexus.ownerKey, REGISTRY: biconomy.registry }),
      'CallsFailed(0x',
    ],
    [
      'OWNER_MODULE is zero',
      () => ({ ...granting(), OWNER_MODULE: `0x${'00'.repeat(20)}` }),
      'EnvironmentInvalid("OWNER_MODULE"',
    ],
    [
      'OWNER_MODULE is not installed',
      () => ({ ...granting(), OWNER_MODULE: nobody }),
      () => `OwnerModuleNotInstalled(${biconomy.account}, ${nobody})`,
    ],
    [
      "OWNER_MODULE is unset, and Biconomy's own is not there",
      () => ({ ...granting(), OWNER_MODULE: '' }),
      () => `OwnerModuleNotInstalled(${biconomy.account}, 0x0000001c5b32F37F5beA87BDD5374eB2aC54eA8e)`,
    ],
    [
      'OWNER_MODULE is unset on Nexus',
      () => ({ ...granting(), ACCOUNT: nexus.account, OWNER_MODULE: '' }),
      'EnvironmentMissing("OWNER_MODULE", "the module of the account that knows its owner',
    ],
    ['no key and no wallet', () => ({ ...granting(), OWNER_KEY: '' }), 'OwnerKeyMissing("the owner\'s private key'],
    ['OWNER_KEY is too long', () => ({ ...granting(), OWNER_KEY: secret }), 'EnvironmentSecretInvalid("OWNER_KEY", '],
    [
      'OWNER_KEY is no number',
      () => ({ ...granting(), OWNER_KEY: secret.replace('0x', 'key-') }),
      'EnvironmentSecretInvalid("OWNER_KEY", ',
    ],
    ['OWNER_KEY is zero', () => ({ ...granting(), OWNER_KEY: zeroHash }), 'EnvironmentSecretInvalid("OWNER_KEY", '],
    ['OWNER_KEY is of somebody else', () => ({ ...granting(), OWNER_KEY: nexus.ownerKey }), 'AA24 signature error'],
    [
      'CALLDATA_ONLY is neither',
      () => ({ ...granting(), CALLDATA_ONLY: '1' }),
      'EnvironmentInvalid("CALLDATA_ONLY", "1", ',
    ],
  ]

  const revokeCases: Case[] = [
    ['nothing', () => ({}), 'EnvironmentMissing("SESSION_IDS", "exactly one of SESSION_IDS, ROOT and ALL=true")'],
    ['two kinds', () => ({ ...granting(), ALL: 'true' }), 'RevocationAmbiguous(false, true, true)'],
    ['two others', () => ({ ...granting(), SESSION_IDS: root }), 'RevocationAmbiguous(true, true, false)'],
    [
      'one of SESSION_IDS is short',
      () => ({ ...biconomy.env, SESSION_IDS: `${root},0x12` }),
      `EnvironmentInvalid("SESSION_IDS", "${root},0x12", `,
    ],
    [
      'SESSION_IDS ends with a comma',
      () => ({ ...biconomy.env, SESSION_IDS: `${root},` }),
      'EnvironmentInvalid("SESSION_IDS", ',
    ],
    ['ROOT is zero', () => ({ ...biconomy.env, ROOT: zeroHash }), 'RootZero()'],
    ['ALL is neither', () => ({ ...biconomy.env, ALL: 'yes' }), 'EnvironmentInvalid("ALL", "yes", "true or false")'],
    ['no ACCOUNT', () => ({ ALL: 'true' }), 'EnvironmentMissing("ACCOUNT"'],
    [
      'OWNER_KEY is of somebody else',
      () => ({ ...biconomy.env, ALL: 'true', OWNER_KEY: nexus.ownerKey }),
      'AA24 signature error',
    ],
  ]

  const refuses = async (script: 'GrantSessions' | 'RevokeSessions', env: Record<string, string>, said: string) => {
    const { code, output } = await runScript({ env, rpcUrl: worldAt(0).stack.rpcUrl, script })
    expect(output).toContain(said)
    expect(code).toBe(1)
    // forge prints what a script did before it failed.
    if (env.OWNER_KEY && env.OWNER_KEY !== zeroHash)
      expect(output.toLowerCase()).not.toContain(env.OWNER_KEY.slice(4, 44))
  }

  test.each(grantCases)('GrantSessions: %s', (_, env, said) =>
    refuses('GrantSessions', env(), typeof said === 'string' ? said : said()))

  test.each(revokeCases)('RevokeSessions: %s', (_, env, said) =>
    refuses('RevokeSessions', env(), typeof said === 'string' ? said : said()))

  test('GrantSessions: no REGISTRY, and no file that names one', async () => {
    const { code, output } = await runScript({
      env: { ACCOUNT: nobody, ENTRY_POINT: nobody, FAMILY: 'biconomy', ROOT: root },
      rpcUrl: empty.rpcUrl,
      script: 'GrantSessions',
    })
    expect(output).toContain('EnvironmentMissing("REGISTRY", "the BiconomySessionRegistry or ERC7579SessionValidator')
    expect(code).toBe(1)
  })
})
