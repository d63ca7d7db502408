import { type Address, createTestClient, http, numberToHex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Anvil, startAnvil } from './anvil.js'
import { isAssigned, nameOf } from './opcodes.js'

let anvil: Anvil
beforeAll(async () => {
  anvil = await startAnvil()
})
afterAll(() => anvil.stop())

test('default: the names and the gaps are those of the node', async () => {
  const client = createTestClient({ mode: 'anvil', transport: http(anvil.url, { batch: true }) })
  const runAt = (to: Address) =>
    client.request<DebugTraceCall>({ method: 'debug_traceCall', params: [{ to }, 'latest', { tracer }] })
  const bytes = Array.from({ length: 256 }, (_, byte) => byte)
  const addressOf = (byte: number) => numberToHex(0xc0de00 + byte, { size: 20 })
  await Promise.all(
    bytes.map((byte) => client.setCode({ address: addressOf(byte), bytecode: numberToHex(byte, { size: 1 }) })),
  )

  const runs = await Promise.all(bytes.map((byte) => runAt(addressOf(byte))))

  // The node has names of later hard forks as well, and the former one of PREVRANDAO.
  const expected = runs.map(({ error, name }) =>
    /OpcodeNotFound|NotActivated/.test(error) ? null : name.replace('DIFFICULTY', 'PREVRANDAO'),
  )
  expect(bytes.map((byte) => (isAssigned(byte) ? nameOf(byte) : null))).toEqual(expected)
})

const tracer = `{
  step(log) { this.name ||= log.op.toString() },
  fault() {},
  result(context) { return { name: this.name, error: String(context.error) } },
}`

type DebugTraceCall = {
  Method: 'debug_traceCall'
  Parameters: [transaction: { to: Address }, 'latest', { tracer: string }]
  ReturnType: { error: string; name: string }
}
