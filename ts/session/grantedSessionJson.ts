import type { Address, Hash, Hex } from 'viem'
import type { EntryPointVersion } from 'viem/account-abstraction'
import type { AccountFamily } from '../accounts/accountLayer.js'
import type { SignedGrant } from '../grants/grantWire.js'
import { JsonFault, readArray, readBigint, readFields } from '../utils/jsonFields.js'
import { type GrantedSession, toGrantedSession } from './grantedSession.js'
import type { Session } from './session.js'

/** The fields of a granted session in JSON: in this order, and no others. */
const required = ['chainId', 'account', 'family', 'entryPoint', 'registry', 'session', 'tree'] as const
const optional = ['grant', 'nonceKey'] as const

/** @internal */
export const grantedSessionFields = { optional, required }

/**
 * A granted session as JSON holds it. What is equal is written equally: fields have one order.
 *
 * @internal
 */
export function writeGrantedSession(granted: GrantedSession) {
  const { account, chainId, entryPoint, family, grant, nonceKey, proof, registry, root, session, tree, wire } = granted
  return {
    chainId,
    account,
    family,
    entryPoint: { address: entryPoint.address, version: entryPoint.version },
    registry,
    session: writeSession(session),
    tree: { kind: wire, root, ...(tree ? { sessions: tree.sessions.map(writeSession) } : { proof }) },
    ...(grant ? { grant: { chainProof: grant.chainProof, sessions: grant.sessions, signature: grant.signature } } : {}),
    ...(nonceKey === undefined ? {} : { nonceKey: nonceKey.toString() }),
  }
}

/**
 * Reads what `writeGrantedSession` wrote. Types that are only asserted here are checked by `toGrantedSession`.
 *
 * @param fields - What `readFields` returned for `grantedSessionFields`.
 * @throws `JsonFault`, or what `toGrantedSession` throws.
 *
 * @internal
 */
export function readGrantedSession(
  fields: {
    [name in (typeof required)[number]]: unknown
  } & { [name in (typeof optional)[number]]?: unknown },
): GrantedSession {
  const entryPoint = readFields(fields.entryPoint, { field: 'entryPoint', required: ['address', 'version'] })
  const tree = readFields(fields.tree, {
    field: 'tree',
    optional: ['proof', 'sessions'],
    required: ['kind', 'root'],
  })
  if ((tree.proof === undefined) === (tree.sessions === undefined))
    throw new JsonFault('tree', 'needs either `proof` or `sessions`')
  const kind = tree.kind as GrantedSession['wire']
  return toGrantedSession({
    account: fields.account as Address,
    chainId: fields.chainId as number,
    entryPoint: { address: entryPoint.address as Address, version: entryPoint.version as EntryPointVersion },
    family: fields.family as AccountFamily,
    grant: fields.grant === undefined ? undefined : readGrant(fields.grant),
    nonceKey: fields.nonceKey === undefined ? undefined : readBigint(fields.nonceKey, 'nonceKey'),
    registry: fields.registry as Address,
    root: tree.root as Hash,
    session: readSession(fields.session, 'session'),
    wire: kind,
    ...(tree.proof === undefined
      ? {
          tree: {
            kind,
            sessions: readArray(tree.sessions, 'tree.sessions').map((session, index) =>
              readSession(session, `tree.sessions[${index}]`),
            ),
          },
        }
      : { proof: tree.proof as readonly Hash[] }),
  })
}

export declare namespace readGrantedSession {
  type ErrorType = JsonFault | toGrantedSession.ErrorType
}

function writeSession({ module, sessionKeyData, validAfter, validUntil }: Session): Session {
  return { validUntil, validAfter, module, sessionKeyData }
}

function readSession(value: unknown, field: string): Session {
  return readFields(value, { field, required: ['validUntil', 'validAfter', 'module', 'sessionKeyData'] }) as Session
}

function readGrant(value: unknown): SignedGrant {
  const { chainProof, sessions, signature } = readFields(value, {
    field: 'grant',
    required: ['chainProof', 'sessions', 'signature'],
  })
  return {
    chainProof: readArray(chainProof, 'grant.chainProof') as Hash[],
    sessions: sessions as Hex,
    signature: signature as Hex,
  }
}
