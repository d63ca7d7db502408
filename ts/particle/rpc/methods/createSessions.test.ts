import { describe, expect, test } from 'vitest'
import {
  createMockStack,
  errorOf,
  mock,
  resultOf,
  strangeValues,
  withValue,
} from '../../../../test/particle/mockStack.js'
import { encodedSession, session, smartAccount } from '../../../../test/particle/requests.js'
import { ownerNonceKey } from '../../../accounts/ownerNonceKey.js'
import type { ParticleCreatedSessions } from './createSessions.js'

const method = 'particle_aa_createSessions'
const params = [smartAccount, [session]]
/** The decimal number with the most digits that is one. */
const zeros = '0'.repeat(78)
const create = (stack: ReturnType<typeof createMockStack>) =>
  resultOf<ParticleCreatedSessions>(stack.handler, method, params)

test("default: the answer in Particle's documentation", async () => {
  const stack = createMockStack()
  const { sessions, transactions, verifyingPaymasterGasless, verifyingPaymasterNative } = await create(stack)
  expect(verifyingPaymasterNative.userOp).toEqual({
    callData:
      '0x00004680000000000000000000000000000000000000000000000000000000000000006000000000000000000000000000000000000000000000000000000000000000c000000000000000000000000000000000000000000000000000000000000001200000000000000000000000000000000000000000000000000000000000000002000000000000000000000000cbeba65449cbef0dcfd4a63cdf4090fa1d4a9f63000000000000000000000000000002fbffedd9b33f4e7156f2de8d48945e74890000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000000000000000000000000000000000004000000000000000000000000000000000000000000000000000000000000000a00000000000000000000000000000000000000000000000000000000000000024610b5925000000000000000000000000000002fbffedd9b33f4e7156f2de8d48945e74890000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000247cb647596c98955fe6db976fde4318beb22b3aa902fa5de66756158c4f4ef5c012e9055100000000000000000000000000000000000000000000000000000000',
    callGasLimit: '0x013c73',
    initCode:
      '0x000000a56aaca3e9a4c479ea6b6cd0dbcb6634f5df20ffbc0000000000000000000000000000001c5b32f37f5bea87bdd5374eb2ac54ea8e0000000000000000000000000000000000000000000000000000000000000060000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000242ede3bc0000000000000000000000000c19dd1f3e212b39a30036ef3de3f83def5a66e4100000000000000000000000000000000000000000000000000000000',
    maxFeePerGas: '0x7558bdca',
    maxPriorityFeePerGas: '0x7558bdb4',
    nonce: '0x00',
    paymasterAndData: '0x',
    preVerificationGas: '0xd9ec',
    sender: mock.account,
    signature: expect.stringMatching(/^0x0{62}40/),
    verificationGasLimit: '0x04db73',
  })
  expect(verifyingPaymasterNative.userOpHash).toBe('0xf885ae16099dc6bb91d8907200409fd4c0f06a844ff47b87e1a0a7b340cc28e5')
  expect(verifyingPaymasterNative.feeQuote).toEqual({
    balance: '0',
    fee: '896021449333172',
    tokenInfo: {
      address: '0x0000000000000000000000000000000000000000',
      chainId: 80001,
      decimals: 18,
      name: 'MATIC',
      symbol: 'MATIC',
    },
  })
  expect(verifyingPaymasterGasless).toBeNull()
  expect(sessions).toEqual([encodedSession])
  expect(transactions).toEqual([
    {
      data: '0x610b5925000000000000000000000000000002fbffedd9b33f4e7156f2de8d48945e7489',
      to: mock.account,
      value: '0x00',
    },
    {
      data: '0x7cb647596c98955fe6db976fde4318beb22b3aa902fa5de66756158c4f4ef5c012e90551',
      to: mock.registry,
      value: '0x00',
    },
  ])
})

