import { type Address, createClient, custom, decodeFunctionData, encodeAbiParameters, type Hex } from 'viem'
import { entryPoint06Address, getUserOperationHash } from 'viem/account-abstraction'
import { polygonMumbai } from 'viem/chains'
import { describe, expect, test } from 'vitest'
import { decodeBiconomyCalls } from '../accounts/biconomyCalls.js'
import { biconomySessionRegistryAbi } from '../generated/abis.js'
import { decodeSessions } from '../session/decodeSessions.js'
import { toSessionTree } from '../tree/toSessionTree.js'
import { createSessions } from './createSessions.js'
import { fromParticleSession } from './particleSession.js'

/** What Particle Network's documentation shows for `particle_aa_createSessions`. */
const golden = {
  account: '0xcbeba65449cBeF0DcfD4a63CDf4090fA1D4A9F63',
  callData:
    '0x00004680000000000000000000000000000000000000000000000000000000000000006000000000000000000000000000000000000000000000000000000000000000c000000000000000000000000000000000000000000000000000000000000001200000000000000000000000000000000000000000000000000000000000000002000000000000000000000000cbeba65449cbef0dcfd4a63cdf4090fa1d4a9f63000000000000000000000000000002fbffedd9b33f4e7156f2de8d48945e74890000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000000000000000000000000000000000004000000000000000000000000000000000000000000000000000000000000000a00000000000000000000000000000000000000000000000000000000000000024610b5925000000000000000000000000000002fbffedd9b33f4e7156f2de8d48945e74890000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000247cb647596c98955fe6db976fde4318beb22b3aa902fa5de66756158c4f4ef5c012e9055100000000000000000000000000000000000000000000000000000000',
  initCode:
    '0x000000a56aaca3e9a4c479ea6b6cd0dbcb6634f5df20ffbc0000000000000000000000000000001c5b32f37f5bea87bdd5374eb2ac54ea8e0000000000000000000000000000000000000000000000000000000000000060000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000242ede3bc0000000000000000000000000c19dd1f3e212b39a30036ef3de3f83def5a66e4100000000000000000000000000000000000000000000000000000000',
  owner: '0xc19dd1f3e212b39a30036EF3DE3F83dEf5a66E41',
  root: '0x6c98955fe6db976fde4318beb22b3aa902fa5de66756158c4f4ef5c012e90551',
  sessionKeyData:
    '0x0000000000000000000000001dacda1087c4048774bece7784eb8ec4cfbedb2c000000000000000000000000909e30bdbcb728131e3f8d17150eae740c90464900000000000000000000000011d266772b85c2c5d4f84a41ca3e08e9f04fb5d30000000000000000000000000000000000000000000000000000000000000001',
  sessionKeyManager: '0x000002FbFfedd9B33F4E7156F2DE8D48945E7489',
  userOpHash: '0xf885ae16099dc6bb91d8907200409fd4c0f06a844ff47b87e1a0a7b340cc28e5',
} as const

const session = {
  sessionKeyDataInAbi: [
    ['address', 'address', 'address', 'uint256'],
    [
      '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
      '0x909E30bdBCb728131E3F8d17150eaE740C904649',
      '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3',
      1,
    ],
  ],
  sessionValidationModule: '0x4b7f018Fa27a97b6a17b6d4d8Cb3c0e2D9340133',
  validAfter: 0,
  validUntil: 0,
} as const

const smartAccount = { name: 'BICONOMY', ownerAddress: golden.owner, version: '2.0.0' } as const

/** A chain on which the factory names one address, and code and enabled modules are what the test says. */
function chainOf({ code = '0x', enabled = false }: { code?: Hex; enabled?: boolean } = {}) {
  const asked: { to: Address; data: Hex }[] = []
  const client = createClient({
    chain: polygonMumbai,
    transport: custom({
      request: async ({ method, params }) => {
        if (method === 'eth_getCode') return code
        const [transaction] = params as [{ to: Address; data: Hex }]
        asked.push(transaction)
        if (transaction.to === golden.account) return encodeAbiParameters([{ type: 'bool' }], [enabled])
        return encodeAbiParameters([{ type: 'address' }], [golden.account])
      },
    }),
  })
  return { asked, client }
}

describe("args: tree: 'biconomy'", () => {
  test("Particle's golden vector: sessions, root, calldata and the hash of its op", async () => {
    const { client } = chainOf()
    const created = await createSessions(client, {
      registry: golden.sessionKeyManager,
      sessions: [session],
      smartAccount,
      tree: 'biconomy',
    })
    expect(created.account).toBe(golden.account)
    expect(created.root).toBe(golden.root)
    expect(created.sessions).toEqual([
      {
        sessionKeyData: golden.sessionKeyData,
        sessionValidationModule: session.sessionValidationModule,
        validAfter: 0,
        validUntil: 0,
      },
    ])
    expect(created.callData).toBe(golden.callData)
    expect(
      getUserOperationHash({
        chainId: 80001,
        entryPointAddress: entryPoint06Address,
        entryPointVersion: '0.6',
        userOperation: {
          callData: created.callData,
          callGasLimit: 0x013c73n,
          initCode: golden.initCode,
          maxFeePerGas: 0x7558bdcan,
          maxPriorityFeePerGas: 0x7558bdb4n,
          nonce: 0n,
          paymasterAndData: '0x',
          preVerificationGas: 0xd9ecn,
          sender: created.account,
          signature: '0x',
          verificationGasLimit: 0x04db73n,
        },
      }),
    ).toBe(golden.userOpHash)
  })
})

