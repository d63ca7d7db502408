import { assertSameKey, toSessionRecord } from './sessionRecord.js'
import type { SessionRecord, SessionStore } from './sessionStore.js'

/**
 * Keeps session keys for as long as the page or process lives.
 *
 * @returns The store. It holds keys of both types.
 *
 * @example
 * ```ts
 * import { createMemoryStore, getOrCreateSessionKey } from 'latchkey/keys'
 *
 * const store = createMemoryStore()
 * const whose = { account: account.address, chainId: 137, origin: 'job', user: 'alice' }
 * const { key } = await getOrCreateSessionKey({ ...whose, store })
 * ```
 */
export function createMemoryStore(): createMemoryStore.ReturnType {
  const records = new Map<string, SessionRecord>()
  return {
    delete: async ({ id }) => {
      records.delete(id)
    },
    get: async ({ id }) => records.get(id),
    list: async () => [...records.values()],
    set: async (parameters) => {
      const record = toSessionRecord(parameters.record)
      assertSameKey(records.get(record.id), record)
      records.set(record.id, record)
    },
  }
}

export declare namespace createMemoryStore {
  type ReturnType = SessionStore
}
