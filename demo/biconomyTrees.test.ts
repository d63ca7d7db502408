import { decodeFunctionData, type Hex, hexToNumber, keccak256, parseAbi, size, slice, stringToHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { expect, test } from 'vitest'
import {
  AmbiguousBiconomySessionError,
  decodeBiconomySignature,
  encodeBiconomySignature,
  getSessionId,
  getSessionProof,
  type Session,
  toBiconomySessionTree,
} from '../ts/index.js'
import { biconomyPackage } from './biconomy/package.js'

const managerAbi = parseAbi(['function setMerkleRoot(bytes32 root)'])
const key = privateKeyToAccount(keccak256('0x6b6579'))
const anyHash = keccak256('0x6f70')

/** Bytes that look random and are the same in every run, so that a failure can be seen again. */
function createBytes(seed: string) {
  let state = keccak256(stringToHex(seed))
  const next = (): Hex => {
    state = keccak256(state)
    return state
  }
  const number = (below: number) => hexToNumber(slice(next(), 0, 6)) % below
  const bytes = (length: number): Hex => {
    let all: Hex = '0x'
    while (size(all) < length) all = `${all}${next().slice(2)}`
    return slice(`${all}00`, 0, length)
  }
  return { bytes, number }
}

function createSessions(seed: string): readonly Session[] {
  const { bytes, number } = createBytes(seed)
  return Array.from({ length: 1 + number(40) }, () => {
    const length = 1 + number(300)
    const [validAfter, validUntil] = [number(2 ** 46), 2 ** 46 + number(2 ** 46)]
    return {
      module: bytes(20),
      // 32 is the one length that `toBiconomySessionTree` refuses.
      sessionKeyData: bytes(length === 32 ? 33 : length),
      validAfter: number(4) === 0 ? 0 : validAfter,
      validUntil: number(4) === 0 ? 0 : validUntil,
    }
  })
}

async function createBiconomyTree(seed: string, sessions: readonly Session[]) {
  const smartAccountAddress = privateKeyToAccount(keccak256(stringToHex(seed))).address
  const module = await biconomyPackage.createSessionKeyManagerModule({
    sessionStorageClient: new biconomyPackage.SessionMemoryStorage(smartAccountAddress),
    smartAccountAddress,
  })
  const { data, sessionIDInfo } = await module.createSessionData(
    sessions.map(({ module: sessionValidationModule, ...rest }, index) => ({
      ...rest,
      preferredSessionId: `${seed}/${index}`,
      sessionPublicKey: key.address,
      sessionValidationModule,
    })),
  )
  const [root] = decodeFunctionData({ abi: managerAbi, data }).args
  return { module, root, sessionIDInfo }
}

test.each(Array.from({ length: 50 }, (_, index) => `tree ${index}`))('%s', async (seed) => {
  const sessions = createSessions(seed)
  const ours = toBiconomySessionTree({ sessions })
  const { module, root, sessionIDInfo } = await createBiconomyTree(seed, sessions)

  expect(ours.root).toBe(root)
  expect(module.merkleTree.getHexLeaves()).toEqual(ours.ids)
  for (const session of sessions)
    expect(getSessionProof(ours, { session })).toEqual(module.merkleTree.getHexProof(getSessionId(session)))

  // What either writes for the account to read, to the byte: of one session of each tree, since signing is slow.
  const index = createBytes(`${seed}, which`).number(sessions.length)
  const session = sessions[index] as Session
  const theirs = await module.signUserOpHash(anyHash, {
    sessionID: sessionIDInfo[index] as string,
    sessionSigner: biconomyPackage.toSupportedSigner(keccak256('0x6b6579'), foundry),
  })
  const proof = getSessionProof(ours, { session })
  const signature = await key.signMessage({ message: { raw: anyHash } })
  expect(encodeBiconomySignature({ proof, session, signature })).toBe(theirs)
  expect(decodeBiconomySignature(theirs)).toMatchObject({ proof, signature })
})

test("Biconomy's client takes 32 bytes of `sessionKeyData`, which can be an inner node; ours does not", async () => {
  const [hidden] = createSessions('hidden') as [Session]
  const session: Session = { ...hidden, sessionKeyData: getSessionId(hidden) }
  const { module } = await createBiconomyTree('ambiguous', [session])
  expect(module.merkleTree.getHexRoot()).toBe(getSessionId(session))
  expect(() => toBiconomySessionTree({ sessions: [session] })).toThrow(AmbiguousBiconomySessionError)
})
