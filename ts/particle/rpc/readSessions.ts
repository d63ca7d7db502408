import { InvalidParticleSessionError } from '../../errors/particle.js'
import { getSessionFault, type Session } from '../../session/session.js'
import { fromParticleSession, type ParticleSession } from '../particleSession.js'
import { readArray, readObject } from './fields.js'
import { invalidParams } from './rpcCodes.js'

/** More than fit a body of the server's default size. */
const maxSessions = 4096

/** As many words as the longest `sessionKeyData` has. */
const maxTypes = 128

/** Longer than any type that fits such data is written. */
const maxTypeLength = 256

/** What of a session Particle names otherwise. */
const names = { module: 'sessionValidationModule' } as const

/** Reads a list of sessions in Particle's form. @internal */
export function readSessions(value: unknown, path: string): readonly Session[] {
  return readArray(value, { max: maxSessions, min: 1, path }).map((session, index) =>
    readSession(session, `${path}[${index}]`),
  )
}

/** @internal */
export function readSession(value: unknown, path: string): Session {
  const fields = readObject(value, {
    names: ['validUntil', 'validAfter', 'sessionValidationModule', 'sessionKeyData', 'sessionKeyDataInAbi'],
    path,
  })
  assertShallow(fields.sessionKeyDataInAbi, `${path}.sessionKeyDataInAbi`)
  let session: Session
  try {
    session = fromParticleSession(fields as ParticleSession, path)
  } catch (error) {
    if (error instanceof InvalidParticleSessionError) throw invalidParams(error.path, error.reason, error)
    throw error
  }
  const fault = getSessionFault(session)
  if (!fault) return session
  const { field = 'module', reason } = fault
  throw invalidParams(`${path}.${field === 'module' ? names.module : field}`, reason, fault)
}

/** Encoding recurses once per dimension of a type: a type of a million would overflow the stack. */
function assertShallow(value: unknown, path: string): void {
  if (!Array.isArray(value) || !Array.isArray(value[0])) return
  const types = readArray(value[0], { max: maxTypes, min: 0, path: `${path}[0]` })
  for (const [index, type] of types.entries())
    if (typeof type === 'string' && type.length > maxTypeLength)
      throw invalidParams(`${path}[0][${index}]`, `is a type of more than ${maxTypeLength} characters`)
}
