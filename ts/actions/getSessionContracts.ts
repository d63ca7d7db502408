import { type Address, type Hex, numberToHex, size, slice } from 'viem'
import { policyVersion } from '../policy/limits.js'
import type { Session } from '../session/session.js'

/** Before an address in a word. */
const padding = `0x${'00'.repeat(12)}`

/**
 * The contracts that a session may call, as far as it says: the targets of a policy, and every address in the data of another module,
 * which are more. Undefined when it says nothing, or may call any.
 *
 * @internal
 */
export async function getSessionContracts({ sessionKeyData }: Session): Promise<readonly Address[] | undefined> {
  if (sessionKeyData.startsWith(numberToHex(policyVersion, { size: 1 }))) return getTargets(sessionKeyData)
  if (size(sessionKeyData) % 32 !== 0) return undefined
  const words = Array.from({ length: size(sessionKeyData) / 32 }, (_, index) =>
    slice(sessionKeyData, index * 32, index * 32 + 32),
  )
  const addresses = words.filter((word) => slice(word, 0, 12) === padding).map((word) => slice(word, 12))
  return addresses.length === 0 ? undefined : addresses
}

async function getTargets(sessionKeyData: Hex): Promise<readonly Address[] | undefined> {
  // Loaded only now: an app without policies does without what reads them.
  const { decodePolicy } = await import('../policy/decodePolicy.js')
  try {
    const targets = decodePolicy(sessionKeyData)
      .permissions.filter(({ effect }) => effect === 'allow')
      .map(({ target }) => target)
    return targets.includes('any') ? undefined : (targets as readonly Address[])
  } catch {
    return undefined
  }
}
