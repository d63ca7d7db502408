import { type Hex, numberToHex } from 'viem'
import { policyVersion } from './limits.js'
import type { Policy } from './policy.js'

/**
 * Whether a session's data begins as a policy does. That of another module may too: `readPolicy` tells.
 *
 * @internal
 */
export function beginsAsPolicy(sessionKeyData: Hex): boolean {
  return sessionKeyData.startsWith(numberToHex(policyVersion, { size: 1 }))
}

/**
 * The policy that a session's data holds. `undefined` for that of another module: it does not read as a policy to its last byte.
 *
 * @internal
 */
export async function readPolicy(sessionKeyData: Hex): Promise<Policy | undefined> {
  if (!beginsAsPolicy(sessionKeyData)) return undefined
  // Loaded only now: an app without policies does without what reads them.
  const { decodePolicy } = await import('./decodePolicy.js')
  try {
    return decodePolicy(sessionKeyData)
  } catch {
    return undefined
  }
}
