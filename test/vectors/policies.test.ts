import { readFileSync } from 'node:fs'
import { type Address, type Hex, size, slice, zeroAddress } from 'viem'
import { expect, test } from 'vitest'
import { askTypeScript } from '../policy/answers.js'

type Vector = {
  policy: Hex
  account: Address
  calls: readonly { to: Address; value: string; data: Hex }[]
  fee: string
  paymaster: Address
  periods: Hex
  answer: string
}

test('default: checkPolicy answers as the file says', () => {
  const { cases, count }: { cases: readonly Vector[]; count: number } = JSON.parse(
    readFileSync(new URL('./policies.json', import.meta.url), 'utf8'),
  )
  expect(cases.length).toBe(count)
  expect(count).toBeGreaterThanOrEqual(1_000)
  for (const [index, { account, answer, calls, fee, paymaster, periods, policy }] of cases.entries()) {
    const says = askTypeScript({
      account,
      calls: calls.map((call) => ({ ...call, value: BigInt(call.value) })),
      fee: BigInt(fee),
      paymaster: paymaster === zeroAddress ? undefined : paymaster,
      periods: Array.from({ length: size(periods) / 4 }, (_, place) =>
        Number(slice(periods, 4 * place, 4 * place + 4)),
      ),
      policy,
    })
    expect([index, says]).toEqual([index, answer])
  }
})