test('default: the sessions become a native grant, published with it', async () => {
  const { asked, client } = chainOf()
  const registry = '0x0000000000000000000000000000000000000bBB'
  const created = await createSessions(client, { registry, sessions: [session], smartAccount })

  const sessions = [fromParticleSession(session, 'sessions[0]')]
  expect(created.root).toBe(toSessionTree({ sessions }).root)
  const [, grant] = decodeBiconomyCalls(created.callData)
  const { args, functionName } = decodeFunctionData({ abi: biconomySessionRegistryAbi, data: grant?.data ?? '0x' })
  expect(functionName).toBe('grantSessions')
  expect(args?.[0]).toBe(created.root)
  expect(decodeSessions(args?.[1] as Hex)).toEqual(sessions)
  // The factory was asked for the account of this owner, under Biconomy's own ECDSA module.
  expect(asked[0]?.to).toBe('0x000000a56Aaca3e9a4C479ea6b6CD0DbcB6634F5')
  expect(asked[0]?.data).toContain(golden.owner.slice(2).toLowerCase())
})

test('behavior: an account that has enabled the registry does not enable it again', async () => {
  const { client } = chainOf({ code: '0x12', enabled: true })
  const created = await createSessions(client, {
    registry: golden.sessionKeyManager,
    sessions: [session],
    smartAccount,
  })
  expect(created.transactions).toHaveLength(1)
  expect(created.transactions[0]?.to).toBe(golden.sessionKeyManager)
})

test('error: another kind of account', async () => {
  const { client } = chainOf()
  await expect(
    createSessions(client, {
      registry: golden.sessionKeyManager,
      sessions: [session],
      smartAccount: { ...smartAccount, name: 'SIMPLE' },
    }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(`
    [UnsupportedAccountError: Sessions do not work on this account: it is "SIMPLE" version "2.0.0".

    Supported:
    - Biconomy Smart Account v2 (name "BICONOMY", version "2.0.0") on EntryPoint v0.6.
    - Nexus, Kernel v3 and OpenZeppelin’s AccountERC7579 on EntryPoint v0.7 and later, and Safe with Safe7579 on v0.7.
    ]
  `)
})

test('error: a session that cannot be read', async () => {
  const { client } = chainOf()
  const create = (broken: object) =>
    createSessions(client, {
      registry: golden.sessionKeyManager,
      sessions: [session, { ...session, ...broken }],
      smartAccount,
    })
  await expect(create({ sessionKeyData: '0x12' })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [InvalidParticleSessionError: \`sessions[1]\` needs either \`sessionKeyData\` or \`sessionKeyDataInAbi\`.

    This could arise when:
    - Both \`sessionKeyData\` and \`sessionKeyDataInAbi\` were given, or neither.
    - \`sessionKeyDataInAbi\` is not \`[types, values]\`, such as \`[["address", "uint256"], ["0x…", 1]]\`.
    - A value does not fit its type.
    ]
  `)
  await expect(create({ sessionKeyDataInAbi: undefined })).rejects.toThrow('`sessions[1]` needs either')
  await expect(create({ sessionKeyDataInAbi: [['address']] })).rejects.toThrow('is not `[types, values]`')
  await expect(create({ sessionKeyDataInAbi: [['address'], []] })).rejects.toThrow('has 1 types for 0 values')
  await expect(create({ sessionKeyDataInAbi: [['address'], ['0x12']] })).rejects.toThrow(
    'has a value that does not fit its type',
  )
  await expect(create({ sessionKeyDataInAbi: [['uint256'], [-1]] })).rejects.toThrow(
    'has a value that does not fit its type',
  )
})

test('error: a value that would be encoded as another', async () => {
  const { client } = chainOf()
  const create = (type: string, value: unknown) =>
    createSessions(client, {
      registry: golden.sessionKeyManager,
      sessions: [{ ...session, sessionKeyDataInAbi: [[type], [value]] }],
      smartAccount,
    })
  const path = '`sessions[0].sessionKeyDataInAbi[1][0]`'
  await expect(create('uint256', 2 ** 53)).rejects.toThrow(`${path} is 9007199254740992, not a number that JavaScript`)
  await expect(create('uint256', 1.5)).rejects.toThrow(`${path} is 1.5, not a number that JavaScript`)
  for (const value of ['', ' 1', '1e3', true, [], null])
    await expect(create('uint256', value)).rejects.toThrow(`${path} is no number`)
  await expect(create('bool', 1)).rejects.toThrow(`${path} is no boolean`)
  await expect(create('bytes', '0x123')).rejects.toThrow(`${path} is not a hex string of whole bytes`)
  await expect(create('uint256[2]', [1, ''])).rejects.toThrow(`${path} is no number`)
  await expect(create('uint256[]', 1)).rejects.toThrow(`${path} is no array`)
  for (const [type, value] of [
    ['uint256', '115792089237316195423570985008687907853269984665640564039457584007913129639935'],
    ['uint256', '0xff'],
    ['int8', -1],
    ['uint256[]', [1n, 2]],
    ['string', ''],
    ['bool', false],
  ] as const)
    await expect(create(type, value)).resolves.toBeDefined()
})

test('error: no session', async () => {
  const { client } = chainOf()
  await expect(
    createSessions(client, { registry: golden.sessionKeyManager, sessions: [], smartAccount }),
  ).rejects.toThrow('There is no session in the list.')
})
