import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, test } from 'vitest'
import { timeRangeSession } from '../../examples/alchemy/timeRange.js'
import { toPolicies } from '../../examples/alchemy/toPolicies.js'
import { createRandom } from '../vectors/random.js'
import { looser, stricter } from './differences.js'
import { generateOp, generatePermissions } from './generate.js'
import { addKeys, compare, createCounts, judge, type Sides, startSides } from './sides.js'

/*
 * Alchemy's plugin and Latchkey judge the same ops under the same permissions: the plugin's own code and the registry, each asked on
 * chain, and `checkSession`.
 */

const keys = 120
const opsPerKey = 12

let sides: Sides

beforeAll(async () => {
  sides = await startSides()
})

afterAll(() => sides?.stop())

test(
  `both decide alike about ${keys * opsPerKey} ops of ${keys} keys, but where the document says so`,
  {
    timeout: 600_000,
  },
  async () => {
    const random = createRandom(6900)
    const { chain, latchkey } = sides
    const { forbidden, module } = latchkey
    const now = Number((await chain.publicClient.getBlock()).timestamp) + 1_000
    const drafts = Array.from({ length: keys }, (_, index) => {
      const key = privateKeyToAccount(random.hex(32))
      const permissions = generatePermissions(random, now)
      const { validFrom = 0, validUntil = 0 } = permissions.timeRange ?? {}
      const policies = toPolicies({ name: `key-${index}`, permissions, signer: key.address, start: now })
      const sessions = policies.map((policy) => timeRangeSession({ module, policy, validFrom, validUntil }))
      return { key, permissions, sessions }
    })

    const counts = createCounts()
    for (const added of await addKeys(sides, drafts))
      for (let at = 0; at < opsPerKey; at++) {
        const op = generateOp(random, added.permissions, { forbidden, key: added.key.address, now })
        counts.add(compare(sides, added, op, await judge(sides, added, op)))
      }

    counts.expectEach([...Object.keys(stricter), ...Object.keys(looser)], 4)
    counts.expectEach(['both accept'], 150)
    // Each way in which the plugin refuses, and Latchkey with it.
    counts.expectEach(
      [
        'ERC20 spend limit exceeded',
        'Function selector not allowed for ERC20 contract with spending limit',
        'Function selector not on allowlist',
        'Function selector on denylist',
        'Gas limit exceeded',
        'Must use required paymaster',
        'Must use session key as key portion of nonce when gas limit checking is enabled',
        'Spend limit exceeded',
        'Spend limit exceeded, even including next interval',
        'Target address not on allowlist',
        'Target address on denylist',
        'window',
      ],
      5,
    )
  },
)
