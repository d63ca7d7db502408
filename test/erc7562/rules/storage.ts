import { isAddressEqual } from 'viem'
import { isAssociated, toAssociatedBases } from '../associatedStorage.js'
import { nameOf, opcodes } from '../opcodes.js'
import type { Subject, Violation } from './rule.js'

const transient = new Set([opcodes.TLOAD, opcodes.TSTORE])

/**
 * STO-010, STO-021 and STO-022: storage is the account's own, or associated with it if it exists already.
 * OP-070 says the same of transient storage.
 */
export function* storageAccess(subject: Subject): Iterable<Violation> {
  const { account, accountExists, entryPoint, trace } = subject
  const bases = toAssociatedBases(account, trace.preimages)

  for (const { slots, storage } of trace.frames) {
    // What the EntryPoint reads and writes is its own affair: the rules on the EntryPoint judge the call instead.
    if (isAddressEqual(storage, account) || isAddressEqual(storage, entryPoint)) continue
    for (const { opcode, slot } of slots) {
      const associated = isAssociated(slot, account, bases)
      if (associated && accountExists) continue
      const rule = associated ? 'STO-022' : 'STO-021'
      yield {
        rule: transient.has(opcode) ? 'OP-070' : rule,
        address: storage,
        message: associated
          ? 'the slot is associated with an account that does not exist yet'
          : 'the slot is neither of the account nor associated with it',
        opcode: nameOf(opcode),
        slot,
      }
    }
  }
}
