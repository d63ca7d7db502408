import { AmbiguousBiconomySessionError, DuplicateSessionError } from '../../errors/tree.js'
import { invalidParams } from './rpcCodes.js'

/** Runs what builds a tree, and names the session at fault by its path. @internal */
export function withTreePaths<value>(path: string, run: () => value): value {
  const fail = (error: unknown): never => {
    if (error instanceof AmbiguousBiconomySessionError)
      throw invalidParams(
        `${path}[${error.index}].sessionKeyData`,
        'is 32 bytes: in a tree of Biconomy’s such a session could hide another',
        error,
      )
    if (error instanceof DuplicateSessionError)
      throw invalidParams(
        `${path}[${error.indexes[1]}]`,
        `is the same session as \`${path}[${error.indexes[0]}]\``,
        error,
      )
    throw error
  }
  try {
    const value = run()
    return value instanceof Promise ? (value.catch(fail) as value) : value
  } catch (error) {
    return fail(error)
  }
}
