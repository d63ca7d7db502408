import {
  type Address,
  bytesToHex,
  concatHex,
  type Hash,
  type Hex,
  hexToBigInt,
  hexToBytes,
  keccak256,
  numberToHex,
  size,
  slice,
} from 'viem'
import { InvalidP256KeyError, type InvalidP256KeyErrorType } from '../errors/p256.js'

/** How a P-256 key signs: the operation's hash itself, as a WebAuthn assertion, or as one that the user was verified for. */
export const p256Schemes = { raw: 1, webAuthn: 2, webAuthnVerified: 3 } as const

/** A session key that is not a secp256k1 key. */
export type P256Signer = {
  /** What a session names as its signer: the last 20 bytes of `keccak256(uint8 scheme ‖ x ‖ y)`. */
  address: Address
  /** Signs the hash of an operation; what comes back stands in the wire as it is. */
  signUserOperationHash: (parameters: { hash: Hash }) => Promise<Hex>
  /** Stands in for a signature while gas is estimated, of the size of a real one. */
  stubSignature: Hex
}

/** The order of P-256. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** Coordinates of a public key in hex: `x ‖ y`, 64 bytes, or with 0x04 before it. @internal */
export function toCoordinates(publicKey: Hex): Hex {
  if (size(publicKey) === 65 && publicKey.startsWith('0x04')) return slice(publicKey, 1)
  if (size(publicKey) === 64) return publicKey
  throw new InvalidP256KeyError({ reason: `its public key is ${size(publicKey)} bytes, not x and y` })
}

/** @internal */
export function toP256Address(scheme: number, coordinates: Hex): Address {
  return slice(keccak256(concatHex([numberToHex(scheme, { size: 1 }), coordinates])), 12) as Address
}

/** r and s, with s in the lower half of the order: the chain refuses its mirror image, and keys return either. @internal */
export function toLowS(signature: Hex): Hex {
  const s = hexToBigInt(slice(signature, 32, 64))
  return concatHex([slice(signature, 0, 32), numberToHex(s > order / 2n ? order - s : s, { size: 32 })])
}

/** r and s of no signature: nonzero, below the order, s low. @internal */
export const stubScalars: Hex =
  '0x8f7a2d834daf0adc5337d4badc1368ddea74f563bbd2944658f4980e759b999e23d7ec13407a5f42c865d2dfe385bffedcf921c6280c60aa12c0e3280dd67b51'

/**
 * Makes a session key of a WebCrypto key pair, such as one that the browser made and lets nobody read
 * (`extractable: false`).
 *
 * @param keyPair - ECDSA keys on the curve P-256; the private one may sign.
 * @returns A signer, for `toSessionAccount`; its address is what the session names.
 * @throws `InvalidP256KeyError` when the keys are of another kind.
 *
 * @example
 * ```ts
 * import { toP256Signer } from 'latchkey'
 *
 * const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
 * const signer = await toP256Signer(await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']))
 * console.log(signer.address)
 * ```
 */
export async function toP256Signer(keyPair: Pick<CryptoKeyPair, 'privateKey' | 'publicKey'>): Promise<P256Signer> {
  const { privateKey, publicKey } = keyPair
  const algorithm = publicKey.algorithm as { name: string; namedCurve?: string }
  if (algorithm.name !== 'ECDSA' || algorithm.namedCurve !== 'P-256')
    throw new InvalidP256KeyError({ reason: `it is a key of ${algorithm.name} ${algorithm.namedCurve ?? ''}`.trim() })
  const raw = bytesToHex(new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)))
  const coordinates = toCoordinates(raw)
  const head = concatHex([numberToHex(p256Schemes.raw, { size: 1 }), coordinates])
  return {
    address: toP256Address(p256Schemes.raw, coordinates),
    signUserOperationHash: async ({ hash }) => {
      const data = new Uint8Array(hexToBytes(hash))
      const signature = await crypto.subtle.sign({ hash: 'SHA-256', name: 'ECDSA' }, privateKey, data)
      return concatHex([head, toLowS(bytesToHex(new Uint8Array(signature)))])
    },
    stubSignature: concatHex([head, stubScalars]),
  }
}

export declare namespace toP256Signer {
  type ErrorType = InvalidP256KeyErrorType
}