test("args: gasless: a paymaster's data is in the op that is hashed, as in Particle's documentation", async () => {
  const final =
    '0xc89b723809598d0ebf821e89087dc8e1a6ee049900000000000000000000000000000000000000000000000000000000655f45390000000000000000000000000000000000000000000000000000000000000000a774c26e6cb51a0dd3cf973c4536c15fee28e0ce373eba84d5b2a3f7920141b51ce235e4170c5793fabb72f3548548630a8a9137187ce6c7efa9b24230da5f6c1b'
  const stack = createMockStack({
    bundlerAnswers: {
      eth_estimateUserOperationGas: () => ({
        callGasLimit: '0x13c73',
        preVerificationGas: '0xd9ec',
        verificationGasLimit: '0x4db73',
      }),
    },
    gasless: {
      getPaymasterData: async ({ verificationGasLimit }) => {
        expect(verificationGasLimit).toBe(0x4db73n)
        return { paymasterAndData: final }
      },
      getPaymasterStubData: async () => ({ paymasterAndData: `0x${'ff'.repeat(149)}` }),
    },
  })
  const { verifyingPaymasterGasless } = await create(stack)
  expect(verifyingPaymasterGasless?.userOp.paymasterAndData).toBe(final)
  expect(verifyingPaymasterGasless?.userOpHash).toBe(
    '0x4f09fd29144fd196915f248dffd6d4a496d1cfb20f369a21622ef88ad8010a2b',
  )
  // The estimate was made with the stub, which is as long.
  const estimates = stack.asked.filter(({ method: asked }) => asked === 'eth_estimateUserOperationGas')
  expect(estimates.map(({ params }) => (params as [{ paymasterAndData: string }])[0].paymasterAndData.length)).toEqual([
    2,
    2 + 149 * 2,
  ])
})

test('args: gasless: final stub data is taken as it is', async () => {
  const stack = createMockStack({
    gasless: {
      getPaymasterData: async () => {
        throw new Error('asked again')
      },
      getPaymasterStubData: async () => ({ isFinal: true, paymasterAndData: '0xabcd' }),
    },
  })
  expect((await create(stack)).verifyingPaymasterGasless?.userOp.paymasterAndData).toBe('0xabcd')
})

test("args: gasless: 'boost' quotes an op without a fee", async () => {
  const { verifyingPaymasterGasless } = await create(createMockStack({ gasless: 'boost' }))
  expect(verifyingPaymasterGasless?.userOp).toMatchObject({
    maxFeePerGas: '0x00',
    maxPriorityFeePerGas: '0x00',
    paymasterAndData: '0x',
  })
})

test('behavior: a paymaster that refuses leaves the quote for the account itself', async () => {
  const stack = createMockStack({
    gasless: {
      getPaymasterData: async () => ({ paymasterAndData: '0x' }),
      getPaymasterStubData: async () => {
        throw new Error('not sponsored')
      },
    },
  })
  const { verifyingPaymasterGasless, verifyingPaymasterNative } = await create(stack)
  expect(verifyingPaymasterGasless).toBeNull()
  expect(verifyingPaymasterNative.userOp.sender).toBe(mock.account)
  expect(stack.errors).toEqual([expect.objectContaining({ message: 'not sponsored' })])
})

test("behavior: the op is in the owner's lane of nonces", async () => {
  const stack = createMockStack()
  await create(stack)
  expect(stack.nonceKeys).toEqual([ownerNonceKey])
})

test('behavior: what is deployed and enabled is not deployed and enabled again', async () => {
  const { transactions, verifyingPaymasterNative } = await create(createMockStack({ deployed: true, enabled: true }))
  expect(verifyingPaymasterNative.userOp.initCode).toBe('0x')
  expect(transactions).toHaveLength(1)
})

