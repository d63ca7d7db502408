import { type Address, encodeFunctionData, encodePacked, type Hex, pad, parseAbi, size } from 'viem'
import type { SmartAccount, UserOperation } from 'viem/account-abstraction'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toEnableModuleCall } from '../ts/accounts/enableModuleCall.js'
import { biconomySessionRegistryAbi } from '../ts/generated/abis.js'
import {
  encodeBiconomyCalls,
  encodeErc20TransferSessionKeyData,
  getSessionId,
  getSessionRefusal,
  type Session,
  SessionNotInTreeError,
  type SessionTree,
  toBiconomySessionTree,
  toSessionAccount,
  toSessionTree,
} from '../ts/index.js'
import { createSessions, type ParticleSession, validateSession } from '../ts/particle/index.js'
import { type BiconomyAccount, createBiconomyAccount, type Stack, sendCalls, startStack } from './stack/index.js'
import { attempt } from './story/attempt.js'
import { inspectValidation } from './story/inspectValidation.js'
import { createWorld, erc20Abi, erc1155Abi, maxAmount, tokenId, type World } from './story/world.js'

const skmAbi = parseAbi(['function setMerkleRoot(bytes32 root)'])

let stack: Stack
let world: World
let registry: Address

beforeAll(async () => {
  stack = await startStack()
  world = await createWorld({ stack })
  registry = world.latchkey.BiconomySessionRegistry
})

afterAll(() => stack?.stop())

const send = (account: SmartAccount, calls: sendCalls.Parameters['calls']) => sendCalls({ account, calls, stack })

const enable = ({ address: account }: BiconomyAccount, module: Address) => toEnableModuleCall({ account, module })

const transfer = (to: Address, amount: bigint) => ({
  data: encodeFunctionData({ abi: erc20Abi, args: [to, amount], functionName: 'transfer' }),
  to: world.token,
})

const transferSession = (module: Address): Session => ({
  module,
  sessionKeyData: encodeErc20TransferSessionKeyData({
    maxAmount,
    recipient: world.recipient,
    signer: world.key.address,
    token: world.token,
  }),
  validAfter: 0,
  validUntil: 0,
})

/** An account of its own with tokens, so that no test depends on another. */
async function createFundedAccount(): Promise<BiconomyAccount> {
  const owner = privateKeyToAccount(generatePrivateKey())
  const account = await createBiconomyAccount({ biconomy: stack.biconomy, chain: stack, owner })
  const hash = await stack.walletClient.writeContract({
    abi: erc20Abi,
    address: world.token,
    args: [account.address, 10n * maxAmount],
    functionName: 'mint',
  })
  await stack.publicClient.waitForTransactionReceipt({ hash })
  return account
}

async function refusalOf(account: SmartAccount, call: { to: Address; data: Hex }) {
  return attempt({ account, callData: encodeBiconomyCalls([call]), stack })
}

describe('toSessionAccount, with a bundler client that estimates by itself', () => {
  test('a direct session', async () => {
    const owner = await createFundedAccount()
    const session = transferSession(world.latchkey.ERC20TransferModule)
    const { root } = toSessionTree({ sessions: [session] })
    const grant = encodeFunctionData({
      abi: biconomySessionRegistryAbi,
      args: [root, '0x'],
      functionName: 'grantSessions',
    })
    expect(await send(owner, [enable(owner, registry), { data: grant, to: registry }])).toBe(true)

    // By address and client alone: whoever holds the session key needs nothing of the owner's.
    const account = await toSessionAccount({
      account: owner.address,
      client: stack.publicClient,
      registry,
      session,
      signer: world.key,
    })
    expect(await send(account, [transfer(world.recipient, 5n)])).toBe(true)
    expect(await send(account, [transfer(world.recipient, 6n), transfer(world.recipient, 7n)])).toBe(true)
    expect((await refusalOf(account, transfer(world.other, 5n))).refusal).toBe('ArgumentNotAllowed')
  })

  test("a session in a Biconomy tree, on Biconomy's wire, until it is revoked", async () => {
    const owner = await createFundedAccount()
    const session = transferSession(world.latchkey.ERC20TransferModule)
    const tree = toBiconomySessionTree({ sessions: [session, { ...session, validUntil: 4_000_000_000 }] })
    const setRoot = encodeFunctionData({
      abi: biconomySessionRegistryAbi,
      args: [tree.root],
      functionName: 'setMerkleRoot',
    })
    expect(await send(owner, [enable(owner, registry), { data: setRoot, to: registry }])).toBe(true)

    const account = await toSessionAccount({ account: owner, registry, session, signer: world.key, tree })
    expect(await send(account, [transfer(world.recipient, 5n)])).toBe(true)

    const revoke = encodeFunctionData({
      abi: biconomySessionRegistryAbi,
      args: [getSessionId(session)],
      functionName: 'revokeSession',
    })
    expect(
      await send(owner, [
        { data: revoke, to: registry },
        { data: setRoot, to: registry },
      ]),
    ).toBe(true)
    expect((await refusalOf(account, transfer(world.recipient, 5n))).refusal).toBe('SessionDead')
  })
})

