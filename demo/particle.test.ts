import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import Axios from 'axios'
import { type Address, type ByteArray, encodeFunctionData, type Hex, http, parseAbi, parseEther, toBytes } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ParticleServer, startParticleServer } from '../ts/node/serve.js'
import type { EncodedParticleSession } from '../ts/particle/particleSession.js'
import { createParticleHandler } from '../ts/particle/rpc/createParticleHandler.js'
import type { ParticleCreatedSessions } from '../ts/particle/rpc/methods/createSessions.js'
import type { ParticleFeeQuotes, ParticleOpToSign } from '../ts/particle/rpc/quoteUserOp.js'
import { toParticleProvider } from '../ts/particle/rpc/toParticleProvider.js'
import { readBytecode } from './latchkey.js'
import { confirm, type Stack, startStack } from './stack/index.js'
import { createWorld, erc1155Abi, type World } from './story/world.js'

let stack: Stack
let world: World
let server: ParticleServer

beforeAll(async () => {
  stack = await startStack()
  world = await createWorld({ stack })
  server = await startParticleServer({ handler: handlerOf({ gasless: 'boost' }) })
})

afterAll(async () => {
  await server?.close()
  await stack?.stop()
})

function handlerOf(parameters: Partial<createParticleHandler.Parameters> = {}) {
  return createParticleHandler({
    bundler: http(stack.bundler.rpcUrl),
    client: stack.publicClient,
    contracts: { biconomy: stack.biconomy, registry: world.latchkey.BiconomySessionRegistry },
    ...parameters,
  })
}

/** What the script uses of ethers v5, in ethers' words. */
const Wallet = {
  createRandom() {
    const account = privateKeyToAccount(generatePrivateKey())
    return { address: account.address, signMessage: (raw: ByteArray) => account.signMessage({ message: { raw } }) }
  },
}
const utils = { arrayify: (hex: Hex) => toBytes(hex) }
class Contract {
  readonly populateTransaction
  constructor(address: Address, [signature]: readonly [string]) {
    this.populateTransaction = {
      mintTo: async (to: Address, id: number, amount: number) => ({
        data: encodeFunctionData({ abi: parseAbi([signature] as readonly string[]), args: [to, id, amount] }),
        to: address,
      }),
    }
  }
}

const minted = (to: Address, id: bigint) =>
  stack.publicClient.readContract({
    abi: erc1155Abi,
    address: world.nft,
    args: [to, id],
    functionName: 'balanceOf',
  })

