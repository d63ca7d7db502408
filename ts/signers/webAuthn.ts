import { concatHex, type Hash, type Hex, numberToHex, size, slice, stringToHex } from 'viem'
import { InvalidP256KeyError, type InvalidP256KeyErrorType } from '../errors/p256.js'
import { type P256Signer, p256Schemes, stubScalars, toCoordinates, toLowS, toP256Address } from './p256.js'

/** What signs with a passkey: viem's `toWebAuthnAccount` returns it. */
export type WebAuthnKey = {
  /** `x ‖ y`. */
  publicKey: Hex
  sign: (parameters: { hash: Hash }) => Promise<{
    /** `r ‖ s`; what follows is not looked at. */
    signature: Hex
    webauthn: {
      authenticatorData: Hex
      challengeIndex?: number | undefined
      clientDataJSON: string
      typeIndex?: number | undefined
    }
  }>
}

const maxUint16 = 0xffff

/** The longest origin that a stub allows for: "https://" and a name of 56 letters. */
const stubOrigin = `https://${'o'.repeat(56)}`

/**
 * Makes a session key of a passkey (WebAuthn). It asks its user for each operation, as authenticators do.
 *
 * @param key - What signs: viem's `toWebAuthnAccount`.
 * @param options - Whether the user must be verified, by a biometric or a PIN, and not only present.
 * @returns A signer, for `toSessionAccount`; its address is what the session names.
 * @throws `InvalidP256KeyError` when the public key cannot be read, or an assertion does not say where its challenge stands.
 *
 * @example
 * ```ts
 * import { toWebAuthnSigner } from 'latchkey'
 * import { toWebAuthnAccount } from 'viem/account-abstraction'
 *
 * const signer = toWebAuthnSigner(toWebAuthnAccount({ credential }))
 * ```
 */
export function toWebAuthnSigner(key: WebAuthnKey, options: toWebAuthnSigner.Options = {}): P256Signer {
  const scheme = options.userVerification ? p256Schemes.webAuthnVerified : p256Schemes.webAuthn
  const coordinates = toCoordinates(key.publicKey)
  const head = concatHex([numberToHex(scheme, { size: 1 }), coordinates])
  return {
    address: toP256Address(scheme, coordinates),
    signUserOperationHash: async ({ hash }) => {
      const { signature, webauthn } = await key.sign({ hash })
      const { authenticatorData, clientDataJSON } = webauthn
      const challengeIndex = webauthn.challengeIndex ?? clientDataJSON.indexOf('"challenge"')
      const typeIndex = webauthn.typeIndex ?? clientDataJSON.indexOf('"type"')
      return concatHex([
        head,
        encodeAssertion({ authenticatorData, challengeIndex, clientDataJSON, scalars: toLowS(signature), typeIndex }),
      ])
    },
    stubSignature: concatHex([
      head,
      encodeAssertion({
        authenticatorData: `0x${'ab'.repeat(37)}`,
        challengeIndex: 23,
        clientDataJSON: `{"type":"webauthn.get","challenge":"${'c'.repeat(43)}","origin":"${stubOrigin}","crossOrigin":false}`,
        scalars: stubScalars,
        typeIndex: 1,
      }),
    ]),
  }
}

export declare namespace toWebAuthnSigner {
  type Options = {
    /** Default: `false`, the user need only be present. The session names another signer for each. */
    userVerification?: boolean | undefined
  }
  type ErrorType = InvalidP256KeyErrorType
}

/** As solady's `WebAuthn.tryDecodeAuthCompact` reads it. */
function encodeAssertion(parameters: {
  authenticatorData: Hex
  challengeIndex: number
  clientDataJSON: string
  scalars: Hex
  typeIndex: number
}): Hex {
  const { authenticatorData, challengeIndex, clientDataJSON, scalars, typeIndex } = parameters
  for (const value of [size(authenticatorData), challengeIndex, typeIndex])
    if (value < 0 || value > maxUint16)
      throw new InvalidP256KeyError({ reason: 'its assertion does not say where its challenge and its type stand' })
  return concatHex([
    numberToHex(size(authenticatorData), { size: 2 }),
    authenticatorData,
    stringToHex(clientDataJSON),
    numberToHex(challengeIndex, { size: 2 }),
    numberToHex(typeIndex, { size: 2 }),
    slice(scalars, 0, 64),
  ])
}
