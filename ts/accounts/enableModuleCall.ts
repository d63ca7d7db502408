import { type Address, encodeFunctionData, parseAbi } from 'viem'
import type { Call } from './biconomyCalls.js'

const accountAbi = parseAbi(['function enableModule(address module)'])

/** The call by which a Biconomy account takes a module up: the account makes it to itself. @internal */
export function toEnableModuleCall({ account, module }: { account: Address; module: Address }): Call {
  return {
    data: encodeFunctionData({ abi: accountAbi, args: [module], functionName: 'enableModule' }),
    to: account,
    value: 0n,
  }
}
