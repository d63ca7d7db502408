import { bytesToHex, concat, encodeFunctionData, type Hash, type Hex, hexToBytes, sha256, stringToHex } from 'viem'
import type { SmartAccount } from 'viem/account-abstraction'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type P256Signer,
  toP256Signer,
  toSessionAccount,
  toSessionTree,
  toWebAuthnSigner,
  type WebAuthnKey,
} from '../ts/index.js'
import { createAccountWithRegistry } from './accountWithRegistry.js'
import { toApproveSession } from './approveSession.js'
import { type Stack, sendCalls, startStack } from './stack/index.js'
import { attempt } from './story/attempt.js'
import { inspectValidation } from './story/inspectValidation.js'
import { createWorld, erc20Abi, type World } from './story/world.js'

let stack: Stack
let world: World

beforeAll(async () => {
  stack = await startStack()
  world = await createWorld({ stack })
})

afterAll(() => stack?.stop())

/** A key that nobody can read, as a browser would make it. */
async function newKeys(): Promise<CryptoKeyPair> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  return (await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])) as CryptoKeyPair
}

/** What an authenticator does, in the manner of WebAuthn level 2, section 6.3.3. */
async function newPasskey({ flags }: { flags: Hex }): Promise<WebAuthnKey> {
  const { privateKey, publicKey } = await newKeys()
  const raw = bytesToHex(new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)))
  return {
    publicKey: raw,
    sign: async ({ hash }: { hash: Hash }) => {
      const challenge = Buffer.from(hexToBytes(hash)).toString('base64url')
      const clientDataJSON = `{"type":"webauthn.get","challenge":"${challenge}","origin":"https://app.example","crossOrigin":false}`
      const authenticatorData = concat([sha256(stringToHex('app.example')), flags, '0x00000001'])
      const data = concat([authenticatorData, sha256(stringToHex(clientDataJSON))])
      const signature = await crypto.subtle.sign(
        { hash: 'SHA-256', name: 'ECDSA' },
        privateKey,
        new Uint8Array(hexToBytes(data)),
      )
      return { signature: bytesToHex(new Uint8Array(signature)), webauthn: { authenticatorData, clientDataJSON } }
    },
  }
}

const send = (account: SmartAccount, calls: sendCalls.Parameters['calls']) => sendCalls({ account, calls, stack })

const approve = (amount: bigint) => ({
  data: encodeFunctionData({ abi: erc20Abi, args: [world.spender, amount], functionName: 'approve' }),
  to: world.token,
})

/** An account that has granted an approve session to a signer. */
async function granted(family: 'biconomy' | 'nexus', signer: P256Signer) {
  const owner = privateKeyToAccount(generatePrivateKey())
  const session = toApproveSession({ ...world, signer: signer.address })
  const { root } = toSessionTree({ sessions: [session] })
  return { ...(await createAccountWithRegistry({ family, latchkey: world.latchkey, owner, root, stack })), session }
}

test.each(['biconomy', 'nexus'] as const)('%s: a key of WebCrypto, and passkeys, sign sessions', async (family) => {
  const present = await newPasskey({ flags: '0x01' })
  const verified = await newPasskey({ flags: '0x05' })
  const signers = [
    await toP256Signer(await newKeys()),
    toWebAuthnSigner(present),
    toWebAuthnSigner(verified, { userVerification: true }),
  ]
  for (const signer of signers) {
    const { account, registry, session } = await granted(family, signer)
    const sessionAccount = await toSessionAccount({ account, registry, session, signer })
    // With the bundler's own estimate, by the stub.
    expect(await send(sessionAccount, [approve(40n)])).toBe(true)
    // WebCrypto returns a high s every other time: each must do.
    for (let round = 0; round < 4; round++) {
      const { ran } = await attempt({
        account: sessionAccount,
        callData: await sessionAccount.encodeCalls([approve(1n)]),
        inspect: inspectValidation(stack),
        stack,
      })
      expect(ran).toBe(true)
    }
    const stranger = { ...(await toP256Signer(await newKeys())), address: signer.address }
    const strangers = await toSessionAccount({ account, registry, session, signer: stranger })
    const callData = await strangers.encodeCalls([approve(1n)])
    expect((await attempt({ account: strangers, callData, stack })).refusal).toBe('WrongSignature')
  }

  // A session that wants its user verified is not served by one who is only present.
  const strict = toWebAuthnSigner(present, { userVerification: true })
  const { account, registry, session } = await granted(family, strict)
  const sessionAccount = await toSessionAccount({ account, registry, session, signer: strict })
  const callData = await sessionAccount.encodeCalls([approve(1n)])
  expect((await attempt({ account: sessionAccount, callData, stack })).refusal).toBe('WrongSignature')
})

test('error: keys of another kind', async () => {
  const keys = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-384' }, false, [
    'sign',
  ])) as CryptoKeyPair
  await expect(toP256Signer(keys)).rejects.toThrow('it is a key of ECDSA P-384')
})
