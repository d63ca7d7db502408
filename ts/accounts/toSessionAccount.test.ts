import { createClient, custom, numberToHex, recoverMessageAddress, size } from 'viem'
import { entryPoint06Address, getUserOperationHash, type UserOperation } from 'viem/account-abstraction'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { describe, expect, test } from 'vitest'
import { SessionNotInTreeError } from '../errors/tree.js'
import type { Session } from '../session/session.js'
import { toBiconomySessionTree } from '../tree/toBiconomySessionTree.js'
import { toSessionTree } from '../tree/toSessionTree.js'
import { decodeAccountSignature } from '../wire/accountSignature.js'
import { decodeBiconomySignature } from '../wire/biconomyWire.js'
import { decodeNativeSignature } from '../wire/nativeWire.js'
import { ownerNonceKey } from './ownerNonceKey.js'
import { toSessionAccount } from './toSessionAccount.js'

const address = '0x0000000000000000000000000000000000000aaa'
const registry = '0x0000000000000000000000000000000000000bBB'
const module = '0x0000000000000000000000000000000000000CcC'
const signer = privateKeyToAccount(generatePrivateKey())
const session: Session = { module, sessionKeyData: '0x1234', validAfter: 0, validUntil: 0 }
const sibling: Session = { ...session, sessionKeyData: '0x5678' }

/** Answers nothing: what is tested here never asks the chain. */
const client = createClient({
  chain: foundry,
  transport: custom({
    request: async ({ method }) => {
      throw new Error(`asked the chain for ${method}`)
    },
  }),
})
const parameters = { account: address, client, registry, session, signer } as const

const userOperation: UserOperation<'0.6'> = {
  callData: '0x1234',
  callGasLimit: 1n,
  initCode: '0x',
  maxFeePerGas: 4n,
  maxPriorityFeePerGas: 5n,
  nonce: 6n,
  paymasterAndData: '0x',
  preVerificationGas: 3n,
  sender: address,
  signature: '0x',
  verificationGasLimit: 2n,
}

describe('default', () => {
  test('a session granted alone signs on the native wire, without a proof', async () => {
    const account = await toSessionAccount(parameters)
    const decoded = decodeAccountSignature(await account.signUserOperation(userOperation))
    expect(decoded.registry).toBe(registry)
    const { proof, session: presented, signature } = decodeNativeSignature(decoded.moduleSignature)
    expect([proof, presented]).toEqual([[], session])

    const hash = getUserOperationHash({
      chainId: foundry.id,
      entryPointAddress: entryPoint06Address,
      entryPointVersion: '0.6',
      userOperation,
    })
    expect(await recoverMessageAddress({ message: { raw: hash }, signature })).toBe(signer.address)
  })
})

test('args: tree, native', async () => {
  const tree = toSessionTree({ sessions: [session, sibling] })
  const account = await toSessionAccount({ ...parameters, tree })
  const { moduleSignature } = decodeAccountSignature(await account.signUserOperation(userOperation))
  expect(decodeNativeSignature(moduleSignature).proof).toEqual([tree.leaves[1]])
})

test('args: tree, biconomy', async () => {
  const tree = toBiconomySessionTree({ sessions: [session, sibling] })
  const account = await toSessionAccount({ ...parameters, tree })
  const { moduleSignature } = decodeAccountSignature(await account.signUserOperation(userOperation))
  expect(decodeBiconomySignature(moduleSignature).proof).toEqual([tree.ids[1]])
})

test('args: proof and wire', async () => {
  const tree = toBiconomySessionTree({ sessions: [session, sibling] })
  const proof = [tree.ids[1] ?? '0x']
  const account = await toSessionAccount({ ...parameters, proof, wire: 'biconomy' })
  const { moduleSignature } = decodeAccountSignature(await account.signUserOperation(userOperation))
  expect(decodeBiconomySignature(moduleSignature).proof).toEqual(proof)
})

test('behavior: the stub signature has the size of a real one, on both wires', async () => {
  for (const tree of [
    toSessionTree({ sessions: [session, sibling] }),
    toBiconomySessionTree({ sessions: [session, sibling] }),
  ]) {
    const account = await toSessionAccount({ ...parameters, tree })
    expect(size(await account.getStubSignature())).toBe(size(await account.signUserOperation(userOperation)))
  }
})

test('behavior: it never deploys the account', async () => {
  const { getFactoryArgs } = await toSessionAccount({
    ...parameters,
    client: createClient({ chain: foundry, transport: custom({ request: async () => '0x' }) }),
  })
  expect(await getFactoryArgs.call({})).toEqual({ factory: undefined, factoryData: undefined })
})

test('behavior: it says what it signs as', async () => {
  const account = await toSessionAccount(parameters)
  expect(account.registry).toBe(registry)
  expect(account.session).toBe(session)
  expect(account.address).toBe(address)
})

test('behavior: it signs for its own account only, whatever sender it is given', async () => {
  const account = await toSessionAccount(parameters)
  expect(await account.signUserOperation({ ...userOperation, sender: registry })).toBe(
    await account.signUserOperation(userOperation),
  )
})