describe('error: what cannot be read is named by its path', () => {
  /** For each field, what it may be. */
  const fields: readonly [path: string, fits: (value: unknown) => boolean][] = [
    ['[0]', () => false],
    ['[0].ownerAddress', () => false],
    ['[0].index', (value) => value === undefined || value === 0 || value === 1],
    ['[1]', () => false],
    ['[1][0]', () => false],
    ['[1][0].validUntil', (value) => value === 0 || value === 1],
    ['[1][0].validAfter', (value) => value === 0 || value === 1],
    ['[1][0].sessionValidationModule', () => false],
    ['[1][0].sessionKeyDataInAbi', () => false],
    ['[1][0].sessionKeyDataInAbi[0]', () => false],
    ['[1][0].sessionKeyDataInAbi[1]', () => false],
    ['[1][0].sessionKeyDataInAbi[0][3]', () => false],
    ['[1][0].sessionKeyDataInAbi[1][3]', (value) => [0, 1, '0', '1', '0x0', '0x1', zeros].includes(value as string)],
  ]
  test.each(fields)('params%s', async (path, fits) => {
    const { handler } = createMockStack()
    for (const value of [undefined, ...strangeValues]) {
      const changed = withValue(params, path, value)
      if (fits(value)) {
        await expect(resultOf(handler, method, changed)).resolves.toBeDefined()
        continue
      }
      const { code, data, message } = await errorOf(handler, method, changed)
      expect({ code, value }).toEqual({ code: -32602, value })
      const named = (data as { path: string }).path
      // The place itself, or what it stands in when its type decides, or what stands in it.
      const [shorter, longer] = [`params${path}`, named].sort((a, b) => a.length - b.length)
      expect(longer?.startsWith(shorter ?? ''), `${named} for params${path}`).toBe(true)
      expect(message).toContain(`\`${named}\``)
    }
  })

  test.each([
    ['[0].name', 'SIMPLE', 'params[0]'],
    ['[0].version', '1.0.0', 'params[0]'],
    ['[0].ownerAddress', '0x0000000000000000000000000000000000000000', 'params[0].ownerAddress'],
    ['[0].ownerAddress', '0xC19dd1f3e212b39a30036EF3DE3F83dEf5a66E41', 'params[0].ownerAddress'],
    ['[0].options', { passkeyOption: {} }, 'params[0].options'],
    ['[0].onwerAddress', smartAccount.ownerAddress, 'params[0]'],
    ['[1][0].validUntl', 5, 'params[1][0]'],
    ['[1][0].validUntil', 2 ** 47, 'params[1][0].validUntil'],
    ['[1][0].validUntil', '1893456000', 'params[1][0].validUntil'],
    ['[1][0].validUntil', -1, 'params[1][0].validUntil'],
    ['[1][0].validAfter', 1.5, 'params[1][0].validAfter'],
    ['[1][0].sessionKeyData', '0x12', 'params[1][0]'],
    ['[1][0].sessionKeyDataInAbi[1][3]', 2 ** 53, 'params[1][0].sessionKeyDataInAbi[1][3]'],
    ['[1][0].sessionKeyDataInAbi[0][3]', `uint256${'[]'.repeat(500)}`, 'params[1][0].sessionKeyDataInAbi[0][3]'],
    ['[1][0].sessionKeyDataInAbi[0]', new Array(129).fill('uint256'), 'params[1][0].sessionKeyDataInAbi[0]'],
    ['[1][1]', session, 'params[1][1]'],
    ['[1]', new Array(4097).fill(session), 'params[1]'],
    ['[2]', null, 'params'],
  ])('params%s, no. %#', async (path, value, named) => {
    const { handler } = createMockStack()
    const { code, data, message } = await errorOf(handler, method, withValue(params, path, value))
    expect([code, data]).toEqual([-32602, { path: named }])
    expect(message).toContain(`\`${named}\``)
  })

  test('a session that could hide another', async () => {
    const { handler } = createMockStack()
    const hiding = { ...encodedSession, sessionKeyData: `0x${'11'.repeat(32)}` }
    expect(await errorOf(handler, method, [smartAccount, [session, hiding]])).toMatchObject({
      code: -32602,
      data: { path: 'params[1][1].sessionKeyData' },
    })
  })
})

test('error: there is no registry', async () => {
  const { handler } = createMockStack({ answers: { eth_getCode: () => '0x' } })
  expect(await errorOf(handler, method, params)).toEqual({
    code: -32603,
    message: `There is no registry at ${mock.registry}.`,
  })
})

test.each<[string, unknown]>([
  ['nothing', null],
  ['a word', 'gas'],
  ['numbers', { callGasLimit: 1, preVerificationGas: 1, verificationGasLimit: 1 }],
  ['a number less', { callGasLimit: '0x1', verificationGasLimit: '0x1' }],
  ['a negative number', { callGasLimit: '-1', preVerificationGas: '0x1', verificationGasLimit: '0x1' }],
])('error: the bundler estimates %s', async (_, answer) => {
  const { handler } = createMockStack({ bundlerAnswers: { eth_estimateUserOperationGas: () => answer } })
  expect(await errorOf(handler, method, params)).toEqual({
    code: -32603,
    message: 'The bundler’s estimate cannot be read.',
  })
})
