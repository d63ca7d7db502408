import type { Address, Hex } from 'viem'
import type { Session } from '../../session/session.js'
import { getSessionProof } from '../../tree/getSessionProof.js'
import type { SessionTree } from '../../tree/sessionTree.js'
import { encodeAccountSignature } from '../../wire/accountSignature.js'
import { encodeBiconomySignature } from '../../wire/biconomyWire.js'

/** Puts the session and its proof around a session key's signature, in Biconomy's wire. @internal */
export function toSessionSignature(
  { session, tree }: { session: Session; tree: SessionTree<'biconomy'> },
  { registry, signature }: { registry: Address; signature: Hex },
): Hex {
  const proof = getSessionProof(tree, { session })
  return encodeAccountSignature({ moduleSignature: encodeBiconomySignature({ proof, session, signature }), registry })
}
