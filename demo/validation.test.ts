import { type Address, encodeFunctionData, type Hex, parseEther } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ValidationTrace } from '../test/erc7562/trace.js'
import { biconomySessionRegistryAbi } from '../ts/generated/abis.js'
import {
  encodeErc20TransferSessionKeyData,
  encodeSessions,
  getMultichainGrantTypedData,
  type Session,
  type SessionAccount,
  toBiconomySessionTree,
  toMultichainGrant,
  toP256Signer,
  toSessionAccount,
  toSessionTree,
} from '../ts/index.js'
import { allow, allowAnyFunction, and, any, definePolicy, eq, lte, sum, toPolicySession } from '../ts/policy/index.js'
import { createAccountWithRegistry } from './accountWithRegistry.js'
import { toApproveSession } from './approveSession.js'
import { type Stack, sendCalls, stackFamilies, startStack } from './stack/index.js'
import { createWorld, erc20Abi, type World } from './story/world.js'
import { traceOperation } from './traceOperation.js'

/*
 * Each way through validation on each family, traced against ERC-7562: to the end where it says yes, and up to where it says no.
 */

const SSTORE = 0x55

let stack: Stack
let world: World

beforeAll(async () => {
  stack = await startStack()
  world = await createWorld({ stack })
})

afterAll(() => stack?.stop())

/** A session for approvals of at most 100 by a policy. */
function toApprovePolicy(
  signer: Address,
  rest: Pick<definePolicy.Parameters, 'budgets'> &
    Partial<Pick<definePolicy.Parameters, 'paymaster'>> & {
      limits?: readonly string[]
      total?: string
    },
): Session {
  const { limits = [], total, ...definitions } = rest
  const amount = total === undefined ? lte(100n) : and(lte(100n), sum(total))
  return toPolicySession({
    module: world.latchkey.CallPolicyModule,
    policy: definePolicy({
      ...definitions,
      fees: { maxPerOp: parseEther('1') },
      permissions: [
        allow({
          abi: erc20Abi,
          address: world.token,
          args: { amount, spender: eq(world.spender) },
          functionName: 'approve',
          limits,
        }),
      ],
      signer,
    }),
    validAfter: 0,
    validUntil: 0,
  })
}

const paymaster: Address = '0x00000000000000000000000000000000000000fe'

