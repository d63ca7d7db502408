import { decodeFunctionData, zeroHash } from 'viem'
import { expect, test } from 'vitest'
import { registryWritesAbi } from '../generated/usedAbis.js'
import { encodeSessions } from '../session/encodeSessions.js'
import { toBiconomySessionTree } from '../tree/toBiconomySessionTree.js'
import { toSessionTree } from '../tree/toSessionTree.js'
import { toGrant, toGrantCall } from './grantCall.js'

const registry = '0x000000D50C68705bd6897B2d17c7de32FB519fDA'
const sessions = [0, 1, 2].map((validAfter) => ({
  module: registry,
  sessionKeyData: '0x1234',
  validAfter,
  validUntil: 0,
})) as Parameters<typeof toSessionTree>[0]['sessions']
const tree = toSessionTree({ sessions })
const granted = (grant: ReturnType<typeof toGrant>) =>
  decodeFunctionData({ abi: registryWritesAbi, data: toGrantCall(registry, grant).data }).args

test('default: sessions, or their tree', () => {
  const published = encodeSessions({ sessions })
  expect(granted(toGrant({ sessions }))).toEqual([tree.root, published])
  expect(granted(toGrant({ sessions: tree }))).toEqual([tree.root, published])
})

test('args: publish', () => {
  expect(granted(toGrant({ publish: false, sessions }))).toEqual([tree.root, '0x'])
})

test('behavior: a root that is not of the sessions is not granted', () => {
  expect(granted(toGrant({ sessions: { ...tree, root: zeroHash } }))[0]).toBe(tree.root)
})

test('behavior: of a tree of the other kind the sessions are granted, as a native tree', () => {
  const other = toBiconomySessionTree({ sessions })
  // @ts-expect-error a native tree is wanted.
  expect(granted(toGrant({ sessions: other }))[0]).toBe(tree.root)
})
