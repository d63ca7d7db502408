import { type Address, encodeFunctionData, getAddress, type Hex, parseAbi } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeApprovalRevocations } from '../ts/actions/encodeApprovalRevocations.js'
import { getApprovals } from '../ts/actions/getApprovals.js'
import { type SessionAccount, sendSessionOperation, sessionActions, toSessionAccount } from '../ts/index.js'
import { toApproveSession } from './approveSession.js'
import { readBytecode, registryOf } from './latchkey.js'
import { confirm, createAccount, createStackBundlerClient, type Stack, startStack } from './stack/index.js'
import { createWorld, erc20Abi, type World } from './story/world.js'

const nftAbi = parseAbi([
  'function mint(address to, uint256 id)',
  'function approve(address to, uint256 id)',
  'function setApprovalForAll(address operator, bool approved)',
  'function transferFrom(address from, address to, uint256 id)',
])

let stack: Stack
let world: World
let nft: Address

beforeAll(async () => {
  stack = await startStack()
  world = await createWorld({ stack })
  const bytecode = await readBytecode('TestERC721', 'TestERC721')
  const hash = await stack.walletClient.deployContract({ abi: [], bytecode })
  const { contractAddress } = await confirm(stack.publicClient, hash)
  if (!contractAddress) throw new Error('The token was not deployed.')
  nft = getAddress(contractAddress)
})

afterAll(() => stack?.stop())

test.each([
  'biconomy',
  'nexus',
] as const)('%s: an approval outlives its session, is found and cleared', async (family) => {
  const owner = privateKeyToAccount(generatePrivateKey())
  const key = privateKeyToAccount(generatePrivateKey())
  const account = await createAccount({ family, owner, stack })
  const registry = registryOf(world.latchkey, { family })
  const client = createStackBundlerClient({ account, stack }).extend(sessionActions({ registry }))
  const done = async (hash: Hex) => expect((await client.waitForUserOperationReceipt({ hash })).success).toBe(true)
  const { other, spender } = world
  const [otherNft, token] = [getAddress(world.otherNft), getAddress(world.token)]
  const find = (parameters: Omit<getApprovals.Parameters, 'account'> = {}) =>
    getApprovals(stack.publicClient, { account: account.address, ...parameters })

  const session = toApproveSession({ latchkey: world.latchkey, signer: key.address, spender, token })
  await done((await client.installSessions({ sessions: [session] })).hash)
  expect(await find()).toEqual({ approvals: [], unread: [] })

  // The session approves, more than once.
  const sessionAccount = (await toSessionAccount({ account, registry, session, signer: key })) as SessionAccount
  const approve = (to: Address, amount: bigint) => ({
    data: encodeFunctionData({ abi: erc20Abi, args: [to, amount], functionName: 'approve' }),
    to: token,
  })
  const calls = [approve(spender, 100n), approve(spender, 60n)]
  await done(await sendSessionOperation(createStackBundlerClient({ account: sessionAccount, stack }), { calls }))

  // The owner approves beside it: an allowance that is cleared again, tokens by id, and operators of both standards.
  const onNft = (
    functionName: 'approve' | 'mint' | 'setApprovalForAll' | 'transferFrom',
    args: readonly unknown[],
  ) => ({
    data: encodeFunctionData({ abi: nftAbi, args, functionName } as never),
    to: nft,
  })
  const [kept, given] = family === 'biconomy' ? [1n, 2n] : [3n, 4n]
  await done(
    await client.sendUserOperation({
      account,
      calls: [
        approve(other, 5n),
        approve(other, 0n),
        onNft('mint', [account.address, kept]),
        onNft('mint', [account.address, given]),
        onNft('approve', [spender, kept]),
        onNft('approve', [spender, given]),
        onNft('transferFrom', [account.address, other, given]),
        onNft('setApprovalForAll', [other, true]),
        { ...onNft('setApprovalForAll', [spender, true]), to: otherNft },
      ],
    }),
  )
  await done(await client.revokeSessions({ sessions: [session] }))

  const ofSession = { amount: 60n, spender, token, type: 'erc20' } as const
  expect(await find({ sessions: [session] })).toEqual({ approvals: [ofSession], unread: [] })
  const all = await find()
  expect(all).toEqual({
    approvals: [
      ofSession,
      { spender, token: nft, tokenId: kept, type: 'erc721' },
      { spender: other, token: nft, type: 'operator' },
      { spender, token: otherNft, type: 'operator' },
    ],
    unread: [],
  })
  expect((await find({ tokens: [otherNft] })).approvals).toEqual([all.approvals[3]])

  // The session is dead, and its approval in force: the owner clears it.
  await done(await client.sendUserOperation({ account, calls: [...encodeApprovalRevocations(all.approvals)] }))
  expect(await find()).toEqual({ approvals: [], unread: [] })
})
