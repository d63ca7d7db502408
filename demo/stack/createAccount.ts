import type { SmartAccount } from 'viem/account-abstraction'
import { createBiconomyAccount } from './biconomyAccount.js'
import {
  type AccountParameters,
  createKernelAccount,
  createNexusAccount,
  createSafeAccount,
} from './erc7579Accounts.js'
import type { Stack } from './stack.js'

/** Families of accounts whose contracts are on the stack. */
export const stackFamilies = ['biconomy', 'kernel', 'nexus', 'safe'] as const

export type StackFamily = (typeof stackFamilies)[number]

/** Deploys an account of a family, whose owner signs, with ten ether. */
export async function createAccount(parameters: createAccount.Parameters): Promise<SmartAccount> {
  const { family, ...options } = parameters
  switch (family) {
    case 'biconomy': {
      const { stack, ...rest } = options
      return createBiconomyAccount({ ...rest, biconomy: stack.biconomy, chain: stack })
    }
    case 'kernel':
      return createKernelAccount(options)
    case 'nexus':
      return createNexusAccount(options)
    case 'safe':
      return createSafeAccount(options)
  }
}

export declare namespace createAccount {
  type Parameters = Omit<AccountParameters, 'stack'> & {
    family: StackFamily
    stack: AccountParameters['stack'] & Pick<Stack, 'biconomy'>
  }
}
