import { zeroHash } from 'viem'
import { expect, test } from 'vitest'
import {
  AccountMissingError,
  RegistryInstalledError,
  RegistryNotInstalledError,
  SessionRefusedError,
  SessionUnchangedError,
} from './actions.js'

const account = '0x909E30bdBCb728131E3F8d17150eaE740C904649'
const registry = '0x000000D50C68705bd6897B2d17c7de32FB519fDA'

test('AccountMissingError', () => {
  expect(new AccountMissingError({ action: 'grantSessions' })).toMatchInlineSnapshot(`
    [AccountMissingError: \`grantSessions\` has no account to act for.

    Pass \`account\`, the owner’s smart account, or give the client one: \`createBundlerClient({ account, … })\`.
    ]
  `)
})

test('RegistryInstalledError', () => {
  expect(new RegistryInstalledError({ account, registry })).toMatchInlineSnapshot(`
    [RegistryInstalledError: The account 0x909E30bdBCb728131E3F8d17150eaE740C904649 has installed the registry 0x000000D50C68705bd6897B2d17c7de32FB519fDA already.

    Grant sessions with \`grantSessions\`, or ask \`isRegistryInstalled\` first.
    ]
  `)
})

test('RegistryNotInstalledError', () => {
  expect(new RegistryNotInstalledError({ account, registry })).toMatchInlineSnapshot(`
    [RegistryNotInstalledError: The account 0x909E30bdBCb728131E3F8d17150eaE740C904649 has not installed the registry 0x000000D50C68705bd6897B2d17c7de32FB519fDA.

    This could arise when:
    - \`installSessions\` was not called, or its operation is not included yet.
    - The registry is the one for another family of accounts, or of another chain.
    ]
  `)
})

test('SessionUnchangedError', () => {
  expect(new SessionUnchangedError({ id: zeroHash })).toMatchInlineSnapshot(`
    [SessionUnchangedError: The session 0x0000000000000000000000000000000000000000000000000000000000000000 would be replaced by itself.

    Revocation is for good: the session would be dead, and nothing in its place.
    ]
  `)
})

test('SessionRefusedError', () => {
  const refusal = { args: [], message: 'The session 0x was revoked.', name: 'SessionDead' }
  expect(new SessionRefusedError({ hints: ['Grant another.'], refusal })).toMatchInlineSnapshot(`
    [SessionRefusedError: The session 0x was revoked.

    Grant another.
    ]
  `)
  expect(new SessionRefusedError({ refusal: { ...refusal, name: 'Unheard' } })).toMatchInlineSnapshot(`
    [SessionRefusedError: The session 0x was revoked.
    ]
  `)
})
