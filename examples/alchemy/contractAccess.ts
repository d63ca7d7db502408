import type { Address } from 'viem'
import {
  allowAnyFunction,
  allowTransfer,
  any,
  definePolicy,
  denyAnyFunction,
  denyTransfer,
  type Policy,
} from '../../ts/policy/index.js'

const payments = { fees: any(), paymaster: any() } as const

/** `ALLOWLIST`, and `addContractAddressAccessEntry({ contractAddress, isOnList: true, checkSelectors: false })` for each contract. */
export function allowlistPolicy(parameters: { signer: Address; contracts: readonly Address[] }): Policy {
  const { contracts, signer } = parameters
  return definePolicy({
    ...payments,
    permissions: contracts.flatMap((address) => [
      allowAnyFunction({ address }),
      // Calls with empty calldata. The plugin has no word of its own for them.
      allowTransfer({ address, value: { max: 0n } }),
    ]),
    signer,
  })
}

/** `DENYLIST`, and the same entries: everything but these contracts. */
export function denylistPolicy(parameters: { signer: Address; contracts: readonly Address[] }): Policy {
  const { contracts, signer } = parameters
  return definePolicy({
    ...payments,
    permissions: [
      ...contracts.flatMap((address) => [denyAnyFunction({ address }), denyTransfer({ address })]),
      allowAnyFunction({ address: any() }),
      allowTransfer({ address: any(), value: { max: 0n } }),
    ],
    signer,
  })
}

/** `ALLOW_ALL_ACCESS`. What no session reaches stays out of reach: the account, its modules, the registry, the EntryPoint. */
export function allowAllPolicy(parameters: { signer: Address }): Policy {
  return definePolicy({
    ...payments,
    permissions: [allowAnyFunction({ address: any() }), allowTransfer({ address: any(), value: { max: 0n } })],
    signer: parameters.signer,
  })
}
