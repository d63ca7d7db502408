import { createClient, custom } from 'viem'
import { entryPoint06Address, entryPoint07Address } from 'viem/account-abstraction'
import { generatePrivateKey } from 'viem/accounts'
import { polygon } from 'viem/chains'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { createRandom, type Random } from '../../test/vectors/random.js'
import { toSessionAccount } from '../accounts/toSessionAccount.js'
import type { SignedGrant } from '../grants/grantWire.js'
import { createSessionKey } from '../keys/createSessionKey.js'
import type { SessionKey, SessionKeySigner } from '../keys/sessionKey.js'
import { toSessionKey } from '../keys/toSessionKey.js'
import { toBiconomySessionTree } from '../tree/toBiconomySessionTree.js'
import { toSessionTree } from '../tree/toSessionTree.js'
import { deserializeSession } from './deserializeSession.js'
import { type GrantedSession, toGrantedSession } from './grantedSession.js'
import { maxSerializedSessionSize } from './serializedSession.js'
import { serializeSession } from './serializeSession.js'

const random = createRandom(31)
const sessions = Array.from({ length: 4 }, () => random.session(40))
const [session] = sessions as [(typeof sessions)[0]]
const tree = toSessionTree({ sessions })
const grant: SignedGrant = { chainProof: [random.hex(32)], sessions: random.hex(3), signature: random.hex(65) }
const base = {
  account: random.address(),
  chainId: 137,
  entryPoint: { address: entryPoint07Address, version: '0.7' },
  family: 'nexus',
  registry: random.address(),
  session,
  tree,
} as const
const key = await toSessionKey({ privateKey: `0x${'0123456789abcdef'.repeat(4)}`, type: 'secp256k1' })
const full = serializeSession({ ...base, grant, includeKey: true, includeTree: true, key, nonceKey: 77n })

/** Answers nothing: what is tested here never asks the chain. */
const client = createClient({
  chain: polygon,
  transport: custom({
    request: async ({ method }) => {
      throw new Error(`asked the chain for ${method}`)
    },
  }),
})

describe('default', () => {
  test('without a key', async () => {
    const granted = deserializeSession(
      serializeSession({ ...base, grant, includeTree: true, nonceKey: 2n ** 24n - 1n }),
    )
    expect(granted).toEqual(toGrantedSession({ ...base, grant, nonceKey: 2n ** 24n - 1n }))
    const { signer } = await createSessionKey({ type: 'p256' })
    const account = await toSessionAccount({ ...granted, client, signer })
    expect([account.address, account.registry, account.session]).toEqual([base.account, base.registry, session])
    expect(account.entryPoint.address).toBe(entryPoint07Address)
  })

  test('with a key', async () => {
    const granted = deserializeSession(full, { requireKey: true })
    expect(granted.key.address).toBe(key.address)
    const account = await toSessionAccount({ ...granted, client })
    expect(account.family).toBe('nexus')
  })
})

/** Everything that may vary, at random. */
async function randomParameters(random: Random): Promise<serializeSession.Parameters> {
  const isBiconomy = random.below(3) === 0
  const wire = isBiconomy && random.below(2) === 0 ? 'biconomy' : 'native'
  const sizes = [0, 1, 31, 33, 200, 4096]
  const all = Array.from({ length: 1 + random.below(9) }, () => random.session(sizes[random.below(sizes.length)]))
  const parameters = {
    account: random.address(),
    chainId: 1 + random.below(2 ** 53 - 1),
    ...(isBiconomy
      ? {}
      : { entryPoint: { address: random.address(), version: '0.7' as const }, family: 'safe' as const }),
    ...(random.below(2) ? { nonceKey: BigInt(random.hex(isBiconomy ? 23 : 4)) } : {}),
    ...(wire === 'native' && random.below(2)
      ? {
          grant: {
            chainProof: Array.from({ length: random.below(4) }, () => random.hex(32)),
            sessions: random.hex(random.below(50)),
            signature: random.hex(random.below(200)),
          },
        }
      : {}),
    includeTree: random.below(2) === 0,
    registry: random.address(),
    session: all[random.below(all.length)] ?? random.session(),
    tree: wire === 'native' ? toSessionTree({ sessions: all }) : toBiconomySessionTree({ sessions: all }),
  }
  if (random.below(2)) return parameters
  return {
    ...parameters,
    includeKey: true,
    key: await toSessionKey({ privateKey: generatePrivateKey(), type: 'secp256k1' }),
  }
}

