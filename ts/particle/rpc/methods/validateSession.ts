import { toParticleSession } from '../../particleSession.js'
import { validateSession as isValid } from '../../validateSession.js'
import type { ParticleContext } from '../context.js'
import { readArray } from '../fields.js'
import { readAccount } from '../readAccount.js'
import { readTargetSession } from '../readTargetSession.js'

/** `particle_aa_validateSession`: whether a session of the account's Biconomy tree can be used now. @internal */
export async function validateSession(context: ParticleContext, params: readonly unknown[]): Promise<boolean> {
  const { biconomy, client, registry } = context
  const [accountValue, target] = readArray(params, { max: 2, min: 2, path: 'params' })
  const smartAccount = readAccount(accountValue, 'params[0]')
  const { tree, session } = readTargetSession(target, 'params[1]')
  return isValid(client, {
    biconomy,
    registry,
    sessions: tree.sessions.map(toParticleSession),
    smartAccount,
    targetSession: toParticleSession(session),
    tree: 'biconomy',
  })
}
