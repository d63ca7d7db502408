import { type Address, BaseError, encodeFunctionData, type Hex, parseEther } from 'viem'
import { type SmartAccount, toPackedUserOperation, type UserOperation } from 'viem/account-abstraction'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  getBudget,
  PeriodsOnBiconomyWireError,
  type SessionAccount,
  TreeKindError,
  toSessionAccount,
  toSessionTree,
} from '../ts/index.js'
import { allow, and, decodePolicy, definePolicy, eq, lte, sum, toPolicySession } from '../ts/policy/index.js'
import { createAccountWithRegistry } from './accountWithRegistry.js'
import { confirm, type Stack, sendCalls, startStack } from './stack/index.js'
import { attempt } from './story/attempt.js'
import { inspectValidation } from './story/inspectValidation.js'
import { createWorld, erc20Abi, type World } from './story/world.js'

const day = 86_400

let stack: Stack
let world: World

beforeAll(async () => {
  stack = await startStack()
  world = await createWorld({ stack })
})

afterAll(() => stack?.stop())

const send = (account: SmartAccount, calls: sendCalls.Parameters['calls']) => sendCalls({ account, calls, stack })

/** Sends a call straight to the EntryPoint: the bundler goes by the clock of the machine, and knows nothing of the chain's. */
async function handle(account: SessionAccount, call: { to: Address; data: Hex }): Promise<void> {
  const unsigned = {
    callData: await account.encodeCalls([call]),
    callGasLimit: 200_000n,
    initCode: '0x',
    maxFeePerGas: 2_000_000_000n,
    maxPriorityFeePerGas: 1_000_000_000n,
    nonce: await account.getNonce(),
    paymasterAndData: '0x',
    preVerificationGas: 60_000n,
    sender: account.address,
    signature: '0x',
    verificationGasLimit: 1_000_000n,
  } as UserOperation
  const operation = { ...unsigned, signature: await account.signUserOperation(unsigned) }
  const { abi, address, version } = account.entryPoint
  const op = version === '0.6' ? operation : toPackedUserOperation(operation as UserOperation<'0.7'>)
  const { request } = await stack.publicClient.simulateContract({
    abi,
    account: stack.walletClient.account,
    address,
    args: [[op], stack.walletClient.account.address],
    functionName: 'handleOps',
  })
  await confirm(stack.publicClient, await stack.walletClient.writeContract(request))
}

/** An account that has granted an approve session of at most 100 a call and 100 a day. */
async function makeAccount(family: 'biconomy' | 'nexus') {
  const key = privateKeyToAccount(generatePrivateKey())
  const session = toPolicySession({
    module: world.latchkey.CallPolicyModule,
    policy: definePolicy({
      budgets: { 'app.example/daily': { kind: 'sum', max: 100n, period: { seconds: day, start: 1_700_000_000 } } },
      fees: { maxPerOp: parseEther('1') },
      permissions: [
        allow({
          abi: erc20Abi,
          address: world.token,
          args: { amount: and(lte(100n), sum('app.example/daily')), spender: eq(world.spender) },
          functionName: 'approve',
        }),
      ],
      signer: key.address,
    }),
    validAfter: 0,
    validUntil: 0,
  })
  const { root } = toSessionTree({ sessions: [session] })
  const owner = privateKeyToAccount(generatePrivateKey())
  const granted = await createAccountWithRegistry({ family, latchkey: world.latchkey, owner, root, stack })
  return { ...granted, key, session }
}

const approve = (amount: bigint) => ({
  data: encodeFunctionData({ abi: erc20Abi, args: [world.spender, amount], functionName: 'approve' }),
  to: world.token,
})

test('a daily budget is used up, and full again the next day, on either family', async () => {
  const accounts: SessionAccount[] = []
  for (const family of ['biconomy', 'nexus'] as const) {
    const { account, key, registry, session } = await makeAccount(family)
    const sessionAccount = await toSessionAccount({ account, registry, session, signer: key })

    expect(await send(sessionAccount, [approve(60n), approve(30n)])).toBe(true)
    await expect(send(sessionAccount, [approve(11n)])).rejects.toThrow(BaseError)
    expect(await send(sessionAccount, [approve(10n)])).toBe(true)
    const [budget] = decodePolicy(session.sessionKeyData).budgets
    if (!budget) throw new Error('The policy has no budget.')
    expect(await getBudget(stack.publicClient, { account: account.address, budget, registry })).toMatchObject({
      left: 0n,
      spent: 100n,
    })
    // A refused one, and one that counts nothing: both keep the rules of ERC-7562.
    for (const [amount, refusal] of [
      [1n, 'BudgetExceeded'],
      [0n, undefined],
    ] as const) {
      const callData = await sessionAccount.encodeCalls([approve(amount)])
      const inspect = inspectValidation(stack)
      expect((await attempt({ account: sessionAccount as SessionAccount, callData, inspect, stack })).refusal).toBe(
        refusal,
      )
    }
    accounts.push(sessionAccount as SessionAccount)

    await expect(toSessionAccount({ account, registry, session, signer: key, wire: 'biconomy' })).rejects.toThrow(
      family === 'biconomy' ? PeriodsOnBiconomyWireError : TreeKindError,
    )
  }

  await stack.testClient.increaseTime({ seconds: day })
  await stack.testClient.mine({ blocks: 1 })
  for (const account of accounts) {
    await handle(account, approve(100n))
    await expect(handle(account, approve(1n))).rejects.toThrow('AA23')
  }
})
