import type { Address, Hash } from 'viem'
import type { SmartAccount } from 'viem/account-abstraction'
import { toEnableModuleCall } from '../ts/accounts/enableModuleCall.js'
import { toGrantCall } from '../ts/actions/grantCall.js'
import { encodeValidatorInstallation } from '../ts/index.js'
import { type Latchkey, registryOf } from './latchkey.js'
import { createAccount, type Stack, sendCalls } from './stack/index.js'

/** Deploys an account, and has it take the registry up and grant a root, in one operation without `sessionActions`. */
export async function createAccountWithRegistry(
  parameters: createAccountWithRegistry.Parameters,
): Promise<{ account: SmartAccount; registry: Address }> {
  const { latchkey, root, ...options } = parameters
  const { family, stack } = options
  const account = await createAccount(options)
  const registry = registryOf(latchkey, { family })
  const calls =
    family === 'biconomy'
      ? [
          toEnableModuleCall({ account: account.address, module: registry }),
          ...(root ? [toGrantCall(registry, { published: '0x', tree: { root } })] : []),
        ]
      : [
          {
            data: encodeValidatorInstallation({ family, grant: root && { root }, validator: registry }),
            to: account.address,
          },
        ]
  if (!(await sendCalls({ account, calls, stack })))
    throw new Error(`The ${family} account did not take the registry up.`)
  return { account, registry }
}

export declare namespace createAccountWithRegistry {
  type Parameters = createAccount.Parameters & {
    latchkey: Latchkey
    /** What the account grants. Default: nothing. */
    root?: Hash | undefined
    stack: Stack
  }
}
