import { type Address, encodeAbiParameters, type Hex, isAddress, type OneOf } from 'viem'
import { InvalidParticleSessionError, type InvalidParticleSessionErrorType } from '../errors/particle.js'
import type { Session } from '../session/session.js'

/** A session as the parameters of Particle's `createSessions` and `validateSession` write it. */
export type ParticleSession = {
  /** Unix seconds, inclusive; 0 means no expiry. */
  validUntil: number
  /** Unix seconds; 0 means at once. */
  validAfter: number
  /** Address of the session validation module. */
  sessionValidationModule: Address
} & OneOf<
  | {
      /** What the session allows, encoded. */
      sessionKeyData: Hex
    }
  | {
      /** What the session allows, as `[types, values]`. */
      sessionKeyDataInAbi: readonly [types: readonly string[], values: readonly unknown[]]
    }
>

/** A session as Particle's answers write it. */
export type EncodedParticleSession = Extract<ParticleSession, { sessionKeyData: Hex }>

/**
 * Reads a session in Particle's form.
 *
 * @param path - Where it stands in the parameters, for the error.
 * @throws `InvalidParticleSessionError` when its data is missing, given twice, or does not fit its types.
 */
export function fromParticleSession(session: ParticleSession, path: string): Session {
  if (typeof session !== 'object' || session === null) throw fault(path, 'is not an object')
  const { sessionKeyData, sessionKeyDataInAbi, sessionValidationModule, validAfter, validUntil } = session
  if ((sessionKeyData === undefined) === (sessionKeyDataInAbi === undefined))
    throw fault(path, 'needs either `sessionKeyData` or `sessionKeyDataInAbi`')
  return {
    module: sessionValidationModule,
    sessionKeyData: sessionKeyData ?? encodeInAbi(sessionKeyDataInAbi, `${path}.sessionKeyDataInAbi`),
    validAfter,
    validUntil,
  }
}

export declare namespace fromParticleSession {
  type ErrorType = InvalidParticleSessionErrorType
}

/** Writes a session in Particle's form. */
export function toParticleSession(session: Session): EncodedParticleSession {
  const { module, sessionKeyData, validAfter, validUntil } = session
  return { sessionKeyData, sessionValidationModule: module, validAfter, validUntil }
}

function encodeInAbi(value: ParticleSession['sessionKeyDataInAbi'], path: string): Hex {
  if (!Array.isArray(value) || value.length !== 2 || !value.every(Array.isArray))
    throw fault(path, 'is not `[types, values]`')
  const [types, values] = value as unknown as [unknown[], unknown[]]
  if (!types.every((type): type is string => typeof type === 'string'))
    throw fault(path, 'has a type that is no string')
  if (types.length !== values.length) throw fault(path, `has ${types.length} types for ${values.length} values`)
  try {
    return encodeAbiParameters(
      types.map((type) => ({ type })),
      // The examples in Particle's documentation hold addresses whose checksum is wrong; their server takes them.
      values.map((value, index) => (types[index] === 'address' && typeof value === 'string' ? toLower(value) : value)),
    )
  } catch (error) {
    throw fault(path, 'has a value that does not fit its type', error instanceof Error ? error : undefined)
  }
}

function toLower(address: string): string {
  return isAddress(address, { strict: false }) ? address.toLowerCase() : address
}

function fault(path: string, reason: string, cause?: Error): InvalidParticleSessionError {
  return new InvalidParticleSessionError({ cause, path, reason })
}