test('behavior: gives back what was written, and writes it again as the same text', async () => {
  const random = createRandom(32)
  for (let round = 0; round < 150; round++) {
    const parameters = await randomParameters(random)
    const text = serializeSession(parameters)
    const { key, signer, ...granted } = deserializeSession(`\n ${text}\t`)
    const { tree, ...expected } = toGrantedSession(parameters)
    expect(granted).toMatchObject(expected)
    expect(granted.tree).toEqual(parameters.includeTree ? tree : undefined)
    expect(granted.nonceKey).toBe(parameters.nonceKey)
    expect(key?.address).toBe(parameters.key?.address)
    expect(signer).toBe(key?.signer)
    const again = { ...granted, includeTree: parameters.includeTree }
    expect(serializeSession(key ? { ...again, includeKey: true, key } : again)).toBe(text)
  }
})

test('behavior: a text that was damaged is refused, or is the text of something else', async () => {
  const random = createRandom(33)
  let refused = 0
  for (let round = 0; round < 1_500; round++) {
    const at = random.below(full.length)
    const to = at + random.below(4)
    const piece = String.fromCharCode(...Array.from({ length: random.below(3) }, () => 32 + random.below(95)))
    const damaged = `${full.slice(0, at)}${piece}${full.slice(to)}`
    try {
      const { key, ...granted } = deserializeSession(damaged)
      const again = { ...granted, includeTree: granted.tree !== undefined }
      expect(serializeSession(key ? { ...again, includeKey: true, key } : again)).toBe(damaged.trim())
    } catch (error) {
      expect(error).toMatchObject({ name: 'SessionDeserializationError' })
      refused++
    }
  }
  expect(refused).toBeGreaterThan(1_000)
})

type Json = { [name: string]: Json } | Json[] | string | number | null

/** Each place of a JSON value, with what reaches it. */
function* walk(value: Json, path: readonly string[] = []): Generator<readonly string[]> {
  if (path.length !== 0) yield path
  if (typeof value === 'object' && value !== null)
    for (const [name, item] of Object.entries(value)) yield* walk(item as Json, [...path, name])
}

function change(
  text: string,
  path: readonly string[],
  edit: (holder: Record<string, Json>, name: string) => void,
): string {
  const value = JSON.parse(text)
  let holder = value
  for (const name of path.slice(0, -1)) holder = holder[name]
  edit(holder, path.at(-1) ?? '')
  return JSON.stringify(value)
}

const places = [...walk(JSON.parse(full))]

describe('error: each field, of a text with everything', () => {
  test.each(places.map((path) => [path.join('.'), path] as const))('%s', (_, path) => {
    const refuse = (text: string) => {
      expect(text).not.toBe(full)
      expect(() => deserializeSession(text)).toThrow(expect.objectContaining({ name: 'SessionDeserializationError' }))
    }
    // Without one that may be left out, it is the text of something else.
    const isOptional = ['grant', 'nonceKey', 'key'].includes(path.join('.'))
    const isItem = /^\d+$/.test(path.at(-1) ?? '')
    if (!isOptional && !isItem) refuse(change(full, path, (holder, name) => delete holder[name]))
    for (const value of [null, true, {}, [], '', 'x', '0x', '0x1', -1, 1.5, 1e300, [1], { x: 1 }] as Json[]) {
      const text = change(full, path, (holder, name) => {
        holder[name] = value
      })
      // What a grant holds is signed: the chain judges it, and any bytes are bytes.
      if (text === full || (value === '0x' && /^grant\.(sessions|signature)$/.test(path.join('.')))) continue
      if (Array.isArray(value) && value.length === 0 && path.join('.') === 'grant.chainProof') continue
      refuse(text)
    }
    refuse(
      change(full, path, (holder, name) => {
        const value = holder[name]
        // Another of its kind: for an object one more field, for a list one more item, for a string one more letter.
        if (Array.isArray(value)) value.push('0x')
        else if (typeof value === 'object' && value !== null) value.x = 1
        else if (typeof value === 'number') holder[name] = -value - 1
        else holder[name] = `${value}g`
      }),
    )
  })
})