/** The script of Particle's documentation, line for line: new are the URL, the addresses and, in place of its logs, what is expected. */
test("Particle's script for session keys", async () => {
  const chainId = stack.chain.id
  const PARTICLE_RPC = `${server.url}/${chainId}`
  const nft1155ContractAddress = world.nft
  const customValidationContractAddress = world.latchkey.ERC1155MintModule

  const mainSigner = Wallet.createRandom()
  const sessionSigner = Wallet.createRandom()
  const smartAccount = { name: 'BICONOMY', version: '2.0.0', ownerAddress: mainSigner.address }

  let sessions: unknown[] = [
    {
      validUntil: 0, // 0 means no expiry
      validAfter: 0, // 0 means no start time
      sessionValidationModule: customValidationContractAddress,
      sessionKeyDataInAbi: [
        ['address', 'address', 'uint256'],
        [
          sessionSigner.address, // session signer address
          sessionSigner.address, // receiver address
          1, // nft token id
        ],
      ],
    },
  ]

  {
    const resCreateSessions = await Axios.post(PARTICLE_RPC, {
      method: 'particle_aa_createSessions',
      params: [smartAccount, sessions],
    })

    // we use gasless mode
    const userOp = resCreateSessions.data.result.verifyingPaymasterGasless.userOp
    const userOpHash = resCreateSessions.data.result.verifyingPaymasterGasless.userOpHash
    sessions = resCreateSessions.data.result.sessions // the sessions you need to store locally
    userOp.signature = await mainSigner.signMessage(utils.arrayify(userOpHash))

    const resSendUserOp = await Axios.post(PARTICLE_RPC, {
      method: 'particle_aa_sendUserOp',
      params: [smartAccount, userOp],
    })

    expect(await statusOf(resSendUserOp.data.result)).toBe('success')
  }

  {
    const resValidateSession = await Axios.post(PARTICLE_RPC, {
      method: 'particle_aa_validateSession',
      params: [
        smartAccount,
        {
          sessions, // all sessions to generate proof
          targetSession: sessions[0], // which session to check if valid
        },
      ],
    })

    const isValidSession = resValidateSession.data.result
    if (!isValidSession) {
      throw new Error('Session is not valid')
    }

    const erc1155Contract = new Contract(nft1155ContractAddress, ['function mintTo(address, uint256, uint256) public'])
    const tx = await erc1155Contract.populateTransaction.mintTo(sessionSigner.address, 1, 1)

    const resGetFeeQuotes = await Axios.post(PARTICLE_RPC, {
      method: 'particle_aa_getFeeQuotes',
      params: [smartAccount, [tx]],
    })

    const userOp = resGetFeeQuotes.data.result.verifyingPaymasterGasless.userOp
    const userOpHash = resGetFeeQuotes.data.result.verifyingPaymasterGasless.userOpHash
    userOp.signature = await sessionSigner.signMessage(utils.arrayify(userOpHash))

    const resSendUserOp = await Axios.post(PARTICLE_RPC, {
      method: 'particle_aa_sendUserOp',
      params: [
        smartAccount,
        userOp,
        {
          sessions, // all sessions to generate proof
          targetSession: sessions[0], // which session to use in this userOp
        },
      ],
    })

    expect(await statusOf(resSendUserOp.data.result)).toBe('success')
    expect(await minted(sessionSigner.address, 1n)).toBe(1n)
  }

  // Beyond the session: another token, another receiver, two at once.
  for (const [receiver, id, amount] of [
    [sessionSigner.address, 2, 1],
    [mainSigner.address, 1, 1],
    [sessionSigner.address, 1, 2],
  ] as const) {
    const erc1155Contract = new Contract(nft1155ContractAddress, ['function mintTo(address, uint256, uint256) public'])
    const tx = await erc1155Contract.populateTransaction.mintTo(receiver, id, amount)
    const resGetFeeQuotes = await Axios.post(PARTICLE_RPC, {
      method: 'particle_aa_getFeeQuotes',
      params: [smartAccount, [tx]],
    })
    const { userOp, userOpHash } = resGetFeeQuotes.data.result.verifyingPaymasterGasless
    userOp.signature = await sessionSigner.signMessage(utils.arrayify(userOpHash))
    const resSendUserOp = await Axios.post(PARTICLE_RPC, {
      method: 'particle_aa_sendUserOp',
      params: [smartAccount, userOp, { sessions, targetSession: sessions[0] }],
    })
    expect(resSendUserOp.data.error).toMatchObject({ code: -32500, data: { refusal: 'ArgumentNotAllowed' } })
  }
  expect(await minted(sessionSigner.address, 1n)).toBe(1n)
  expect(await minted(sessionSigner.address, 2n)).toBe(0n)
  expect(await minted(mainSigner.address, 1n)).toBe(0n)
})

