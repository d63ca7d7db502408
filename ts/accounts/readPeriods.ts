import type { Chain, Client, Transport } from 'viem'
import { getBlock } from 'viem/actions'
import { getAction } from 'viem/utils'
import { getBudgetPeriod } from '../policy/budget.js'
import type { Budget } from '../policy/policy.js'
import { readPolicy } from '../policy/readPolicy.js'
import type { Session } from '../session/session.js'

/**
 * The budgets of a session that are counted per period, in the policy's order. None for a session of another module.
 *
 * @internal
 */
export async function getPeriodBudgets({ sessionKeyData }: Session): Promise<readonly Budget[]> {
  const policy = await readPolicy(sessionKeyData)
  return policy?.budgets.filter(({ period }) => period !== undefined) ?? []
}

/**
 * Which period of each budget runs at the chain's latest block: what the wire names. Not by the clock of this machine, which may be
 * wrong, and knows nothing of a test chain's time.
 *
 * @internal
 */
export async function readPeriods(
  client: Client<Transport, Chain | undefined>,
  { budgets }: { budgets: readonly Budget[] },
): Promise<readonly number[]> {
  if (budgets.length === 0) return []
  const { timestamp } = await getAction(client, getBlock, 'getBlock')({ blockTag: 'latest' })
  return budgets.map((budget) => getBudgetPeriod(budget, Number(timestamp)))
}