test('error: what is under the root cannot be changed', () => {
  const refuse = (path: string, value: Json) =>
    expect(() =>
      deserializeSession(
        change(full, path.split('.'), (holder, name) => {
          holder[name] = value
        }),
      ),
    ).toThrow(expect.objectContaining({ name: 'SessionDeserializationError' }))
  refuse('session', JSON.parse(JSON.stringify(random.session(40))))
  refuse('session.validUntil', 0)
  refuse('session.module', random.address())
  refuse('session.sessionKeyData', random.hex(40))
  refuse('tree.root', random.hex(32))
  refuse('tree.sessions.1', JSON.parse(JSON.stringify(random.session(40))))
  refuse('tree.kind', 'biconomy')

  const proven = serializeSession(base)
  const { proof } = JSON.parse(proven).tree
  for (const [index] of proof.entries())
    expect(() =>
      deserializeSession(
        change(proven, ['tree', 'proof', String(index)], (holder, name) => {
          holder[name] = random.hex(32)
        }),
      ),
    ).toThrow('is under')
})

test('error: prototypes are out of reach', () => {
  for (const name of ['__proto__', 'constructor', 'prototype', 'toString']) {
    const head = `{"${name}":{"polluted":true},`
    expect(() => deserializeSession(full.replace('{', head))).toThrow('cannot be read as a session')
    expect(() => deserializeSession(full.replace('"session":{', `"session":${head}`))).toThrow('has an unknown field')
    expect(() => deserializeSession(full.replace('"key":{', `"key":${head}`))).toThrow('cannot be read as a session')
  }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  // An inherited field is not a field.
  const withoutChain = full.replace('"chainId":137,', '"__proto__":{"chainId":137},')
  expect(() => deserializeSession(withoutChain)).toThrow('has an unknown field, "__proto__"')
})

test.each([
  ['spaces', JSON.stringify(JSON.parse(full), null, 1)],
  ['another order', JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(full)).reverse()))],
  ['a field twice', full.replace('"chainId":137', '"chainId":1,"chainId":137')],
  ['an address without its checksum', full.replace(base.account, base.account.toLowerCase())],
  ['hex in upper case', full.replace(session.sessionKeyData, `0x${session.sessionKeyData.slice(2).toUpperCase()}`)],
  ['an exponent', full.replace('"chainId":137', '"chainId":1.37e2')],
  ['an escape', full.replace('"nexus"', '"n\\u0065xus"')],
])('error: %s', (_, text) => {
  expect(text).not.toBe(full)
  expect(() => deserializeSession(text)).toThrow('it is not written as `serializeSession` writes it')
})

test.each(['', '{', 'null', '1', '"x"', '[]', '{}', '\u0000'])('error: %j', (text) => {
  expect(() => deserializeSession(text)).toThrow(expect.objectContaining({ name: 'SessionDeserializationError' }))
})

test('error: a text that is nothing but depth', () => {
  const deep = '['.repeat(500_000)
  for (const text of [deep, `${deep}${']'.repeat(500_000)}`, full.replace('"0x', `${deep}"0x`)])
    expect(() => deserializeSession(text)).toThrow(expect.objectContaining({ name: 'SessionDeserializationError' }))
})

test.each([undefined, null, 1, {}, [], new Uint8Array(2)])('error: %s is no text', (value) => {
  // @ts-expect-error A client without types gives anything.
  expect(() => deserializeSession(value)).toThrow(expect.objectContaining({ name: 'SessionDeserializationError' }))
})

