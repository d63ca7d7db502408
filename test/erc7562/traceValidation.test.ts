import { concat, createClient, custom, getAddress, pad } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assertValidationClean } from './assertValidationClean.js'
import { addresses, startFixture, step, toCall } from './fixture.js'
import { traceValidation } from './traceValidation.js'

const { addressAccess, callChain, callingAccount, codeless, delegatingAccount, forbiddenOpcodes, raw } = addresses

let chain: Awaited<ReturnType<typeof startFixture>>
beforeAll(async () => {
  chain = await startFixture()
})
afterAll(() => chain.stop())

describe('traceValidation', () => {
  test('behavior: a delegated call is known by its code and by its storage', async () => {
    const call = toCall(delegatingAccount, step('callChain', 'pass', [forbiddenOpcodes, '0x12345678']))
    const { frames } = await traceValidation({ call, client: chain.client })
    expect(frames.map(({ code, depth, storage }) => [depth, code, storage])).toEqual([
      [1, delegatingAccount, delegatingAccount],
      [2, callChain, delegatingAccount],
      [3, forbiddenOpcodes, forbiddenOpcodes],
    ])
  })

  test('behavior: a call is recorded with its value and the start of its input', async () => {
    const data = `0x${'ab'.repeat(40)}` as const
    const call = toCall(callingAccount, step('addressAccess', 'callTo', [raw, 3n, data]))
    const { frames } = await traceValidation({ call, client: chain.client })
    expect(frames.find(({ code }) => code === addressAccess)?.calls).toEqual([
      { hasCode: false, input: `0x${'ab'.repeat(36)}`, isPrecompile: false, opcode: 0xf1, target: raw, value: 3n },
    ])
  })

  test('behavior: of the hashes only those of 64 bytes are recorded', async () => {
    const hashOf = (size: string) => `${size} PUSH0 KECCAK256 POP`
    const first = await chain.raw(
      `CALLER PUSH0 MSTORE ${['0x20', '0x3f', '0x40', '0x41', '0x60'].map(hashOf).join(' ')}`,
    )
    const { trace } = await chain.validate(first)
    expect(trace.preimages).toEqual([concat([pad(callingAccount), pad('0x')])])
  })

  test('behavior: an opcode without its operands halts the validation, not the tracer', async () => {
    const { violations, trace } = await chain.validate(await chain.raw('KECCAK256'))
    expect(trace).toMatchObject({ preimages: [], reverted: true })
    expect(violations).toEqual([])
  })

  test('error: nothing ran', async () => {
    const call = toCall(codeless, step('forbiddenOpcodes', 'doNothing'))
    await expect(traceValidation({ call, client: chain.client })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[Error: Nothing ran: there is no code at 0x1000000000000000000000000000000000000004.]`,
    )
  })

  test('error: the tracer failed', async () => {
    const sabotage = (tracer: string) =>
      tracer.replace('record(log, db) {', "record(log, db) { throw new Error('lost')")
    const request = ({ method, params: [transaction, block, { tracer }] }: TracingRequest) =>
      chain.client.transport.request({ method, params: [transaction, block, { tracer: sabotage(tracer) }] })
    const client = createClient({ transport: custom({ request }) })
    const call = toCall(callingAccount, step('forbiddenOpcodes', 'doNothing'))
    await expect(traceValidation({ call, client })).rejects.toThrow('The tracer failed: Error: lost')
  })
})

type TracingRequest = { method: string; params: [transaction: object, block: string, options: { tracer: string }] }

describe('assertValidationClean', () => {
  test('default', async () => {
    const call = toCall(callingAccount, step('slotAccess', 'readByAccount'))
    const trace = await assertValidationClean({ call, client: chain.client })
    expect(trace.reverted).toBe(false)
    expect(trace.frames.map(({ code }) => getAddress(code))).toEqual([callingAccount, addresses.slotAccess])
  })

  test('args: accountExists', async () => {
    const call = toCall(callingAccount, step('slotAccess', 'readByAccount'))
    const promise = assertValidationClean({ accountExists: false, call, client: chain.client })
    await expect(promise).rejects.toThrow('STO-022')
  })

  test('error: the validation breaks rules', async () => {
    const call = toCall(callingAccount, await chain.raw('TIMESTAMP PUSH0 SLOAD GAS POP'))
    await expect(assertValidationClean({ call, client: chain.client })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [ValidationRulesError: The validation of 0x1000000000000000000000000000000000000003 breaks ERC-7562:
      - OP-011 at 0x1000000000000000000000000000000000000007 (TIMESTAMP): TIMESTAMP is forbidden in a validation
      - OP-012 at 0x1000000000000000000000000000000000000007 (GAS): GAS is followed by POP, not by a call
      - STO-021 at 0x1000000000000000000000000000000000000007 (SLOAD slot 0x0000000000000000000000000000000000000000000000000000000000000000): the slot is neither of the account nor associated with it]
    `)
  })
})
