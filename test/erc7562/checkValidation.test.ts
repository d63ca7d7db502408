import { type Address, type Hex, keccak256, numberToHex, pad } from 'viem'
import { describe, expect, test } from 'vitest'
import { isAssociated, toAssociatedBases } from './associatedStorage.js'
import { checkValidation } from './checkValidation.js'
import { opcodes } from './opcodes.js'
import type { CallMade, TraceFrame } from './trace.js'

const account: Address = '0xABcdEFABcdEFabcdEfAbCdefabcdeFABcDEFabCD'
const entryPoint: Address = '0x2000000000000000000000000000000000000002'
const module: Address = '0x3000000000000000000000000000000000000003'

/** A validation in which the module does one thing. */
const check = (frame: Partial<TraceFrame>) => {
  const idle = { afterGas: [], calls: [], codeReads: [], depth: 2, opcodes: [], outOfGas: false, slots: [] }
  const trace = {
    frames: [{ code: module, storage: module, ...idle, ...frame }],
    output: '0x',
    preimages: [],
    reverted: false,
  } as const
  return checkValidation({ account, accountExists: true, entryPoint, trace })
}

const rulesOf = (frame: Partial<TraceFrame>) => check(frame).map(({ rule }) => rule)

const call = (values: Partial<CallMade>): CallMade => ({
  hasCode: true,
  input: '0x',
  isPrecompile: false,
  opcode: 0xf1,
  target: module,
  value: 0n,
  ...values,
})

describe('checkValidation', () => {
  test('behavior: what is done again is reported once', () => {
    const slots = [pad('0x01'), pad('0x02'), pad('0x01')].map((slot) => ({ opcode: 0x54, slot }))
    expect(check({ slots }).map(({ slot }) => slot)).toEqual([pad('0x01'), pad('0x02')])
  })

  test('behavior: an account that is not there may be looked at and called', () => {
    const codeReads = [{ hasCode: false, next: null, opcode: 0x3b, target: account }]
    const calls = [call({ hasCode: false, target: account })]
    expect(rulesOf({ calls, codeReads })).toEqual([])
    expect(rulesOf({ calls: calls.map((values) => ({ ...values, target: module })), codeReads })).toEqual(['OP-041'])
  })

  test('behavior: a precompile may be called, but has no code to look at', () => {
    const target = pad('0x01', { size: 20 })
    expect(rulesOf({ calls: [call({ hasCode: false, isPrecompile: true, target })] })).toEqual([])
    expect(rulesOf({ codeReads: [{ hasCode: false, next: null, opcode: 0x3b, target }] })).toEqual(['OP-041'])
  })

  test.each([
    [0x0, false],
    [0x1, true],
    [0x11, true],
    [0x12, false],
    [0xff, false],
    [0x100, true],
    [0x101, false],
  ])('behavior: precompile %i is accepted: %s', (index, accepted) => {
    const target = numberToHex(index, { size: 20 })
    const calls = [call({ hasCode: false, isPrecompile: true, target })]
    expect(rulesOf({ calls })).toEqual(accepted ? [] : ['OP-062'])
  })

  test('behavior: a call of the EntryPoint that halts before its code is judged by the rules on the EntryPoint', () => {
    expect(rulesOf({ calls: [call({ hasCode: false, target: entryPoint, value: 1n })] })).toEqual(['OP-054'])
    expect(rulesOf({ calls: [call({ hasCode: false, target: entryPoint, value: 1n })], storage: account })).toEqual([])
  })

  test('behavior: the address in a deposit is compared without regard to case', () => {
    const input = `0xb760faf9${pad(account).slice(2).toLowerCase()}` as const
    expect(rulesOf({ calls: [call({ input, target: entryPoint })], storage: account })).toEqual([])
  })

  test('behavior: an EXTCODESIZE of the EntryPoint with nothing after it breaks OP-054', () => {
    const codeReads = [{ hasCode: true, next: null, opcode: 0x3b, target: entryPoint }]
    expect(rulesOf({ codeReads })).toEqual(['OP-054'])
  })

  test('behavior: the violation names the code, and of storage the contract it is in', () => {
    const slots = [{ opcode: 0x54, slot: pad('0x01') }]
    const violations = check({ code: account, opcodes: [opcodes.TIMESTAMP ?? -1], slots, storage: module })
    expect(violations.map(({ address, rule }) => [rule, address])).toEqual([
      ['OP-011', account],
      ['STO-021', module],
    ])
  })
})

describe('isAssociated', () => {
  const isIt = (index: bigint, bases: readonly bigint[] = []) =>
    isAssociated(numberToHex(index, { size: 32 }), account, bases)

  test('behavior: the address itself is, its neighbours are not', () => {
    const index = BigInt(account)
    expect([index - 1n, index, index + 1n].map((slot) => isIt(slot))).toEqual([false, true, false])
  })

  test('behavior: 128 slots from each base are', () => {
    const slots = [999n, 1_000n, 1_127n, 1_128n, 1_999n, 2_000n, 2_127n, 2_128n]
    const associated = [false, true, true, false, false, true, true, false]
    expect(slots.map((slot) => isIt(slot, [1_000n, 2_000n]))).toEqual(associated)
  })

  test('behavior: slots wrap around', () => {
    const base = 2n ** 256n - 1n
    expect([base - 1n, base, 0n, 126n, 127n].map((slot) => isIt(slot, [base]))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ])
  })
})

describe('toAssociatedBases', () => {
  const preimage = (...words: readonly Hex[]): Hex => `0x${words.map((word) => pad(word).slice(2)).join('')}`

  test('behavior: a preimage counts if the padded account comes first', () => {
    const own = preimage(account, '0x05').toLowerCase() as Hex
    const others = [preimage('0x05', account), preimage(module, '0x05')]
    expect(toAssociatedBases(account, [...others, own, own])).toEqual([BigInt(keccak256(own))])
  })
})