test('error: messages', () => {
  const message = (text: string, options?: deserializeSession.Options) => {
    try {
      deserializeSession(text, options)
    } catch (error) {
      return (error as { shortMessage: string }).shortMessage
    }
    return undefined
  }
  const replace = (from: string, to: string) => full.replace(from, to)
  expect([
    message(full.slice(0, -1)),
    message('x'.repeat(maxSerializedSessionSize + 1)),
    message(replace('"version":1', '"version":2')),
    message(replace('latchkey session', 'a recipe')),
    message(replace('"chainId":137,', '')),
    message(replace('"nonceKey":"77"', '"nonceKey":77')),
    message(replace('"nonceKey":"77"', `"nonceKey":"${'9'.repeat(79)}"`)),
    message(serializeSession(base), { requireKey: true }),
  ]).toMatchInlineSnapshot(`
    [
      "The text cannot be read as a session: it is not JSON.",
      "The text cannot be read as a session: it is 1048577 characters, more than 1048576.",
      "The text cannot be read as a session: \`version\` is 2, only 1 is known.",
      "The text cannot be read as a session: \`format\` is not "latchkey session".",
      "The text cannot be read as a session: \`text\` lacks \`chainId\`.",
      "The text cannot be read as a session: \`nonceKey\` is 77, not a whole number in decimal digits.",
      "The text cannot be read as a session: \`nonceKey\` is a string of 79 characters, not a whole number in decimal digits.",
      "The text cannot be read as a session: it holds no key.",
    ]
  `)
  expect(() => deserializeSession(replace(tree.root, `0x${'11'.repeat(32)}`))).toThrowErrorMatchingInlineSnapshot(`
    [SessionDeserializationError: The text cannot be read as a session: what it says of the session is not right.

    The granted session is invalid: \`root\` is 0x1111111111111111111111111111111111111111111111111111111111111111, and the session is under 0xbd418c638617ae55048ebeb720be5954ce4baf5cf7f63856fdbb6fa9785b6fab.

    This could arise when:
    - It was cut, edited or formatted on its way: addresses have their checksum, other hex is in lower case, nothing is spaced.
    - It was written by a later version of this package.
    ]
  `)
})

test('error: nothing of the key is shown', () => {
  const secret = '0123456789abcdef'
  const broken = [
    full.slice(0, -2),
    full.slice(0, full.indexOf(secret) + 40),
    full.replace('"privateKey"', '"secret"'),
    full.replace(/"key":\{.*\}/, `"key":"${secret}"}`),
    full.replace(/"privateKey":"0x/, '"privateKey":"'),
    full.replace('secp256k1', secret),
    full.replace(/(0123456789abcdef){4}/, `${secret}zz`),
    full.replace(/(0123456789abcdef){4}/, '0'.repeat(64)),
    full.replace('"type":"secp256k1",', `"${secret}":"secp256k1",`),
  ]
  for (const text of broken) {
    expect(text).not.toBe(full)
    let error: unknown
    try {
      deserializeSession(text)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toMatchObject({ name: 'SessionDeserializationError' })
    for (let cause = error; cause instanceof Error; cause = cause.cause)
      expect(`${cause.message}${cause.stack}`).not.toContain(secret)
  }
})

test('error: a client of another chain', async () => {
  const granted = deserializeSession(full.replace('"chainId":137', '"chainId":138'), { requireKey: true })
  await expect(toSessionAccount({ ...granted, client })).rejects.toThrow(
    'its client is on chain 137, and the session on 138',
  )
})

test('behavior: a Biconomy account is of EntryPoint v0.6', () => {
  const { entryPoint: _, family: __, ...biconomy } = base
  expect(deserializeSession(serializeSession(biconomy)).entryPoint).toMatchObject({
    address: entryPoint06Address,
    version: '0.6',
  })
})

test('types', () => {
  const text = ''
  expectTypeOf(deserializeSession<false>).returns.toExtend<GrantedSession>()
  const loose = () => deserializeSession(text)
  expectTypeOf<ReturnType<typeof loose>['key']>().toEqualTypeOf<SessionKey<'secp256k1'> | undefined>()
  const strict = () => deserializeSession(text, { requireKey: true })
  expectTypeOf<ReturnType<typeof strict>['signer']>().toEqualTypeOf<SessionKeySigner<'secp256k1'>>()
  void (() => toSessionAccount({ ...strict(), client }))
  // @ts-expect-error Perhaps nobody signs.
  void (() => toSessionAccount({ ...loose(), client }))
  const signer = {} as SessionKeySigner<'p256'>
  void (() => toSessionAccount({ ...loose(), client, signer }))
})
