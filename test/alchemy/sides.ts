import { type Address, encodeFunctionData } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { expect } from 'vitest'
import { type LocalChain, startChain } from '../../demo/stack/index.js'
import { biconomySessionRegistryAbi } from '../../ts/generated/abis.js'
import type { Session } from '../../ts/session/session.js'
import type { SessionTree } from '../../ts/tree/sessionTree.js'
import { toSessionTree } from '../../ts/tree/toSessionTree.js'
import { findDifferences, looser, stricter } from './differences.js'
import { createLatchkey, type Latchkey, type Verdict } from './latchkey.js'
import type { Op } from './ops.js'
import { toBuilder } from './permissions.js'
import { createPlugin, type Plugin, type PluginVerdict } from './plugin.js'

/** Alchemy's plugin and Latchkey, on one chain. */
export type Sides = { chain: LocalChain; plugin: Plugin; latchkey: Latchkey; stop: () => Promise<void> }

export async function startSides(): Promise<Sides> {
  const chain = await startChain()
  try {
    return {
      chain,
      latchkey: await createLatchkey(chain),
      plugin: await createPlugin(chain),
      stop: chain.stop,
    }
  } catch (error) {
    await chain.stop()
    throw error
  }
}

/** A key on both sides: added to the plugin, and named by sessions that are granted. */
export type Key = {
  /** The plugin's account. */
  account: Address
  key: PrivateKeyAccount
  permissions: Permissions
  sessions: readonly Session[]
  tree: SessionTree<'native'>
}

type Permissions = Parameters<typeof toBuilder>[0]

/** Adds keys on both sides. Those that may do nothing have no session. */
export async function addKeys(
  { latchkey, plugin }: Sides,
  keys: readonly Pick<Key, 'key' | 'permissions' | 'sessions'>[],
): Promise<readonly Key[]> {
  const tree = toSessionTree({ sessions: keys.flatMap(({ sessions }) => sessions) })
  await latchkey.asAccount(
    encodeFunctionData({ abi: biconomySessionRegistryAbi, args: [tree.root, '0x'], functionName: 'grantSessions' }),
  )
  const added: Key[] = []
  for (const one of keys) {
    const account = await plugin.createAccount()
    await plugin.owner.addSessionKey(account, one.key.address, toBuilder(one.permissions).encode())
    added.push({ ...one, account, tree })
  }
  return added
}

/** What both sides say of an op. On ours one of the key's sessions must allow it. */
export type Verdicts = { isAccepted: boolean; ours: readonly Verdict[]; theirs: PluginVerdict }

export async function judge({ latchkey, plugin }: Sides, of: Key, op: Op): Promise<Verdicts> {
  const { account, key, sessions, tree } = of
  const questions = sessions.map((session) => ({ key, op, session, tree }))
  const [theirs, ...ours] = await Promise.all([
    plugin.judge({ account, key, op }),
    ...questions.map((question) => latchkey.judge(question)),
  ])
  for (const [index, verdict] of ours.entries()) {
    const question = questions[index]
    if (!question) continue
    const checked = latchkey.check(question)
    // The registry asks last whether a target is a module of the account: an entry that does not fit refuses it first.
    const isOfAnyTarget = !checked.accepted && checked.error === 'TargetForbidden' && !verdict.accepted
    expect({ op, verdict: isOfAnyTarget ? verdict : checked }).toEqual({ op, verdict })
  }
  return { isAccepted: ours.some(({ accepted }) => accepted), ours, theirs }
}

/**
 * Both must decide alike, but where the document says so: what is listed as refused on purpose is refused, what is listed as allowed
 * may be, and nothing else differs.
 *
 * @returns The differences that showed, or what both said.
 */
export function compare(
  { latchkey }: Sides,
  { key, permissions }: Key,
  op: Op,
  { isAccepted, ours, theirs }: Verdicts,
): readonly string[] {
  const facts = { forbidden: latchkey.forbidden, key: key.address }
  const refused = findDifferences(stricter, op, permissions, facts)
  const allowed = findDifferences(looser, op, permissions, facts)
  const expected = refused.length > 0 ? false : allowed.length > 0 && !theirs.accepted ? isAccepted : theirs.accepted
  expect({ isAccepted, op, ours, permissions, theirs }).toEqual({ isAccepted: expected, op, ours, permissions, theirs })
  if (isAccepted !== theirs.accepted) return isAccepted ? allowed : refused
  return [theirs.accepted ? 'both accept' : theirs.reason]
}

/** How often each was seen. */
export function createCounts() {
  const seen = new Map<string, number>()
  return {
    add(names: readonly string[]) {
      for (const name of names) seen.set(name, (seen.get(name) ?? 0) + 1)
    },
    /** Each name was seen so often that it means something. */
    expectEach(names: readonly string[], least: number) {
      const counts = names.map((name) => [name, seen.get(name) ?? 0])
      expect(counts).toEqual(names.map((name) => [name, expect.toSatisfy((count: number) => count >= least)]))
    },
  }
}
