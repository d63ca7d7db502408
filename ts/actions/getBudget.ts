import type { Address, Chain, Client, Hash, Transport } from 'viem'
import { getBlock } from 'viem/actions'
import { getAction } from 'viem/utils'
import { readRegistry } from '../accounts/readRegistry.js'
import { getBudgetKey, getBudgetPeriod } from '../policy/budget.js'
import type { Budget } from '../policy/policy.js'

/**
 * What was counted against a budget of a policy, in the period that runs at the latest block, and what is left of it.
 *
 * @param client - Reaches the account's chain.
 * @param parameters - The account, its registry, and the budget.
 * @returns What is spent and left, in calls, wei or units of the argument; and the counter it stands in.
 * @throws `InvalidPolicyError` when the budget is not valid.
 *
 * @example
 * ```ts
 * import { getBudget } from 'latchkey'
 * import { decodePolicy } from 'latchkey/policy'
 *
 * for (const budget of decodePolicy(policySession.sessionKeyData).budgets)
 *   console.log(await getBudget(client, { account: account.address, budget, registry }))
 * ```
 */
export async function getBudget(
  client: Client<Transport, Chain | undefined>,
  parameters: getBudget.Parameters,
): Promise<getBudget.ReturnType> {
  const { account, budget, registry } = parameters
  const { timestamp } = await getAction(client, getBlock, 'getBlock')({ blockTag: 'latest' })
  const index = getBudgetPeriod(budget, Number(timestamp))
  const key = getBudgetKey(budget, { index })
  const spent = await readRegistry(client, { args: [key, account], functionName: 'spentOf', registry })
  // Another session may have counted past this one's cap.
  return { index, key, left: spent < budget.max ? budget.max - spent : 0n, spent }
}

export declare namespace getBudget {
  type Parameters = {
    account: Address
    /** One of a policy's `budgets`. */
    budget: Budget
    /** The `BiconomySessionRegistry` or `ERC7579SessionValidator`. */
    registry: Address
  }
  type ReturnType = {
    /** Which period, from zero; zero for a budget for life. */
    index: number
    /** Its counter: the key of the registry's `spentOf`. */
    key: Hash
    left: bigint
    spent: bigint
  }
}