describe("interop with Biconomy's own contracts", () => {
  test("Biconomy's SessionKeyManager runs our module on an op of ours", async () => {
    const { sessionKeyManager } = stack.biconomy
    const owner = await createFundedAccount()
    const session = transferSession(world.latchkey.ERC20TransferModule)
    const tree = toBiconomySessionTree({ sessions: [session, { ...session, validUntil: 4_000_000_000 }] })
    const setRoot = encodeFunctionData({ abi: skmAbi, args: [tree.root], functionName: 'setMerkleRoot' })
    expect(await send(owner, [enable(owner, sessionKeyManager), { data: setRoot, to: sessionKeyManager }])).toBe(true)

    const account = await toSessionAccount({
      account: owner,
      registry: sessionKeyManager,
      session,
      signer: world.key,
      tree,
    })
    expect(await send(account, [transfer(world.recipient, 5n)])).toBe(true)
    const { ran, refusal } = await refusalOf(account, transfer(world.recipient, maxAmount + 1n))
    expect([ran, refusal]).toEqual([false, 'AmountAboveCap'])
  })

  test("our registry runs Biconomy's ERC20SessionValidationModule, and its reason is told", async () => {
    const owner = await createFundedAccount()
    const session = transferSession(stack.biconomy.erc20SessionValidationModule)
    const { root } = toSessionTree({ sessions: [session] })
    const grant = encodeFunctionData({
      abi: biconomySessionRegistryAbi,
      args: [root, '0x'],
      functionName: 'grantSessions',
    })
    expect(await send(owner, [enable(owner, registry), { data: grant, to: registry }])).toBe(true)

    const account = await toSessionAccount({ account: owner, registry, session, signer: world.key })
    expect(await send(account, [transfer(world.recipient, 5n)])).toBe(true)
    const { message, ran } = await refusalOf(account, transfer(world.recipient, maxAmount + 1n))
    expect([ran, message]).toEqual([false, 'ERC20SV Max Amount Exceeded'])
  })
})

describe("the seed's flow: create, register, validate, send", () => {
  const kinds = ['native', 'biconomy'] as const
  test.each(kinds)('tree: %s', async (tree) => {
    const owner = privateKeyToAccount(generatePrivateKey())
    const signer = privateKeyToAccount(generatePrivateKey())
    const account = await createBiconomyAccount({ biconomy: stack.biconomy, chain: stack, owner })
    const common = {
      biconomy: stack.biconomy,
      registry,
      smartAccount: { name: 'BICONOMY', ownerAddress: owner.address, version: '2.0.0' },
      tree,
    } as const
    const mintFor = (id: number): ParticleSession => ({
      sessionKeyDataInAbi: [
        ['address', 'address', 'uint256'],
        [signer.address, signer.address, id],
      ],
      sessionValidationModule: world.latchkey.ERC1155MintModule,
      validAfter: 0,
      validUntil: 0,
    })

    const created = await createSessions(stack.publicClient, { ...common, sessions: [mintFor(1), mintFor(2)] })
    const { sessions } = created
    const [first, second] = sessions
    if (!first || !second) throw new Error('two sessions were asked for')
    expect(created.account).toBe(account.address)
    const validate = (targetSession: ParticleSession) =>
      validateSession(stack.publicClient, { ...common, sessions, targetSession })
    expect(await validate(first)).toBe(false)

    expect((await attempt({ account, callData: created.callData, stack })).ran).toBe(true)
    expect(await validate(first)).toBe(true)
    // The registry is enabled by now, and is not enabled again.
    const again = await createSessions(stack.publicClient, { ...common, sessions })
    expect(again.transactions).toHaveLength(1)

    const list = sessions.map(({ sessionKeyData, sessionValidationModule, validAfter, validUntil }) => ({
      module: sessionValidationModule,
      sessionKeyData,
      validAfter,
      validUntil,
    }))
    const granted: SessionTree =
      tree === 'native' ? toSessionTree({ sessions: list }) : toBiconomySessionTree({ sessions: list })
    const [session] = granted.sessions
    if (!session) throw new Error('the tree holds two sessions')
    const sessionAccount = await toSessionAccount({ account, registry, session, signer, tree: granted })
    const mint = encodeFunctionData({ abi: erc1155Abi, args: [signer.address, tokenId, 1n], functionName: 'mintTo' })
    expect(await send(sessionAccount, [{ data: mint, to: world.nft }])).toBe(true)

    const revoke = encodeFunctionData({
      abi: biconomySessionRegistryAbi,
      args: [getSessionId(session)],
      functionName: 'revokeSession',
    })
    expect(await send(account, [{ data: revoke, to: registry }])).toBe(true)
    expect(await validate(first)).toBe(false)
    expect(await validate(second)).toBe(true)
    await expect(validate(mintFor(3))).rejects.toThrow(SessionNotInTreeError)
  })
})

