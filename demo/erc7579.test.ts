import { type Address, BaseError, encodeFunctionData, type Hex, parseAbi } from 'viem'
import type { SmartAccount } from 'viem/account-abstraction'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { erc7579SessionValidatorAbi } from '../ts/generated/abis.js'
import {
  encodeSessions,
  encodeValidatorInstallation,
  getSessionId,
  type Session,
  toSessionAccount,
  toSessionTree,
} from '../ts/index.js'
import { toApproveSession } from './approveSession.js'
import { createAccount, type Stack, sendCalls, startStack } from './stack/index.js'
import { createWorld, erc20Abi, type World } from './story/world.js'
import { traceOperation } from './traceOperation.js'

const moduleConfigAbi = parseAbi([
  'function isModuleInstalled(uint256 moduleTypeId, address module, bytes additionalContext) view returns (bool)',
])

let stack: Stack
let world: World
let validator: Address

beforeAll(async () => {
  stack = await startStack()
  world = await createWorld({ stack })
  validator = world.latchkey.ERC7579SessionValidator
})

afterAll(() => stack?.stop())

const send = (account: SmartAccount, calls: sendCalls.Parameters['calls']) => sendCalls({ account, calls, stack })

/** What the bundler says when it refuses. */
async function refusalOf(account: SmartAccount, call: { to: Address; data: Hex }): Promise<string> {
  try {
    await send(account, [call])
    return 'runs'
  } catch (error) {
    if (!(error instanceof BaseError)) throw error
    return error.message
  }
}

const approve = (spender: Address, amount: bigint) => ({
  data: encodeFunctionData({ abi: erc20Abi, args: [spender, amount], functionName: 'approve' }),
  to: world.token,
})

const toValidator = (data: Hex) => ({ data, to: validator })

const revokeCall = (session: Session) =>
  toValidator(
    encodeFunctionData({
      abi: erc7579SessionValidatorAbi,
      args: [getSessionId(session)],
      functionName: 'revokeSession',
    }),
  )

describe.each(['nexus', 'kernel', 'safe'] as const)('%s, through the bundler', (family) => {
  test('install, grant, use, refuse, revoke', async () => {
    const owner = await createAccount({ family, owner: privateKeyToAccount(generatePrivateKey()), stack })
    const key = privateKeyToAccount(generatePrivateKey())
    const validUntil = Math.floor(Date.now() / 1_000) + 3_600
    const session = toApproveSession({ ...world, signer: key.address, validUntil })
    const tree = toSessionTree({ sessions: [session, { ...session, validUntil: 0 }] })
    const isInstalled = () =>
      stack.publicClient.readContract({
        abi: moduleConfigAbi,
        address: owner.address,
        args: [1n, validator, '0x'],
        functionName: 'isModuleInstalled',
      })

    expect(await isInstalled()).toBe(false)
    expect(await send(owner, [{ data: encodeValidatorInstallation({ family, validator }), to: owner.address }])).toBe(
      true,
    )
    expect(await isInstalled()).toBe(true)

    const grant = encodeFunctionData({
      abi: erc7579SessionValidatorAbi,
      args: [tree.root, encodeSessions({ sessions: tree.sessions })],
      functionName: 'grantSessions',
    })
    expect(await send(owner, [toValidator(grant)])).toBe(true)

    const account = await toSessionAccount({ account: owner, registry: validator, session, signer: key, tree })
    expect(account.family).toBe(family)
    expect(await send(account, [approve(world.spender, 40n)])).toBe(true)
    expect(await send(account, [approve(world.spender, 0n), approve(world.spender, 60n)])).toBe(true)
    expect(
      await stack.publicClient.readContract({
        abi: erc20Abi,
        address: world.token,
        args: [owner.address, world.spender],
        functionName: 'allowance',
      }),
    ).toBe(60n)

    // AmountAboveCap, ArgumentNotAllowed and TargetForbidden, by their selectors.
    expect(await refusalOf(account, approve(world.spender, 101n))).toContain('AA23')
    expect(await refusalOf(account, approve(world.other, 1n))).toContain('AA23')
    expect(await refusalOf(account, toValidator('0x12345678'))).toContain('AA23')
    const stranger = await toSessionAccount({ account: owner, registry: validator, session, signer: world.key, tree })
    expect(await refusalOf(stranger, approve(world.spender, 1n))).toMatch(/AA24|[Ii]nvalid.*signature/)

    expect(await send(owner, [revokeCall(session)])).toBe(true)
    expect(await refusalOf(account, approve(world.spender, 1n))).toContain('AA23')
  })

  test('validation keeps the rules of ERC-7562, refused or not', async () => {
    const owner = await createAccount({ family, index: 1n, owner: privateKeyToAccount(generatePrivateKey()), stack })
    const key = privateKeyToAccount(generatePrivateKey())
    const session = toApproveSession({ ...world, signer: key.address })
    const { root } = toSessionTree({ sessions: [session] })
    const data = encodeValidatorInstallation({ family, grant: { root }, validator })
    expect(await send(owner, [{ data, to: owner.address }])).toBe(true)

    const account = await toSessionAccount({
      account: owner,
      registry: validator,
      session,
      signer: key,
    })
    for (const [amount, reverted] of [
      [1n, false],
      [101n, true],
    ] as const) {
      const trace = await traceOperation({ account, call: approve(world.spender, amount), stack })
      expect(trace.reverted).toBe(reverted)
    }
  })
})