describe('the account pays', () => {
  test('quotes hold, for the owner and for a session of several, estimated or not', async () => {
    const { ask, create, mint, owner, sign, signer, smartAccount } = await createParty()
    const [account] = await ask<[{ isDeployed: boolean; smartAccountAddress: Address }]>('getSmartAccount', [
      smartAccount,
    ])
    expect(account.isDeployed).toBe(false)
    await stack.testClient.setBalance({ address: account.smartAccountAddress, value: parseEther('1') })

    const created = await create(1, 2, 3)
    expect(created.verifyingPaymasterGasless).toBeNull()
    const { feeQuote } = created.verifyingPaymasterNative
    expect(feeQuote.balance).toBe(parseEther('1').toString())
    await ask('sendUserOp', [smartAccount, await sign(owner, created.verifyingPaymasterNative)])
    const left = await stack.publicClient.getBalance({ address: account.smartAccountAddress })
    expect(parseEther('1') - left).toBeLessThanOrEqual(BigInt(feeQuote.fee))
    expect(await ask('getSmartAccount', [smartAccount])).toMatchObject([{ isDeployed: true }])

    const { sessions } = created
    for (const [index, targetSession] of sessions.entries()) {
      const target = { sessions, targetSession }
      expect(await ask('validateSession', [smartAccount, target])).toBe(true)
      const tx = mint(index + 1)
      const quotes = await ask<ParticleFeeQuotes>('getFeeQuotes', [smartAccount, [tx], ...(index ? [target] : [])])
      const hash = await ask<Hex>('sendUserOp', [
        smartAccount,
        await sign(signer, quotes.verifyingPaymasterNative),
        target,
      ])
      expect(await statusOf(hash)).toBe('success')
      expect(await minted(signer.address, BigInt(index + 1))).toBe(1n)
    }
  })

  test('a list without a session ends it, whatever its key does meanwhile', async () => {
    const { ask, create, mint, owner, sign, signer, smartAccount } = await createParty({ fund: true })
    const first = await create(1, 2)
    await ask('sendUserOp', [smartAccount, await sign(owner, first.verifyingPaymasterNative)])
    const target = { sessions: first.sessions, targetSession: first.sessions[0] }

    const second = await create(2)
    const quote = async () =>
      (await ask<ParticleFeeQuotes>('getFeeQuotes', [smartAccount, [mint(1)], target])).verifyingPaymasterNative
    // Between the quote and the owner's signature: the nonce of the new list is not one that a session can use up.
    await ask('sendUserOp', [smartAccount, await sign(signer, await quote()), target])
    const late = await ask<ParticleFeeQuotes>('getFeeQuotes', [smartAccount, [mint(1)]])
    await ask('sendUserOp', [smartAccount, await sign(owner, second.verifyingPaymasterNative)])

    expect(await ask('validateSession', [smartAccount, target])).toBe(false)
    await expect(quote()).rejects.toMatchObject({ code: expect.any(Number) })
    await expect(
      ask('sendUserOp', [smartAccount, await sign(signer, late.verifyingPaymasterNative), target]),
    ).rejects.toMatchObject({ code: -32500, data: { refusal: 'SessionNotGranted' } })
    expect(await minted(signer.address, 1n)).toBe(1n)
  })

  test('signatures of somebody else are refused, as owner and as session', async () => {
    const { ask, create, mint, owner, sign, signer, smartAccount } = await createParty({ fund: true })
    const { sessions, verifyingPaymasterNative } = await create(1)
    await expect(ask('sendUserOp', [smartAccount, await sign(signer, verifyingPaymasterNative)])).rejects.toMatchObject(
      {
        code: expect.toSatisfy((code: number) => code <= -32500 && code >= -32599),
      },
    )
    await ask('sendUserOp', [smartAccount, await sign(owner, verifyingPaymasterNative)])
    const quotes = await ask<ParticleFeeQuotes>('getFeeQuotes', [smartAccount, [mint(1)]])
    await expect(
      ask('sendUserOp', [
        smartAccount,
        await sign(owner, quotes.verifyingPaymasterNative),
        { sessions, targetSession: sessions[0] },
      ]),
    ).rejects.toMatchObject({ code: -32507, data: { refusal: 'WrongSignature' } })
    expect(await minted(signer.address, 1n)).toBe(0n)
  })
})

