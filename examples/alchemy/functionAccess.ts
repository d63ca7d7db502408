import type { AbiFunction, Address } from 'viem'
import { allow, allowAnyFunction, allowTransfer, any, definePolicy, deny, type Policy } from '../../ts/policy/index.js'

const payments = { fees: any(), paymaster: any() } as const

/**
 * `ALLOWLIST`, an address entry with `checkSelectors: true`, and `addContractFunctionAccessEntry({ contractAddress, methodSelector,
 * isOnList: true })` for each function: these functions of the contract, with any arguments.
 */
export function functionAllowlistPolicy(parameters: {
  signer: Address
  contract: Address
  functions: readonly AbiFunction[]
}): Policy {
  const { contract, functions, signer } = parameters
  return definePolicy({
    ...payments,
    // Where the plugin has a selector, Latchkey has the function: its arguments could have rules, too.
    permissions: functions.map((fn) => allow({ abi: [fn], address: contract, args: any(), functionName: fn.name })),
    signer,
  })
}

/** `DENYLIST`, and the same entries: everything but these functions of the contract. */
export function functionDenylistPolicy(parameters: {
  signer: Address
  contract: Address
  functions: readonly AbiFunction[]
}): Policy {
  const { contract, functions, signer } = parameters
  return definePolicy({
    ...payments,
    permissions: [
      ...functions.map((fn) => deny({ abi: [fn], address: contract, args: any(), functionName: fn.name })),
      allowAnyFunction({ address: any() }),
      allowTransfer({ address: any(), value: { max: 0n } }),
    ],
    signer,
  })
}
