import { encodeFunctionData } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalChain, startChain } from '../../demo/stack/index.js'
import { timeRangeSession } from '../../examples/alchemy/timeRange.js'
import { toPolicies } from '../../examples/alchemy/toPolicies.js'
import { biconomySessionRegistryAbi, toSessionTree } from '../../ts/index.js'
import { createRandom } from '../vectors/random.js'
import { findDifferences, looser, stricter } from './differences.js'
import { generateOp, generatePermissions } from './generate.js'
import { createLatchkey, type Latchkey } from './latchkey.js'
import { toBuilder } from './permissions.js'
import { createPlugin, type Plugin } from './plugin.js'

/*
 * Alchemy's plugin and Latchkey judge the same ops under the same permissions: the plugin's own code and the registry, each asked on
 * chain, and `checkSession`.
 */

const keys = 160
const opsPerKey = 14

let chain: LocalChain
let plugin: Plugin
let latchkey: Latchkey

beforeAll(async () => {
  chain = await startChain()
  plugin = await createPlugin(chain)
  latchkey = await createLatchkey(chain)
})

afterAll(() => chain?.stop())

test(
  `both decide alike about ${keys * opsPerKey} ops of ${keys} keys, but where the document says so`,
  { timeout: 600_000 },
  async () => {
    const random = createRandom(6900)
    const now = Number((await chain.publicClient.getBlock()).timestamp) + 1_000
    const { forbidden, module } = latchkey
    const cases = Array.from({ length: keys }, (_, index) => {
      const key = privateKeyToAccount(random.hex(32))
      const permissions = generatePermissions(random, now)
      const { validFrom = 0, validUntil = 0 } = permissions.timeRange ?? {}
      const policies = toPolicies({ name: `key-${index}`, permissions, signer: key.address, start: now })
      const sessions = policies.map((policy) => timeRangeSession({ module, policy, validFrom, validUntil }))
      return { key, permissions, sessions }
    })
    const tree = toSessionTree({ sessions: cases.flatMap(({ sessions }) => sessions) })
    await latchkey.asAccount(
      encodeFunctionData({ abi: biconomySessionRegistryAbi, args: [tree.root, '0x'], functionName: 'grantSessions' }),
    )

    const seen = new Map<string, number>()
    const count = (name: string) => seen.set(name, (seen.get(name) ?? 0) + 1)
    for (const { key, permissions, sessions } of cases) {
      const account = await plugin.createAccount()
      await plugin.owner.addSessionKey(account, key.address, toBuilder(permissions).encode())
      for (let at = 0; at < opsPerKey; at++) {
        const facts = { forbidden, key: key.address, now }
        const op = generateOp(random, permissions, facts)
        const theirs = await plugin.judge({ account, key, op })
        const ours = []
        for (const session of sessions) {
          const question = { key, op, session, tree }
          const verdict = await latchkey.judge(question)
          const checked = latchkey.check(question)
          // Whether a target is a module of the account is asked last: an entry that does not fit refuses it first.
          const isModule = !checked.accepted && checked.error === 'TargetForbidden' && !verdict.accepted
          expect({ op, verdict: isModule ? verdict : checked }).toEqual({ op, verdict })
          ours.push(verdict)
        }
        const isAccepted = ours.some(({ accepted }) => accepted)

        const [refused, allowed] = [
          findDifferences(stricter, op, permissions, facts),
          findDifferences(looser, op, permissions, facts),
        ]
        const where = { op, ours, permissions, theirs }
      if (refused.length === 0 && theirs.accepted && isAccepted !== theirs.accepted) console.log(JSON.stringify({...where, now}, (_, v) => typeof v === 'bigint' ? `${v}n` : v?.type === 'function' ? v.name : v, 1))
        if (refused.length > 0) expect({ ...where, isAccepted }).toEqual({ ...where, isAccepted: false })
        else if (theirs.accepted || allowed.length === 0)
          expect({ ...where, isAccepted }).toEqual({ ...where, isAccepted: theirs.accepted })
        if (isAccepted !== theirs.accepted) for (const name of isAccepted ? allowed : refused) count(name)
        else count(isAccepted ? 'both accept' : `both refuse: ${theirs.accepted ? '' : theirs.reason}`)
      }
    }
    console.log([...seen].sort())
  },
)
