import { type Address, isAddressEqual } from 'viem'
import { type Call, encodeBiconomyCalls } from '../../../accounts/biconomyCalls.js'
import { ownerNonceKey } from '../../../accounts/ownerNonceKey.js'
import { stubSessionKeySignature } from '../../../wire/stubSignature.js'
import { getParticleAccountAddress } from '../../particleAccount.js'
import { readInitCode, readNonce } from '../accountOp.js'
import type { ParticleContext } from '../context.js'
import { readArray } from '../fields.js'
import { anybodysStubSignature } from '../ownerStubSignature.js'
import { type ParticleFeeQuotes, quoteUserOp } from '../quoteUserOp.js'
import { readAccount } from '../readAccount.js'
import { readCalls } from '../readCalls.js'
import { readTargetSession } from '../readTargetSession.js'
import { toSessionSignature } from '../sessionSignature.js'

/**
 * What a session's validation takes beyond the owner's: 20,000 to 60,000 in a tree of any size, more for a long policy. The op of
 * EntryPoint v0.6 pays for what it uses, so room that is left costs nothing.
 */
const sessionGas = 150_000n

/**
 * `particle_aa_getFeeQuotes`: an op of the account for the owner or a session key to sign. Particle's parameters do not say which
 * of them, so the quote has room for both; with `{ sessions, targetSession }` as a third parameter it is that session's, to the byte.
 *
 * @internal
 */
export async function getFeeQuotes(context: ParticleContext, params: readonly unknown[]): Promise<ParticleFeeQuotes> {
  const { biconomy, client, registry } = context
  const [accountValue, callsValue, target] = readArray(params, { max: 3, min: 2, path: 'params' })
  const smartAccount = readAccount(accountValue, 'params[0]')
  const account = await getParticleAccountAddress(client, { biconomy, smartAccount })
  const calls = readCalls(callsValue, { account, path: 'params[1]' })
  const session =
    target === undefined || target === null
      ? undefined
      : toSessionSignature(readTargetSession(target, 'params[2]'), { registry, signature: stubSessionKeySignature })

  const [initCode, nonce] = await Promise.all([
    readInitCode(context, { account, smartAccount }),
    readNonce(context, { account, key: isOwners(calls, [account, registry]) ? ownerNonceKey : 0n }),
  ])
  return quoteUserOp(context, {
    callData: encodeBiconomyCalls(calls),
    initCode,
    nonce,
    sender: account,
    signature: session ?? anybodysStubSignature(biconomy),
    validationRoom: session ? 0n : sessionGas,
  })
}

/**
 * Whether only the owner can make these calls: no session calls the account or the registry. In a lane of nonces that sessions use, a
 * session key could keep its own revocation out.
 */
function isOwners(calls: readonly Call[], targets: readonly Address[]): boolean {
  return calls.some(({ to }) => targets.some((target) => isAddressEqual(to, target)))
}