test('a paymaster pays for the owner, and not for a session of a plain module', async () => {
  const hash = await stack.walletClient.deployContract({
    abi: [],
    bytecode: await readBytecode('IntegrationPaymaster', 'AgreeingPaymaster'),
  })
  const { contractAddress: paymaster } = await confirm(stack.publicClient, hash)
  if (!paymaster) throw new Error('The paymaster was not deployed.')
  const deposit = await stack.walletClient.writeContract({
    abi: parseAbi(['function depositTo(address account) payable']),
    address: stack.entryPoint,
    args: [paymaster],
    functionName: 'depositTo',
    value: parseEther('1'),
  })
  await confirm(stack.publicClient, deposit)
  const answer = async () => ({ paymasterAndData: paymaster })

  const { ask, create, mint, owner, sign, signer, smartAccount } = await createParty({
    gasless: { getPaymasterData: answer, getPaymasterStubData: answer },
  })
  const { sessions, verifyingPaymasterGasless } = await create(1)
  if (!verifyingPaymasterGasless) throw new Error('The paymaster was not asked.')
  // The account has nothing.
  const sent = await ask<Hex>('sendUserOp', [smartAccount, await sign(owner, verifyingPaymasterGasless)])
  expect(await statusOf(sent)).toBe('success')

  const quotes = await ask<ParticleFeeQuotes>('getFeeQuotes', [smartAccount, [mint(1)]])
  if (!quotes.verifyingPaymasterGasless) throw new Error('The paymaster was not asked.')
  await expect(
    ask('sendUserOp', [
      smartAccount,
      await sign(signer, quotes.verifyingPaymasterGasless),
      { sessions, targetSession: sessions[0] },
    ]),
  ).rejects.toMatchObject({ code: -32500, data: { refusal: 'PaymasterNotAllowed' } })
})

test('latchkey serve', async () => {
  const child = spawn(
    process.execPath,
    [
      ...['--import', 'tsx', fileURLToPath(new URL('../ts/node/cli.ts', import.meta.url)), 'serve'],
      ...['--rpc-url', stack.rpcUrl, '--bundler-url', stack.bundler.rpcUrl, '--port', '0', '--boost'],
      ...['--registry', world.latchkey.BiconomySessionRegistry],
      ...['--factory', stack.biconomy.factory, '--ecdsa-module', stack.biconomy.ecdsaModule],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const url = /http:\S+/.exec(line.toString())?.[0] ?? ''
    const { data } = await Axios.post(`${url}/${stack.chain.id}`, {
      method: 'particle_aa_getFeeQuotes',
      params: [
        { name: 'BICONOMY', ownerAddress: Wallet.createRandom().address, version: '2.0.0' },
        [{ to: world.nft }],
      ],
    })
    // The bundler is asked, and the token has no function for empty calldata.
    expect(data.error.code).toBeLessThanOrEqual(-32500)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  } finally {
    child.kill('SIGKILL')
  }
})

async function statusOf(hash: Hex) {
  return (await stack.publicClient.getTransactionReceipt({ hash })).status
}

/** An owner, a session key and a handler of their own, so that no test depends on another. */
async function createParty(
  parameters: Partial<createParticleHandler.Parameters> & { fund?: boolean | undefined } = {},
) {
  const { fund = false, ...options } = parameters
  const provider = toParticleProvider(handlerOf(options))
  const [owner, signer] = [Wallet.createRandom(), Wallet.createRandom()]
  const smartAccount = { name: 'BICONOMY', ownerAddress: owner.address, version: '2.0.0' }
  const ask = async <result>(method: string, params: unknown): Promise<result> =>
    (await provider.request({ method: `particle_aa_${method}`, params })) as result
  if (fund) {
    const [{ smartAccountAddress }] = await ask<[{ smartAccountAddress: Address }]>('getSmartAccount', [smartAccount])
    await stack.testClient.setBalance({ address: smartAccountAddress, value: parseEther('1') })
  }
  return {
    ask,
    /** Sessions that mint these tokens to the session key. */
    create: (...ids: number[]) =>
      ask<ParticleCreatedSessions & { sessions: EncodedParticleSession[] }>('createSessions', [
        smartAccount,
        ids.map((id) => ({
          sessionKeyDataInAbi: [
            ['address', 'address', 'uint256'],
            [signer.address, signer.address, id],
          ],
          sessionValidationModule: world.latchkey.ERC1155MintModule,
          validAfter: 0,
          validUntil: 0,
        })),
      ]),
    mint: (id: number) => ({
      data: encodeFunctionData({ abi: erc1155Abi, args: [signer.address, BigInt(id), 1n], functionName: 'mintTo' }),
      to: world.nft,
    }),
    owner,
    sign: async (wallet: ReturnType<typeof Wallet.createRandom>, { userOp, userOpHash }: ParticleOpToSign) => ({
      ...userOp,
      signature: await wallet.signMessage(utils.arrayify(userOpHash)),
    }),
    signer,
    smartAccount,
  }
}
