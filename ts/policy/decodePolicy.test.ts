import type { Hex } from 'viem'
import { expect, test } from 'vitest'
import { generateCase } from '../../test/policy/generators.js'
import { createRandom, damage } from '../../test/vectors/random.js'
import { PolicyDecodingError } from '../errors/policy.js'
import { decodePolicy } from './decodePolicy.js'
import { encodePolicy } from './encodePolicy.js'

const signer = '11'.repeat(20)
const target = '22'.repeat(20)
/** Version, flags, signer, no budget, one permission. */
const head = `0x0104${signer}0001`

function withEntry(entry: string, header = head): Hex {
  return `${header}${(entry.length / 2).toString(16).padStart(4, '0')}${entry}` as Hex
}

function withProgram(program: string): Hex {
  return withEntry(`00${target}1234567800${program}`)
}

test('default', () => {
  expect(decodePolicy(withProgram('01024013'.concat('33'.repeat(20))))).toMatchInlineSnapshot(`
    {
      "budgets": [],
      "fees": "any",
      "paymaster": "none",
      "permissions": [
        {
          "budgets": [],
          "effect": "allow",
          "function": "0x12345678",
          "program": [
            {
              "kind": "skip",
              "words": 2,
            },
            {
              "kind": "word",
              "rules": [
                {
                  "op": "eq",
                  "operands": [
                    "0x3333333333333333333333333333333333333333",
                  ],
                  "type": {
                    "kind": "unsigned",
                    "size": 20,
                  },
                },
              ],
            },
          ],
          "target": "0x2222222222222222222222222222222222222222",
        },
      ],
      "signer": "0x1111111111111111111111111111111111111111",
    }
  `)
})

test('behavior: the case of hex digits changes nothing', () => {
  const encoded = withProgram(`4013${'ab'.repeat(20)}`)
  expect(decodePolicy(`0x${encoded.slice(2).toUpperCase()}`)).toEqual(decodePolicy(encoded))
})

test('behavior: what the chain reads and `allow` never writes', () => {
  // Words skipped one by one, a rule on a wider type, an empty tuple, a cap of zero.
  for (const policy of [
    withProgram('01010101'),
    withProgram('c000014001000a'),
    withProgram('050000'),
    withEntry(`14${target}${'00'.repeat(16)}00`),
  ])
    expect(encodePolicy(decodePolicy(policy))).toBe(policy)
})

test('behavior: programs may nest as deep as they are long', () => {
  const depth = 1300
  let program = ''
  for (let level = 0; level < depth; level++)
    program = `05${(program.length / 2).toString(16).padStart(4, '0')}${program}`
  const policy = withProgram(program)
  expect(encodePolicy(decodePolicy(policy))).toBe(policy)
})

