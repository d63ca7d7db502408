import type { Address } from 'viem'
import { allowAnyFunction, allowTransfer, definePolicy, type Policy } from '../../ts/policy/index.js'

/**
 * `setRequiredPaymaster(paymaster)`, for a key that may call one contract: this paymaster pays, since ops may cost the account
 * nothing and no other paymaster may bring them.
 */
export function requiredPaymasterPolicy(parameters: {
  signer: Address
  contract: Address
  paymaster: Address
}): Policy {
  const { contract, paymaster, signer } = parameters
  return definePolicy({
    fees: 'none',
    paymaster,
    permissions: [allowAnyFunction({ address: contract }), allowTransfer({ address: contract, value: { max: 0n } })],
    signer,
  })
}
