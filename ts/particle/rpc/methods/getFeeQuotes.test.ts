import { size } from 'viem'
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
import { call, encodedSession, session, smartAccount } from '../../../../test/particle/requests.js'
import { decodeBiconomyCalls } from '../../../accounts/biconomyCalls.js'
import { ownerNonceKey } from '../../../accounts/ownerNonceKey.js'
import { decodeAccountSignature } from '../../../wire/accountSignature.js'
import { decodeBiconomySignature } from '../../../wire/biconomyWire.js'
import type { ParticleFeeQuotes } from '../quoteUserOp.js'

const method = 'particle_aa_getFeeQuotes'
const params = [smartAccount, [call]]

test('default: an op of the calls, whoever signs it', async () => {
  const { handler, nonceKeys } = createMockStack({ deployed: true })
  const { verifyingPaymasterGasless, verifyingPaymasterNative } = await resultOf<ParticleFeeQuotes>(
    handler,
    method,
    params,
  )
  expect(verifyingPaymasterGasless).toBeNull()
  const { userOp } = verifyingPaymasterNative
  expect(decodeBiconomyCalls(userOp.callData)).toEqual([{ ...call, value: 1n }])
  expect(userOp).toMatchObject({ initCode: '0x', nonce: '0x00', paymasterAndData: '0x', sender: mock.account })
  expect(nonceKeys).toEqual([0n])
  // Room for a session: the estimate was made with a signature as long as most, and validation has gas beyond it.
  expect(size(userOp.signature)).toBeGreaterThan(900)
  expect(Number(userOp.verificationGasLimit)).toBe(0x04db73 + 150_000)
})

test('args: sessions and targetSession: the estimate is that of the session', async () => {
  const { asked, handler } = createMockStack({ deployed: true })
  const other = { ...encodedSession, validUntil: 5 }
  const target = { sessions: [session, other], targetSession: encodedSession }
  const { verifyingPaymasterNative } = await resultOf<ParticleFeeQuotes>(handler, method, [...params, target])
  const { userOp } = verifyingPaymasterNative
  expect(Number(userOp.verificationGasLimit)).toBe(0x04db73)
  const { moduleSignature, registry } = decodeAccountSignature(userOp.signature)
  expect(registry).toBe(mock.registry)
  const decoded = decodeBiconomySignature(moduleSignature)
  expect(decoded.session.sessionKeyData).toBe(encodedSession.sessionKeyData)
  expect(decoded.proof).toHaveLength(1)
  const [estimate] = asked.filter(({ method: name }) => name === 'eth_estimateUserOperationGas')
  expect((estimate?.params as [{ signature: string }])[0].signature).toBe(userOp.signature)
})

test("behavior: calls that only the owner may make are in the owner's lane", async () => {
  for (const to of [mock.account, mock.registry]) {
    const { handler, nonceKeys } = createMockStack({ deployed: true })
    await resultOf(handler, method, [smartAccount, [call, { ...call, to }]])
    expect(nonceKeys).toEqual([ownerNonceKey])
  }
})

test('behavior: calls as a library populates them', async () => {
  const { handler } = createMockStack({ deployed: true })
  const populated = { data: '0xABCD', from: mock.account, to: call.to, value: '1000000000000000000' }
  const { verifyingPaymasterNative } = await resultOf<ParticleFeeQuotes>(handler, method, [
    smartAccount,
    [{ to: call.to }, populated],
    null,
  ])
  expect(decodeBiconomyCalls(verifyingPaymasterNative.userOp.callData)).toEqual([
    { data: '0x', to: call.to, value: 0n },
    { data: '0xabcd', to: call.to, value: 10n ** 18n },
  ])
})

describe('error: what cannot be read is named by its path', () => {
  const fields: readonly [path: string, fits: readonly unknown[]][] = [
    ['[1]', []],
    ['[1][0]', []],
    ['[1][0].to', []],
    ['[1][0].value', ['0', '1', '0x0', '0x1', '0'.repeat(78)]],
    ['[1][0].data', ['0x']],
    ['[1][0].from', []],
    ['[2]', [null]],
  ]
  test.each(fields)('params%s', async (path, fits) => {
    const { handler } = createMockStack({ deployed: true })
    for (const value of strangeValues) {
      const changed = withValue(params, path, value)
      if (fits.includes(value)) {
        await expect(resultOf(handler, method, changed)).resolves.toBeDefined()
        continue
      }
      const { code, data } = await errorOf(handler, method, changed)
      expect({ code, value }).toEqual({ code: -32602, value })
      expect((data as { path: string }).path.startsWith(`params${path}`)).toBe(true)
    }
  })

  test.each([
    ['[1][0].from', smartAccount.ownerAddress, 'params[1][0].from'],
    ['[1][0].gasLimit', '0x1', 'params[1][0]'],
    ['[1][0].value', `0x1${'0'.repeat(64)}`, 'params[1][0].value'],
    ['[1][0].value', 1, 'params[1][0].value'],
    ['[1]', new Array(257).fill(call), 'params[1]'],
    ['[1]', [], 'params[1]'],
    ['[2]', { sessions: [session], targetSession: { ...encodedSession, validAfter: 1 } }, 'params[2].targetSession'],
    ['[3]', null, 'params'],
  ])('params%s, no. %#', async (path, value, named) => {
    const { handler } = createMockStack({ deployed: true })
    expect(await errorOf(handler, method, withValue(params, path, value))).toMatchObject({
      code: -32602,
      data: { path: named },
    })
  })
})

test('error: the bundler refuses the op', async () => {
  const { handler } = createMockStack({
    bundlerAnswers: {
      eth_estimateUserOperationGas: () => {
        throw refusal(-32521, 'UserOperation reverted during simulation with reason: 0x')
      },
    },
  })
  expect(await errorOf(handler, method, params)).toEqual({
    code: -32521,
    message: 'The bundler refused the op: UserOperation reverted during simulation with reason: 0x',
  })
})