test('behavior: damaged bytes are refused, or are the encoding of another policy', () => {
  const random = createRandom(22)
  let refused = 0
  for (let round = 0; round < 600; round++) {
    const { policy } = generateCase(random)
    const bytes = damage(random, policy)
    try {
      expect(encodePolicy(decodePolicy(bytes))).toBe(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(PolicyDecodingError)
      refused++
    }
  }
  expect(refused).toBeGreaterThan(300)
  expect(refused).toBeLessThan(600)
})

test('behavior: random bytes are refused', () => {
  const random = createRandom(23)
  for (let round = 0; round < 500; round++) {
    const bytes = `${pickHead(random.below(3))}${random.hex(random.below(200)).slice(2)}` as Hex
    try {
      expect(encodePolicy(decodePolicy(bytes))).toBe(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(PolicyDecodingError)
    }
  }
})

function pickHead(index: number): string {
  return ['0x', head, withProgram('').slice(0, -2)][index] ?? '0x'
}

const allow = `04${target}00`

test.each<[string, string, number]>([
  ['no bytes', '0x', 0],
  ['version 0', `0x00${head.slice(4)}`, 0],
  ['version 2', `0x02${head.slice(4)}`, 0],
  ['no flags', '0x01', 1],
  ['an unknown flag', `0x0120${signer}0001`, 1],
  ['paymaster rule 3', `0x0103${signer}0001`, 1],
  ['fee rule 3', `0x010c${signer}0001`, 1],
  ['a signer cut short', '0x010411', 2],
  ['a zero signer', `0x0104${'00'.repeat(20)}0001`, 2],
  ['a zero paymaster', `0x0102${signer}${'00'.repeat(20)}0001`, 22],
  ['a fee cut short', `0x0108${signer}00`, 22],
  ['a salt cut short', `0x0110${signer}00`, 22],
  ['17 budgets', `0x0104${signer}11`, 23],
  ['a budget of kind 0', `0x0104${signer}0100`, 23],
  ['a budget of kind 5', `0x0104${signer}0105`, 23],
  ['a budget of kind 0 per period', `0x0104${signer}0180`, 23],
  ['a period without length', `0x0104${signer}0181${'00'.repeat(42)}`, 23],
  ['no permission', `0x0104${signer}0000`, 24],
  ['a permission that is not there', head, 24],
  ['a permission cut short', `${head}0016${allow.slice(2)}`, 26],
  ['a byte behind the last permission', `${withEntry(allow)}00`, 48],
  ['a permission without flags', `${head}0000`, 26],
  ['unknown flags of a permission', withEntry(`24${target}00`), 26],
  ['function rule 3', withEntry(`0c${target}00`), 26],
  ['a zero target', withEntry(`04${'00'.repeat(20)}00`), 27],
  ['a target cut short', withEntry('0422'), 27],
  ['a selector cut short', withEntry(`00${target}1234`), 47],
  ['a deny entry with value', withEntry(`15${target}${'00'.repeat(16)}00`), 26],
  ['a deny entry with budgets', withEntry(`05${target}0100`), 48],
  ['a budget that is not there', withEntry(`04${target}0100`), 49],
  ['a program without a function', withEntry(`04${target}0002`), 48],
  [
    'a deny entry behind another',
    `0x0104${signer}0002${withEntry(allow).slice(50)}${withEntry(`05${target}00`).slice(50)}`,
    48,
  ],
  ['item 0', withProgram('00'), 52],
  ['item 7', withProgram('07'), 52],
  ['item 0x81', withProgram('8101'), 52],
  ['rule 0x4b', withProgram('4b00'), 52],
  ['no words skipped', withProgram('0100'), 52],
  ['a hash cut short', withProgram('03ab'), 53],
  ['a tuple cut short', withProgram('050002'), 55],
  ['a type of kind 3', withProgram('40c001'), 53],
  ['a type with bit 5', withProgram('402001'), 53],
  ['another rule announced', withProgram('c00001'), 55],
  ['another rule announced, and no rule', withProgram('c000010101'), 55],
  ['one of nothing', withProgram('470000'), 52],
  ['an account of 32 bytes', withProgram('491f'), 52],
  ['an account with a sign', withProgram('4953'), 52],
  ['a sum of no budget', withProgram('4a1f00'), 52],
  ['a static element that is dynamic', withProgram('06ffffffff0100000102'), 61],
  ['a static element of two words', withProgram('06ffffffff010000020102'), 61],
  ['a dynamic element of no item', withProgram('06ffffffff00000000'), 61],
])('error: %s', (_, bytes, offset) => {
  expect(() => decodePolicy(bytes as Hex)).toThrow(expect.objectContaining({ name: 'PolicyDecodingError', offset }))
})

test('error: more bytes than a session may have', () => {
  expect(() => decodePolicy(`0x01${'00'.repeat(4096)}`)).toThrow(PolicyDecodingError)
})

test.each([undefined, null, 1, {}, [], '01', '0x1'])('error: %s is not hex', (value) => {
  // @ts-expect-error A client without types gives anything.
  expect(() => decodePolicy(value)).toThrow(PolicyDecodingError)
})

test('error: says where and why', () => {
  expect(() => decodePolicy(`0x02${head.slice(4)}`)).toThrowErrorMatchingInlineSnapshot(`
    [PolicyDecodingError: The policy cannot be decoded at byte 0: version 2 is unknown, only 1 is known.

    This could arise when:
    - The session belongs to another module than \`CallPolicyModule\`.
    - The bytes were cut short, or others were added.
    ]
  `)
})
