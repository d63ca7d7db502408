import { type Address, encodeAbiParameters, type Hex, isAddress, type OneOf } from 'viem'
import { InvalidParticleSessionError, type InvalidParticleSessionErrorType } from '../errors/particle.js'
import type { Session } from '../session/session.js'
import { isBytes } from '../utils/hex.js'

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
  if (!Array.isArray(value) || value.length !== 2 || !Array.isArray(value[0]) || !Array.isArray(value[1]))
    throw fault(path, 'is not `[types, values]`')
  const [types, values] = value as unknown as [unknown[], unknown[]]
  if (!types.every((type): type is string => typeof type === 'string'))
    throw fault(path, 'has a type that is no string')
  if (types.length !== values.length) throw fault(path, `has ${types.length} types for ${values.length} values`)
  types.forEach((type, index) => {
    const reason = getCoercion(type, values[index])
    if (reason) throw fault(`${path}[1][${index}]`, reason)
  })
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

/** What would be encoded as another value than the one written, or `undefined`: a cap must not grow on its way. */
function getCoercion(type: string, value: unknown): string | undefined {
  const element = /^(.*)\[\d*\]$/.exec(type)?.[1]
  if (element !== undefined) {
    if (!Array.isArray(value)) return 'is no array'
    return value.map((item) => getCoercion(element, item)).find(Boolean)
  }
  if (/^u?int\d*$/.test(type)) {
    if (typeof value === 'bigint') return undefined
    if (typeof value === 'number')
      return Number.isSafeInteger(value) ? undefined : `is ${value}, not a number that JavaScript holds exactly`
    if (typeof value === 'string' && /^(-?\d+|0x[0-9a-fA-F]+)$/.test(value)) return undefined
    return 'is no number, and no decimal or hexadecimal string'
  }
  if (type === 'bool') return typeof value === 'boolean' ? undefined : 'is no boolean'
  if (/^bytes\d*$/.test(type)) return isBytes(value) ? undefined : 'is not a hex string of whole bytes'
  return undefined
}

function toLower(address: string): string {
  return isAddress(address, { strict: false }) ? address.toLowerCase() : address
}

function fault(path: string, reason: string, cause?: Error): InvalidParticleSessionError {
  return new InvalidParticleSessionError({ cause, path, reason })
}
