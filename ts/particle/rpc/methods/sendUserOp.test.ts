import { encodeErrorResult, type Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import {
  createMockStack,
  errorOf,
  mock,
  refusal,
  resultOf,
  strangeValues,
  withValue,
} from '../../../../test/particle/mockStack.js'
import { encodedSession, session, smartAccount, userOp } from '../../../../test/particle/requests.js'
import { biconomySessionRegistryAbi } from '../../../generated/abis.js'
import { getSessionId } from '../../../session/getSessionId.js'
import { decodeAccountSignature } from '../../../wire/accountSignature.js'
import { decodeBiconomySignature } from '../../../wire/biconomyWire.js'

const method = 'particle_aa_sendUserOp'
const params = [smartAccount, userOp]
const other = { ...encodedSession, validUntil: 5 }
const target = { sessions: [session, other], targetSession: encodedSession }

type Sent = { [field in keyof typeof userOp]: Hex }

function sentOf({ asked }: ReturnType<typeof createMockStack>, name = 'eth_sendUserOperation'): Sent {
  const [question, ...others] = asked.filter((item) => item.method === name)
  expect(others).toEqual([])
  return (question?.params as [Sent])[0]
}

test("default: the owner's op, with the owner's signature in the account's form", async () => {
  const stack = createMockStack()
  expect(await resultOf(stack.handler, method, params)).toBe(mock.transactionHash)
  const { signature, ...sent } = sentOf(stack)
  expect(decodeAccountSignature(signature)).toEqual({
    moduleSignature: userOp.signature,
    registry: '0x0000001c5b32F37F5beA87BDD5374eB2aC54eA8e',
  })
  // As it came, with numbers as bundlers take them.
  expect(sent).toEqual({
    callData: userOp.callData,
    callGasLimit: '0x13c73',
    initCode: '0x',
    maxFeePerGas: '0x59682f22',
    maxPriorityFeePerGas: '0x59682f00',
    nonce: '0x0',
    paymasterAndData: '0x',
    preVerificationGas: '0xd9ec',
    sender: mock.account,
    verificationGasLimit: '0x4db73',
  })
})

test("args: sessions and targetSession: leaf and proof around the session key's signature", async () => {
  const stack = createMockStack()
  await resultOf(stack.handler, method, [...params, target])
  const { moduleSignature, registry } = decodeAccountSignature(sentOf(stack).signature)
  expect(registry).toBe(mock.registry)
  const { sessionValidationModule: module, ...rest } = encodedSession
  expect(decodeBiconomySignature(moduleSignature)).toEqual({
    proof: [getSessionId({ ...rest, module, validUntil: 5 })],
    session: { ...rest, module },
    signature: userOp.signature,
  })
})

test("args: gasless: 'boost' sends ops without a fee its own way, and no others", async () => {
  const free = { ...userOp, maxFeePerGas: '0x00', maxPriorityFeePerGas: '0' }
  const boosted = createMockStack({ gasless: 'boost' })
  await resultOf(boosted.handler, method, [smartAccount, free])
  expect(sentOf(boosted, 'boost_sendUserOperation').maxFeePerGas).toBe('0x0')

  for (const [gasless, op] of [
    ['boost', userOp],
    ['boost', { ...free, paymasterAndData: '0x12' }],
    [undefined, free],
  ] as const) {
    const stack = createMockStack({ gasless })
    await resultOf(stack.handler, method, [smartAccount, op])
    expect(sentOf(stack).sender).toBe(mock.account)
  }
})

describe('error: what cannot be read is named by its path', () => {
  const quantity = ['0', '1', '0x0', '0x1', '0'.repeat(78)]
  const fields: readonly [path: string, fits: readonly unknown[]][] = [
    ['[0]', []],
    ['[1]', []],
    ['[1].sender', []],
    ['[1].nonce', quantity],
    ['[1].initCode', ['0x']],
    ['[1].callData', ['0x']],
    ['[1].callGasLimit', quantity],
    ['[1].verificationGasLimit', quantity],
    ['[1].preVerificationGas', quantity],
    ['[1].maxFeePerGas', quantity],
    ['[1].maxPriorityFeePerGas', quantity],
    ['[1].paymasterAndData', ['0x']],
    ['[1].signature', []],
    ['[2]', [null, undefined]],
    ['[2].sessions', []],
    ['[2].targetSession', []],
  ]
  test.each(fields)('params%s', async (path, fits) => {
    const { asked, handler } = createMockStack()
    const base = path.startsWith('[2].') ? [...params, target] : params
    for (const value of [undefined, ...strangeValues]) {
      // A list without an item is a shorter list.
      if (value === undefined && /^\[\d\]$/.test(path)) continue
      const changed = withValue(base, path, value)
      if (fits.includes(value)) {
        await expect(resultOf(handler, method, changed)).resolves.toBe(mock.transactionHash)
        continue
      }
      const sent = asked.length
      const { code, data } = await errorOf(handler, method, changed)
      expect({ code, value }).toEqual({ code: -32602, value })
      expect((data as { path: string }).path.startsWith(`params${path}`)).toBe(true)
      expect(asked.slice(sent).map(({ method: name }) => name)).not.toContain('eth_sendUserOperation')
    }
  })

  test.each([
    ['[1].sender', smartAccount.ownerAddress, 'params[1].sender'],
    ['[1].signature', `0x${'11'.repeat(64)}`, 'params[1].signature'],
    ['[1].signature', `0x${'11'.repeat(192)}`, 'params[1].signature'],
    ['[1].signature', '0x', 'params[1].signature'],
    ['[1].nonce', `0x1${'0'.repeat(64)}`, 'params[1].nonce'],
    ['[1].nonce', 0, 'params[1].nonce'],
    ['[1].factory', '0x', 'params[1]'],
    ['[2]', { ...target, targetSession: { ...encodedSession, validAfter: 1 } }, 'params[2].targetSession'],
    ['[2]', { sessions: [encodedSession, session], targetSession: session }, 'params[2].sessions[1]'],
    ['[3]', null, 'params'],
  ])('params%s, no. %#', async (path, value, named) => {
    const { handler } = createMockStack()
    expect(await errorOf(handler, method, withValue(params, path, value))).toMatchObject({
      code: -32602,
      data: { path: named },
    })
  })
})

describe('error: the op is refused', () => {
  const refusing = (validate: () => unknown) =>
    createMockStack({
      answers: {
        eth_call: (call) => {
          const [{ data, to }] = call as [{ data: Hex; to: string }]
          if (to === mock.registry) return validate()
          // The factory, asked for the account.
          expect(data.slice(0, 10)).toHaveLength(10)
          return `0x${mock.account.slice(2).toLowerCase().padStart(64, '0')}`
        },
      },
      bundlerAnswers: {
        eth_sendUserOperation: () => {
          throw refusal(-32500, 'AA23 reverted (or OOG)')
        },
      },
    })
  const revert = (errorName: 'SessionDead') => () => {
    const data = encodeErrorResult({ abi: biconomySessionRegistryAbi, args: [`0x${'22'.repeat(32)}`], errorName })
    throw Object.assign(new Error('execution reverted'), { code: 3, data })
  }

  test("a session's, with the registry's reason", async () => {
    const { handler } = refusing(revert('SessionDead'))
    expect(await errorOf(handler, method, [...params, target])).toEqual({
      code: -32500,
      data: { refusal: 'SessionDead' },
      message: `The registry refused the op: The session 0x${'22'.repeat(32)} was revoked.`,
    })
  })

  test.each([
    ['of somebody else', `0x${'1'.padStart(64, '0')}`, -32507, 'WrongSignature'],
    ['of a session that ended', `0x${'00'.repeat(6)}000000000001${'00'.repeat(20)}`, -32503, 'Expired'],
    ['of a session that has not begun', `0x0000ffffffff${'00'.repeat(26)}`, -32503, 'NotYetValid'],
  ])('with the signature %s', async (_, answer, code, name) => {
    const { handler } = refusing(() => answer)
    expect(await errorOf(handler, method, [...params, target])).toMatchObject({ code, data: { refusal: name } })
  })

  test("a session's that the registry would take: the bundler's words", async () => {
    const { handler } = refusing(() => `0x${'00'.repeat(32)}`)
    expect(await errorOf(handler, method, [...params, target])).toEqual({
      code: -32500,
      message: 'The bundler refused the op: AA23 reverted (or OOG)',
    })
  })

  test("the owner's: the bundler's words, and the registry is not asked", async () => {
    const stack = refusing(() => {
      throw new Error('asked')
    })
    expect(await errorOf(stack.handler, method, params)).toEqual({
      code: -32500,
      message: 'The bundler refused the op: AA23 reverted (or OOG)',
    })
    expect(stack.errors).toEqual([])
  })

  test("the bundler's codes are kept when they are about ops, and its URLs are not", async () => {
    const { handler } = createMockStack({
      bundlerAnswers: {
        eth_sendUserOperation: () => {
          throw refusal(-32602, `bad op: see https://node.example/v2/s3cret?key=1 for more\nstack ${'x'.repeat(999)}`)
        },
      },
    })
    expect(await errorOf(handler, method, params)).toEqual({
      code: -32500,
      message: 'The bundler refused the op: bad op: see [url] for more',
    })
  })
})

test('error: the op was sent and is in no block', async () => {
  const { errors, handler } = createMockStack({
    bundlerAnswers: { eth_getUserOperationReceipt: () => null },
    inclusionTimeout: 50,
  })
  expect(await errorOf(handler, method, params)).toMatchObject({
    code: -32000,
    data: { userOpHash: mock.userOpHash },
  })
  expect(errors).toHaveLength(1)
})

test('error: the bundler answers with no hash', async () => {
  const { handler } = createMockStack({ bundlerAnswers: { eth_sendUserOperation: () => 'ok' } })
  expect(await errorOf(handler, method, params)).toMatchObject({ code: -32603 })
})
