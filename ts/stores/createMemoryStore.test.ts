import { describe, expectTypeOf, test } from 'vitest'
import { describeStore } from '../../test/stores/contract.js'
import { createMemoryStore } from './createMemoryStore.js'
import type { SessionStore } from './sessionStore.js'

describeStore({
  create: async () => {
    const store = createMemoryStore()
    return { reopen: async () => store, store }
  },
  types: ['p256', 'secp256k1'],
})

describe('types', () => {
  test('default', () => {
    expectTypeOf(createMemoryStore()).toEqualTypeOf<SessionStore>()
  })
})
