import { type Chain, type Client, numberToHex, type Transport } from 'viem'
import { getBlock } from 'viem/actions'
import { getAction } from 'viem/utils'
import { getBudgetPeriod } from '../policy/budget.js'
import { policyVersion } from '../policy/limits.js'
import type { Budget } from '../policy/policy.js'
import type { Session } from '../session/session.js'

/**
 * The budgets of a session that are counted per period, in the policy's order. None for a session of another module: what it holds
 * does not read as a policy to its last byte.
 *
 * @internal
 */
export async function getPeriodBudgets({ sessionKeyData }: Session): Promise<readonly Budget[]> {
  if (!sessionKeyData.startsWith(numberToHex(policyVersion, { size: 1 }))) return []
  // Loaded only now: an app without policies does without what reads them.
  const { decodePolicy } = await import('../policy/decodePolicy.js')
  try {
    return decodePolicy(sessionKeyData).budgets.filter(({ period }) => period !== undefined)
  } catch {
    return []
  }
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