describe.each(stackFamilies)('%s', (family) => {
  const key = privateKeyToAccount(generatePrivateKey())

  /** An op of a session, as it is signed, and the trace of its validation. */
  function trace(account: SessionAccount, amount: bigint, fields: object = {}): Promise<ValidationTrace> {
    const data = encodeFunctionData({ abi: erc20Abi, args: [world.spender, amount], functionName: 'approve' })
    return traceCall(account, { data, to: world.token }, fields)
  }

  const traceCall = (account: SessionAccount, call: { data: Hex; to: Address }, fields: object = {}) =>
    traceOperation({ account, call, fields, stack })

  /** What validation returned: whether the signature was right, in its lowest bits. */
  const authorizer = ({ output }: ValidationTrace) => BigInt(output) & ((1n << 160n) - 1n)

  /** How often validation wrote to the storage of a contract. */
  const writes = ({ frames }: ValidationTrace, to: Address) =>
    frames
      .filter(({ storage }) => storage.toLowerCase() === to.toLowerCase())
      .flatMap(({ slots }) => slots)
      .filter(({ opcode }) => opcode === SSTORE).length

  /** An account that has granted a session, alone or in a tree, and the account that signs as the session. */
  async function granted(session: Session, index: bigint, { inTree = false } = {}) {
    const owner = privateKeyToAccount(generatePrivateKey())
    const sessions = inTree ? [session, { ...session, validUntil: 4_000_000_000 }] : [session]
    const tree = toSessionTree({ sessions })
    const { account, registry } = await createAccountWithRegistry({
      family,
      index,
      latchkey: world.latchkey,
      owner,
      root: tree.root,
      stack,
    })
    const sessionAccount = await toSessionAccount({ account, registry, session, signer: key, tree })
    return { account, registry, sessionAccount: sessionAccount as SessionAccount }
  }

  test.each([false, true])('a session of a module, in a tree: %s', async (inTree) => {
    const { sessionAccount } = await granted(toApproveSession({ ...world, signer: key.address }), 1n, { inTree })
    const good = await trace(sessionAccount, 1n)
    expect([good.reverted, authorizer(good)]).toEqual([false, 0n])
    expect((await trace(sessionAccount, 101n)).reverted).toBe(true)
  })

  test('a transfer', async () => {
    const { latchkey, recipient, token } = world
    const sessionKeyData = encodeErc20TransferSessionKeyData({ maxAmount: 9n, recipient, signer: key.address, token })
    const session = { module: latchkey.ERC20TransferModule, sessionKeyData, validAfter: 0, validUntil: 0 }
    const { sessionAccount } = await granted(session, 2n)
    const transfer = (amount: bigint) => ({
      data: encodeFunctionData({ abi: erc20Abi, args: [recipient, amount], functionName: 'transfer' }),
      to: token,
    })
    const good = await traceCall(sessionAccount, transfer(9n))
    expect([good.reverted, authorizer(good)]).toEqual([false, 0n])
    expect((await traceCall(sessionAccount, transfer(10n))).reverted).toBe(true)
  })

  test('budgets of every kind, for life and per period, are charged', async () => {
    const budgets = {
      'app.example/calls': { kind: 'calls', max: 5n },
      'app.example/daily': { kind: 'sum', max: 100n, period: { seconds: 86_400, start: 1_700_000_000 } },
      'app.example/fees': { kind: 'fees', max: parseEther('1') },
      'app.example/wei': { kind: 'nativeValue', max: 5n },
    } as const
    const limits = ['app.example/calls', 'app.example/wei']
    const session = toApprovePolicy(key.address, { budgets, limits, total: 'app.example/daily' })
    const { registry, sessionAccount } = await granted(session, 3n)
    const good = await trace(sessionAccount, 60n)
    expect([good.reverted, authorizer(good)]).toEqual([false, 0n])
    // The call carries no value.
    expect(writes(good, registry)).toBe(3)
    expect((await trace(sessionAccount, 101n)).reverted).toBe(true)
  })

  test('a policy of any target asks the account about its modules', async () => {
    const session = toPolicySession({
      module: world.latchkey.CallPolicyModule,
      policy: definePolicy({
        fees: any(),
        permissions: [allowAnyFunction({ address: any() })],
        signer: key.address,
      }),
      validAfter: 0,
      validUntil: 0,
    })
    const { sessionAccount } = await granted(session, 4n)
    const good = await trace(sessionAccount, 1n)
    expect([good.reverted, authorizer(good)]).toEqual([false, 0n])
    const { biconomy, erc7579 } = stack
    const own = { biconomy: biconomy.ecdsaModule, kernel: erc7579.ownerValidator, nexus: erc7579.ownerValidator }
    const to = family === 'safe' ? erc7579.safe.adapter : own[family]
    expect((await traceCall(sessionAccount, { data: '0x12345678', to })).reverted).toBe(true)
  })

  test('a policy that names its paymaster', async () => {
    const { sessionAccount } = await granted(toApprovePolicy(key.address, { paymaster }), 5n)
    const paidBy = (who: Address) =>
      family === 'biconomy'
        ? { paymasterAndData: who }
        : { paymaster: who, paymasterData: '0x', paymasterPostOpGasLimit: 1n, paymasterVerificationGasLimit: 1n }
    const good = await trace(sessionAccount, 1n, paidBy(paymaster))
    expect([good.reverted, authorizer(good)]).toEqual([false, 0n])
    expect((await trace(sessionAccount, 1n, paidBy(world.other))).reverted).toBe(true)
  })

  // Kernel and Nexus sign in ways of their own libraries: `grants.test.ts` has a grant of Nexus, for many chains.
  test.runIf(family === 'biconomy' || family === 'safe')('a grant that is signed for many chains', async () => {
    const owner = privateKeyToAccount(generatePrivateKey())
    const { account, registry } = await createAccountWithRegistry({
      family,
      index: 8n,
      latchkey: world.latchkey,
      owner,
      stack,
    })
    const session = toApproveSession({ ...world, signer: key.address })
    const tree = toSessionTree({ sessions: [session, { ...session, validUntil: 4_000_000_000 }] })
    const here = {
      account: account.address,
      chainId: stack.chain.id,
      epoch: 0n,
      registry,
      root: tree.root,
      sessions: encodeSessions({ sessions: tree.sessions }),
    }
    const many = toMultichainGrant({ grants: [{ ...here, chainId: 1 }, here, { ...here, chainId: 137 }] })
    const signature = await account.signTypedData(getMultichainGrantTypedData(many))
    for (const [index, reverted] of [
      [1, false],
      [0, true],
    ] as const) {
      const grant = { chainProof: many.proofs[index] ?? [], sessions: here.sessions, signature }
      const by = await toSessionAccount({ account, grant, registry, session, signer: key, tree })
      const traced = await trace(by as SessionAccount, 1n)
      expect(traced.reverted).toBe(reverted)
      // What is signed becomes a grant.
      if (!reverted) expect([authorizer(traced), writes(traced, registry)]).toEqual([0n, 1])
    }
  })

  test.runIf(family === 'biconomy').each([1, 3])("Biconomy's wire, in a tree of %i", async (count) => {
    const owner = privateKeyToAccount(generatePrivateKey())
    const session = toApproveSession({ ...world, signer: key.address })
    const sessions = Array.from({ length: count }, (_, i) => ({ ...session, validUntil: 4_000_000_000 + i }))
    const tree = toBiconomySessionTree({ sessions })
    const index = 8n + BigInt(count)
    const parameters = { family, index, latchkey: world.latchkey, owner, stack } as const
    const { account, registry } = await createAccountWithRegistry(parameters)
    const setRoot = encodeFunctionData({
      abi: biconomySessionRegistryAbi,
      args: [tree.root],
      functionName: 'setMerkleRoot',
    })
    expect(await sendCalls({ account, calls: [{ data: setRoot, to: registry }], stack })).toBe(true)
    const [first] = sessions
    const by = await toSessionAccount({ account, registry, session: first as Session, signer: key, tree })
    const good = await trace(by as SessionAccount, 1n)
    expect([good.reverted, authorizer(good)]).toEqual([false, 0n])
    expect((await trace(by as SessionAccount, 101n)).reverted).toBe(true)
  })

  test('a wrong signature, of either kind of key, goes all the way', async () => {
    const stranger = privateKeyToAccount(generatePrivateKey())
    const { account, registry } = await granted(toApproveSession({ ...world, signer: key.address }), 6n)
    const session = toApproveSession({ ...world, signer: key.address })
    const wrong = await toSessionAccount({ account, registry, session, signer: stranger })
    const traced = await trace(wrong as SessionAccount, 1n)
    expect([traced.reverted, authorizer(traced)]).toEqual([false, 1n])

    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
    const newSigner = async () =>
      toP256Signer((await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])) as CryptoKeyPair)
    const p256 = await newSigner()
    const p256Session = toApproveSession({ ...world, signer: p256.address })
    const other = await granted(p256Session, 7n)
    for (const [signer, expected] of [
      [p256, 0n],
      [{ ...(await newSigner()), address: p256.address }, 1n],
    ] as const) {
      const by = await toSessionAccount({
        account: other.account,
        registry: other.registry,
        session: p256Session,
        signer,
      })
      const result = await trace(by as SessionAccount, 1n)
      expect([result.reverted, authorizer(result)]).toEqual([false, expected])
    }
  })
})
