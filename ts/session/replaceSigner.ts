import { type Address, getAddress, type Hex, isAddress, isAddressEqual, size, slice } from 'viem'
import { SignerMismatchError, type SignerMismatchErrorType } from '../errors/actions.js'
import type { InvalidSessionKeyDataErrorType } from '../errors/sessionKeyData.js'
import { assertAddressField } from '../modules/fields.js'
import { assertSession, type Session } from './session.js'

/** Version and flags stand before the key of a policy. */
const policyHeaderSize = 2
const addressSize = 20
const wordSize = 32

/**
 * The same session for another key. The key must stand where a policy has it, or in the first word, where this project's modules, Biconomy's
 * and the seed's have it.
 *
 * @param session - The session.
 * @param parameters - The key it names now, and the one it shall name.
 * @returns A session with another id.
 * @throws `SignerMismatchError` when the key is not where it can be replaced; `InvalidSessionKeyDataError` when the new one is no address, or
 * zero.
 *
 * @internal
 */
export function replaceSigner(
  session: Session,
  { newSigner, oldSigner }: { newSigner: Address; oldSigner: Address },
): Session {
  assertSession(session)
  assertAddressField(session.module, 'newSigner', newSigner)
  const { sessionKeyData } = session
  // Only where the data names the old key: what looks like a key of another module's could be anything, and the old key stay in force.
  for (const [offset, prefix] of [
    [policyHeaderSize, /^0x01/],
    [wordSize - addressSize, /^0x0{24}/],
  ] as const) {
    if (size(sessionKeyData) < wordSize || !prefix.test(sessionKeyData)) continue
    const found = getAddress(slice(sessionKeyData, offset, offset + addressSize))
    if (!isAddress(oldSigner) || !isAddressEqual(found, oldSigner)) continue
    // A recipient may be the key as well, and a module may name it first: the old key would stay in force.
    const isAmbiguous =
      offset !== policyHeaderSize && sessionKeyData.toLowerCase().split(found.slice(2).toLowerCase()).length > 2
    if (isAmbiguous) throw new SignerMismatchError({ isAmbiguous, oldSigner })
    const start = 2 + offset * 2
    const data = `${sessionKeyData.slice(0, start)}${newSigner.slice(2).toLowerCase()}${sessionKeyData.slice(start + 2 * addressSize)}`
    return { ...session, sessionKeyData: data as Hex }
  }
  throw new SignerMismatchError({ oldSigner })
}

export declare namespace replaceSigner {
  type ErrorType = assertSession.ErrorType | InvalidSessionKeyDataErrorType | SignerMismatchErrorType
}
