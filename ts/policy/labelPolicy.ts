import { type Abi, type AbiFunction, toFunctionSelector } from 'viem'
import { getConditions } from './conditions.js'
import type { Permission, Policy } from './policy.js'

/**
 * Gives the entries of a decoded policy the names of ABIs. An ABI's function is taken for an entry only when it has the
 * entry's selector, the shape of its arguments, and the types of all its rules.
 *
 * Warning: a selector has 4 bytes, so whoever writes an ABI can find a harmless name for any function. ABIs must come from
 * somebody who is trusted to name things.
 *
 * @param policy - The policy. Entries that have names keep them, if the names are those of their function.
 * @param options - The ABIs, in order of precedence.
 * @returns The policy with names, where there are any.
 *
 * @example
 * ```ts
 * import { allow, any, decodePolicy, definePolicy, encodePolicy, labelPolicy } from 'latchkey/policy'
 * import { erc20Abi } from 'viem'
 *
 * const sessionKeyData = encodePolicy(
 *   definePolicy({
 *     signer: '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
 *     permissions: [allow({ abi: erc20Abi, address: any(), functionName: 'approve', args: any() })],
 *     fees: 'none',
 *   }),
 * )
 * const policy = labelPolicy(decodePolicy(sessionKeyData), { abis: [erc20Abi] })
 * console.log(policy.permissions[0]?.abi?.name)
 * // approve
 * ```
 */
export function labelPolicy(policy: Policy, options: labelPolicy.Options): Policy {
  const functions = getFunctions(options.abis)
  return { ...policy, permissions: policy.permissions.map((permission) => label(permission, functions)) }
}

export declare namespace labelPolicy {
  type Options = {
    /** ABIs of the contracts that the policy is about. */
    abis: readonly Abi[]
  }
}

/**
 * The functions of ABIs, in order.
 *
 * @internal
 */
export function getFunctions(abis: readonly Abi[]): readonly AbiFunction[] {
  return abis.flatMap((abi) => abi.filter((item): item is AbiFunction => item.type === 'function'))
}

function label(permission: Permission, functions: readonly AbiFunction[]): Permission {
  const { abi: own, ...unnamed } = permission
  if (permission.function === 'any' || permission.function === 'transfer') return unnamed
  const abi = [...(own ? [own] : []), ...functions].find(
    (fn) => toFunctionSelector(fn) === permission.function && getConditions(fn, permission.program) !== undefined,
  )
  return abi ? { ...unnamed, abi } : unnamed
}
