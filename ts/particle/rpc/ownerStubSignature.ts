import { concatHex, type Hex } from 'viem'
import { encodeAccountSignature } from '../../wire/accountSignature.js'
import { stubSessionKeySignature } from '../../wire/stubSignature.js'
import type { BiconomyAddresses } from '../particleAccount.js'

/** Stands in for the owner's signature while gas is estimated, and in the op that is to be signed. @internal */
export function ownerStubSignature({ ecdsaModule }: BiconomyAddresses): Hex {
  return encodeAccountSignature({ moduleSignature: stubSessionKeySignature, registry: ecdsaModule })
}

/** By how much the signature of a session with 128 bytes of data, ten levels up a tree, is longer, counted in bytes that are not zero. */
const roomSize = 768

/**
 * As `ownerStubSignature`, and as long as most sessions' are: their bytes cost `preVerificationGas`. The account does not read what
 * stands behind its two fields.
 *
 * @internal
 */
export function anybodysStubSignature(biconomy: BiconomyAddresses): Hex {
  return concatHex([ownerStubSignature(biconomy), `0x${'ff'.repeat(roomSize)}`])
}
