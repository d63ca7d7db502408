import { type Address, type Hex, size, slice } from 'viem'
import { beginsAsPolicy, readPolicy } from '../policy/readPolicy.js'
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
  if (beginsAsPolicy(sessionKeyData)) return getTargets(sessionKeyData)
  if (size(sessionKeyData) % 32 !== 0) return undefined
  const words = Array.from({ length: size(sessionKeyData) / 32 }, (_, index) =>
    slice(sessionKeyData, index * 32, index * 32 + 32),
  )
  const addresses = words.filter((word) => slice(word, 0, 12) === padding).map((word) => slice(word, 12))
  return addresses.length === 0 ? undefined : addresses
}

async function getTargets(sessionKeyData: Hex): Promise<readonly Address[] | undefined> {
  const policy = await readPolicy(sessionKeyData)
  const targets = policy?.permissions.filter(({ effect }) => effect === 'allow').map(({ target }) => target)
  return targets?.includes('any') ? undefined : (targets as readonly Address[] | undefined)
}
