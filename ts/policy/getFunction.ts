import { type AbiFunction, toFunctionSignature } from 'viem'
import { describeValue } from '../errors/describeValue.js'
import { InvalidPermissionError, type InvalidPermissionErrorType } from '../errors/policy.js'

/**
 * The one function of an ABI that has this name or signature.
 *
 * @internal
 */
export function getFunction(abi: unknown, functionName: unknown): AbiFunction {
  if (!Array.isArray(abi))
    throw new InvalidPermissionError({ field: 'abi', reason: `is ${describeValue(abi)}, not an ABI` })
  if (typeof functionName !== 'string')
    throw new InvalidPermissionError({ field: 'functionName', reason: `is ${describeValue(functionName)}, not a name` })

  const functions = abi.filter(isFunction)
  const named = functions.filter(({ name }) => name === functionName)
  const found = named.length > 0 ? named : functions.filter((item) => toFunctionSignature(item) === functionName)
  const [first] = found
  if (!first)
    throw new InvalidPermissionError({
      field: 'functionName',
      reason: `is ${describeValue(functionName)}, which the ABI does not have`,
    })
  const signatures = [...new Set(found.map((item) => toFunctionSignature(item)))]
  if (signatures.length > 1)
    throw new InvalidPermissionError({
      field: 'functionName',
      reason: `is ${describeValue(functionName)}, which stands for ${signatures.map((each) => `\`${each}\``).join(' and ')}`,
    })
  return first
}

export declare namespace getFunction {
  type ErrorType = InvalidPermissionErrorType
}

function isFunction(item: unknown): item is AbiFunction {
  if (typeof item !== 'object' || item === null) return false
  const { inputs, name, type }: { inputs?: unknown; name?: unknown; type?: unknown } = item
  return type === 'function' && typeof name === 'string' && Array.isArray(inputs) && inputs.every(isParameter)
}

function isParameter(item: unknown): boolean {
  if (typeof item !== 'object' || item === null) return false
  const { components, type }: { components?: unknown; type?: unknown } = item
  if (typeof type !== 'string') return false
  return !type.startsWith('tuple') || (Array.isArray(components) && components.every(isParameter))
}