test('a policy with a budget keeps the rules of ERC-7562 while it is judged, and is charged', async () => {
  const owner = await createFundedAccount()
  const cap = 10n
  // docs/policy-encoding.md: any paymaster, any fee; one budget for life, a sum; one entry, a transfer to the recipient that is
  // charged to it, and one for any function of any contract.
  const budget = encodePacked(['uint8', 'bytes16', 'uint128'], [3, pad('0x5a', { size: 16 }), cap])
  const program = encodePacked(['bytes2', 'address', 'bytes3'], ['0x4013', world.recipient, '0x4a1f00'])
  const entry = encodePacked(
    ['uint8', 'address', 'bytes4', 'uint8', 'bytes'],
    [0, world.token, '0xa9059cbb', 0, program],
  )
  const anything: Hex = '0x00020a00'
  const session: Session = {
    module: world.latchkey.CallPolicyModule,
    sessionKeyData: encodePacked(
      ['bytes2', 'address', 'uint8', 'bytes', 'uint8', 'uint16', 'bytes', 'bytes'],
      ['0x0105', world.key.address, 1, budget, 2, size(entry), entry, anything],
    ),
    validAfter: 0,
    validUntil: 0,
  }
  const { root } = toSessionTree({ sessions: [session] })
  const grant = encodeFunctionData({
    abi: biconomySessionRegistryAbi,
    args: [root, '0x'],
    functionName: 'grantSessions',
  })
  expect(await send(owner, [enable(owner, registry), { data: grant, to: registry }])).toBe(true)

  const account = await toSessionAccount({ account: owner, registry, session, signer: world.key })
  const traced = async (calls: readonly { to: Address; data: Hex }[]) =>
    attempt({
      account,
      callData: encodeBiconomyCalls(calls),
      inspect: inspectValidation(stack),
      stack,
    })
  expect((await traced([transfer(world.recipient, 4n), transfer(world.recipient, 5n)])).ran).toBe(true)
  expect((await traced([transfer(world.recipient, 2n)])).refusal).toBe('BudgetExceeded')
  expect((await traced([transfer(world.other, 2n)])).ran).toBe(true)
  expect((await traced([enable(owner, world.other)])).refusal).toBe('TargetForbidden')
  expect((await traced([enable(owner, world.other), transfer(world.recipient, 1n)])).refusal).toBe('TargetForbidden')
  const takeOver = encodeFunctionData({
    abi: parseAbi(['function transferOwnership(address owner)']),
    args: [world.key.address],
    functionName: 'transferOwnership',
  })
  expect((await traced([{ data: takeOver, to: stack.biconomy.ecdsaModule }])).refusal).toBe('TargetForbidden')
})

test('getSessionRefusal: behavior: an op that nothing is wrong with is not refused', async () => {
  const owner = await createFundedAccount()
  const session = transferSession(world.latchkey.ERC20TransferModule)
  const { root } = toSessionTree({ sessions: [session] })
  const grant = encodeFunctionData({
    abi: biconomySessionRegistryAbi,
    args: [root, '0x'],
    functionName: 'grantSessions',
  })
  await send(owner, [enable(owner, registry), { data: grant, to: registry }])
  const account = await toSessionAccount({ account: owner, registry, session, signer: world.key })
  const { ran, refusal, userOperation } = await refusalOf(account, transfer(world.recipient, 1n))
  expect([ran, refusal]).toEqual([true, undefined])
  // The same op on another EntryPoint has another hash, which nobody signed.
  expect(
    await getSessionRefusal(stack.publicClient, {
      entryPoint: registry,
      registry,
      userOperation: userOperation as UserOperation<'0.6'>,
    }),
  ).toMatchInlineSnapshot(`
    {
      "args": [],
      "message": "The signature is not the session key's.",
      "name": "WrongSignature",
    }
  `)
})
