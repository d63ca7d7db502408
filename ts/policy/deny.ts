import { type Abi, type Address, toFunctionSelector } from 'viem'
import { type InvalidPermissionErrorType, InvalidRuleError } from '../errors/policy.js'
import type { allow } from './allow.js'
import { compileArguments } from './compileArguments.js'
import { findSums } from './findSums.js'
import type { FunctionName } from './functionNames.js'
import { getFunction } from './getFunction.js'
import { readTarget } from './permissionFields.js'
import type { PermissionDraft } from './policy.js'
import type { AnyRule } from './rule.js'

/**
 * Denies calls of one function of a contract, whatever else allows them. Without a condition on the arguments, `any()`, no
 * call of the function passes. With conditions, a call is denied unless its arguments are well-formed and break one of them:
 * rules on several arguments deny only what fits all of them, and `each` denies only when all elements fit.
 *
 * @param parameters - The function, and the rules for its arguments by name or by position.
 * @returns An entry for `definePolicy`, which puts it before all that allow.
 * @throws `InvalidPermissionError` naming the field at fault, `InvalidRuleError` naming the argument.
 *
 * @example
 * ```ts
 * import { any, deny } from 'latchkey/policy'
 * import { erc20Abi } from 'viem'
 *
 * const approvals = deny({ abi: erc20Abi, address: any(), functionName: 'approve', args: any() })
 * ```
 */
export function deny<const abi extends Abi | readonly unknown[], const functionName extends FunctionName<abi>>(
  parameters: deny.Parameters<abi, functionName>,
): deny.ReturnType {
  const { abi, address, functionName } = parameters
  const fn = getFunction(abi, functionName)
  const program = compileArguments(fn, parameters.args, 'deny')
  if (findSums(program).length > 0)
    throw new InvalidRuleError({ path: fn.name, reason: '`sum` charges a budget, and what is denied charges none' })
  return {
    effect: 'deny',
    target: readTarget(address),
    function: toFunctionSelector(fn),
    limits: [],
    program,
    abi: fn,
  }
}

export declare namespace deny {
  type Parameters<
    abi extends Abi | readonly unknown[] = Abi,
    functionName extends FunctionName<abi> = FunctionName<abi>,
  > = {
    /** The contract's ABI. */
    abi: abi
    /** The contract. `any()`: every contract that has such a function. */
    address: Address | AnyRule
    /** Name of the function, or its signature such as `mint(address,uint256)` when it is overloaded. */
    functionName: functionName | FunctionName<abi>
  } & allow.Arguments<abi, functionName>
  type ReturnType = PermissionDraft
  type ErrorType = InvalidPermissionErrorType | compileArguments.ErrorType
}

/**
 * Denies plain transfers of the native token: calls with empty calldata, of any value.
 *
 * @param parameters - The recipient.
 * @returns An entry for `definePolicy`.
 * @throws `InvalidPermissionError` when the address is not valid.
 *
 * @example
 * ```ts
 * import { denyTransfer } from 'latchkey/policy'
 *
 * const burn = denyTransfer({ address: '0x000000000000000000000000000000000000dEaD' })
 * ```
 */
export function denyTransfer(parameters: denyTransfer.Parameters): denyTransfer.ReturnType {
  return { effect: 'deny', target: readTarget(parameters.address), function: 'transfer', limits: [], program: [] }
}

export declare namespace denyTransfer {
  type Parameters = {
    /** The recipient. `any()`: everybody. */
    address: Address | AnyRule
  }
  type ReturnType = PermissionDraft
  type ErrorType = InvalidPermissionErrorType
}

/**
 * Denies every function of a contract: calldata of 4 bytes or more. Plain transfers need `denyTransfer`.
 *
 * @param parameters - The contract.
 * @returns An entry for `definePolicy`.
 * @throws `InvalidPermissionError` when the address is not valid.
 *
 * @example
 * ```ts
 * import { denyAnyFunction } from 'latchkey/policy'
 *
 * const vault = denyAnyFunction({ address: '0x909E30bdBCb728131E3F8d17150eaE740C904649' })
 * ```
 */
export function denyAnyFunction(parameters: denyAnyFunction.Parameters): denyAnyFunction.ReturnType {
  return { effect: 'deny', target: readTarget(parameters.address), function: 'any', limits: [], program: [] }
}

export declare namespace denyAnyFunction {
  type Parameters = {
    /** The contract. `any()`: every contract. */
    address: Address | AnyRule
  }
  type ReturnType = PermissionDraft
  type ErrorType = InvalidPermissionErrorType
}
