import type { Address, Hex } from 'viem'
import { getCode } from 'viem/actions'
import { getAction } from 'viem/utils'
import { ownerNonceKey } from '../../../accounts/ownerNonceKey.js'
import { ParticleRpcError } from '../../../errors/particleRpc.js'
import { createSessions as prepareSessions } from '../../createSessions.js'
import { type EncodedParticleSession, toParticleSession } from '../../particleSession.js'
import { readInitCode, readNonce } from '../accountOp.js'
import type { ParticleContext } from '../context.js'
import { readArray } from '../fields.js'
import { ownerStubSignature } from '../ownerStubSignature.js'
import { type ParticleFeeQuotes, quoteUserOp } from '../quoteUserOp.js'
import { readAccount } from '../readAccount.js'
import { readSessions } from '../readSessions.js'
import { rpcCodes } from '../rpcCodes.js'
import { withTreePaths } from '../treePaths.js'
import { toQuantity } from '../userOp.js'

/** What `particle_aa_createSessions` answers. */
export type ParticleCreatedSessions = ParticleFeeQuotes & {
  /** The sessions, encoded: keep them, the chain holds hashes only. */
  sessions: readonly EncodedParticleSession[]
  /** The calls of the op, in order. */
  transactions: readonly { to: Address; value: Hex; data: Hex }[]
}

/**
 * `particle_aa_createSessions`: the op that makes a list of sessions the account's only ones in its Biconomy tree, for the owner to
 * sign.
 *
 * @internal
 */
export async function createSessions(
  context: ParticleContext,
  params: readonly unknown[],
): Promise<ParticleCreatedSessions> {
  const { biconomy, client, registry } = context
  const [accountValue, sessionsValue] = readArray(params, { max: 2, min: 2, path: 'params' })
  const smartAccount = readAccount(accountValue, 'params[0]')
  const sessions = readSessions(sessionsValue, 'params[1]').map(toParticleSession)

  // The account would be asked to trust an address where anybody, or nobody, may be.
  if (!(await getAction(client, getCode, 'getCode')({ address: registry })))
    throw new ParticleRpcError({ code: rpcCodes.internalError, message: `There is no registry at ${registry}.` })

  const created = await withTreePaths('params[1]', () =>
    prepareSessions(client, { biconomy, registry, sessions, smartAccount, tree: 'biconomy' }),
  )
  const { account, callData } = created
  const [initCode, nonce] = await Promise.all([
    readInitCode(context, { account, smartAccount }),
    // In any other lane a session key could use up the nonce first, and keep a list without its session out for ever.
    readNonce(context, { account, key: ownerNonceKey }),
  ])
  const quotes = await quoteUserOp(context, {
    callData,
    initCode,
    nonce,
    sender: account,
    signature: ownerStubSignature(biconomy),
  })
  return {
    ...quotes,
    sessions: created.sessions,
    transactions: created.transactions.map(({ data, to, value }) => ({ to, value: toQuantity(value), data })),
  }
}