test('args: nonceKey', async () => {
  const asked: string[] = []
  const account = await toSessionAccount({
    ...parameters,
    client: createClient({
      chain: foundry,
      transport: custom({
        request: async ({ params }) => {
          asked.push(params[0].data)
          return `0x${'0'.repeat(63)}7`
        },
      }),
    }),
    nonceKey: 5n,
  })
  expect(await account.getNonce()).toBe(7n)
  expect(await account.getNonce()).toBe(7n)
  expect(asked.map((data) => data.slice(-64))).toEqual(
    [numberToHex(5, { size: 32 }), numberToHex(5, { size: 32 })].map((key) => key.slice(2)),
  )
})

test("error: a lane of the owner's", async () => {
  await expect(
    toSessionAccount({ ...parameters, nonceKey: ownerNonceKey }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(`
    [NonceKeyError: A session may not use the nonce key 3138550867693340381917894711603833208051177722232017256448.

    Keys of sessions are below 2^191 on this account.
    On Biconomy accounts those from there on (\`ownerNonceKey\`) are the owner’s alone, so that a session key cannot use up the
    nonce of its own revocation.
    ]
  `)
  await expect(toSessionAccount({ ...parameters, nonceKey: ownerNonceKey - 1n })).resolves.toBeDefined()
  await expect(toSessionAccount({ ...parameters, nonceKey: -1n })).rejects.toThrow('-1')
})

test('error: another chain', async () => {
  const account = await toSessionAccount(parameters)
  await expect(account.signUserOperation({ ...userOperation, chainId: 1 })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [UnsupportedAccountError: Sessions do not work on this account: it is on chain 31337, and the operation on 1.

    Supported:
    - Biconomy Smart Account v2 (name "BICONOMY", version "2.0.0") on EntryPoint v0.6.
    - Nexus, Kernel v3 and OpenZeppelin’s AccountERC7579 on EntryPoint v0.7 and later, and Safe with Safe7579 on v0.7.
    ]
  `)
  const nowhere = createClient({ transport: custom({ request: async () => '0x' }) })
  await expect(toSessionAccount({ ...parameters, client: nowhere })).rejects.toThrow('its client names no chain')
})

test('args: chainId', async () => {
  await expect(toSessionAccount({ ...parameters, chainId: foundry.id })).resolves.toBeDefined()
  await expect(toSessionAccount({ ...parameters, chainId: 1 })).rejects.toThrow(
    'its client is on chain 31337, and the session on 1',
  )
})

test('error: it signs nothing but user operations', async () => {
  const account = await toSessionAccount({
    ...parameters,
    client: createClient({ chain: foundry, transport: custom({ request: async () => '0x12' }) }),
  })
  await expect(account.signMessage({ message: 'hello' })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [SessionSigningError: A session key cannot sign a message in the account's name.

    A session signs user operations and nothing else: the registry answers every ERC-1271 question with no.
    A signed message could be a permit, an order or a grant, which no session rule would see.
    ]
  `)
  await expect(
    account.signTypedData({ domain: {}, message: {}, primaryType: 'A', types: { A: [] } }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(`
    [SessionSigningError: A session key cannot sign typed data in the account's name.

    A session signs user operations and nothing else: the registry answers every ERC-1271 question with no.
    A signed message could be a permit, an order or a grant, which no session rule would see.
    ]
  `)
})

test('error: session not in the tree', async () => {
  const tree = toSessionTree({ sessions: [sibling] })
  await expect(toSessionAccount({ ...parameters, tree })).rejects.toThrow(SessionNotInTreeError)
})

test('error: tree and wire differ', async () => {
  const tree = toSessionTree({ sessions: [session] })
  await expect(toSessionAccount({ ...parameters, tree, wire: 'biconomy' })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [TreeKindError: A native tree does not fit the biconomy wire.

    The native wire proves a session to a root granted with \`grantSessions\`, Biconomy’s wire to the root of
    \`setMerkleRoot\`. Leave \`wire\` out: the tree says which one it is.
    ]
  `)
})

test('error: an address without a client', async () => {
  await expect(
    toSessionAccount({ account: address, registry, session, signer }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(`
    [ClientMissingError: There is no client for the account 0x0000000000000000000000000000000000000aaa.

    Pass \`client\`, or pass a viem \`SmartAccount\`, which brings its own.
    ]
  `)
})

test('error: an account on another EntryPoint', async () => {
  const account = { ...(await toSessionAccount(parameters)), entryPoint: { version: '0.7' } } as never
  await expect(toSessionAccount({ ...parameters, account })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [UnsupportedAccountError: Sessions do not work on this account: it is not deployed, or names no family (\`accountId\`); pass \`family\`.

    Supported:
    - Biconomy Smart Account v2 (name "BICONOMY", version "2.0.0") on EntryPoint v0.6.
    - Nexus, Kernel v3 and OpenZeppelin’s AccountERC7579 on EntryPoint v0.7 and later, and Safe with Safe7579 on v0.7.
    ]
  `)
})

test('error: an invalid session', async () => {
  await expect(toSessionAccount({ ...parameters, session: { ...session, validUntil: -1 } })).rejects.toThrow(
    '`validUntil` is -1, not a whole number',
  )
})
