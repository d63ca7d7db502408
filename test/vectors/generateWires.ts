import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { concatHex, type Hex, numberToHex } from 'viem'
import { encodeGrantSignature } from '../../ts/grants/grantWire.js'
import { hashMultichainGrant, toMultichainGrant } from '../../ts/grants/multichainGrant.js'
import { hashSessionGrant } from '../../ts/grants/sessionGrant.js'
import { getSessionId } from '../../ts/session/getSessionId.js'
import { getSessionLeaf } from '../../ts/session/getSessionLeaf.js'
import { toP256Address } from '../../ts/signers/p256.js'
import { processProof } from '../../ts/tree/processProof.js'
import { encodeNativeSignature } from '../../ts/wire/nativeWire.js'
import { createRandom, type Random } from './random.js'

/*
 * Writes `wires.json`: native wires of every version, and signed grants. Run `npx tsx test/vectors/generateWires.ts`.
 *
 * { "count", "wires": [{ id, periods, proof, root, sessionKeyData, signature, wire }], "grants": [{ … }] }
 *
 * periods     4 bytes each, as they stand in the wire.
 * root        What the proof leads to.
 * signer      Of the P-256 key whose scheme and coordinates begin `signature` of a wire; the zero address for secp256k1.
 * grants      `digest` is what is signed on one chain, `multichainDigest` what is signed for all; `wire` brings the first along.
 */

const wireCount = 60
const grantCount = 20

export function generate(): string {
  const random = createRandom(7579)
  const wires = Array.from({ length: wireCount }, (_, index) => toWire(random, index))
  const grants = Array.from({ length: grantCount }, () => toGrant(random))
  return `${JSON.stringify({ count: wireCount + grantCount, wires, grants }, null, 2)}\n`
}

function toWire(random: Random, index: number) {
  const session = random.session()
  const proof = Array.from({ length: random.below(6) }, () => random.hex(32))
  const periods = Array.from({ length: index % 3 === 0 ? 0 : 1 + random.below(4) }, () => random.below(2 ** 32))
  const isP256 = index % 2 === 1
  const scheme = 1 + random.below(3)
  const coordinates = random.hex(64)
  const head = concatHex([numberToHex(scheme, { size: 1 }), coordinates])
  const signature = isP256 ? concatHex([head, random.hex(scheme === 1 ? 64 : 64 + random.below(300))]) : random.hex(65)
  return {
    id: getSessionId(session),
    periods: join(periods.map((period) => numberToHex(period, { size: 4 }))),
    proof,
    root: processProof({ leaf: getSessionLeaf(session), proof }),
    sessionKeyData: session.sessionKeyData,
    signature,
    signer: isP256 ? toP256Address(scheme, coordinates) : `0x${'00'.repeat(20)}`,
    wire: encodeNativeSignature({ periods, proof, session, signature }),
  }
}

function toGrant(random: Random) {
  const grants = Array.from({ length: 2 + random.below(4) }, () => ({
    account: random.address(),
    chainId: 1 + random.below(100_000),
    epoch: BigInt(random.below(5)),
    registry: random.address(),
    root: random.hex(32),
    sessions: random.hex(random.below(80)),
  }))
  const [first] = grants
  if (!first) throw new Error('There is no grant.')
  const many = toMultichainGrant({ grants })
  const chainProof = many.proofs[0] ?? []
  const signature = random.hex(65 + random.below(60))
  const nativeSignature = encodeNativeSignature({ proof: [], session: random.session(), signature: random.hex(65) })
  return {
    ...first,
    epoch: Number(first.epoch),
    chainProof,
    digest: hashSessionGrant(first),
    multichainDigest: hashMultichainGrant(many),
    multichainRoot: many.root,
    nativeSignature,
    signature,
    wire: encodeGrantSignature({ grant: { chainProof, sessions: first.sessions, signature }, nativeSignature }),
  }
}

function join(parts: readonly Hex[]): Hex {
  return parts.length === 0 ? '0x' : concatHex([...parts])
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('./wires.json', import.meta.url), generate())
