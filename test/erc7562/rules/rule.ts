import type { Address, Hex } from 'viem'
import type { ValidationTrace } from '../trace.js'

/** The ERC's own numbers of its rules. Those that only permit something are not among them. */
export type RuleId =
  | 'OP-011'
  | 'OP-012'
  | 'OP-013'
  | 'OP-020'
  | 'OP-031'
  | 'OP-041'
  | 'OP-054'
  | 'OP-061'
  | 'OP-062'
  | 'OP-070'
  | 'OP-080'
  | 'STO-021'
  | 'STO-022'

/** One breach of one rule. */
export type Violation = {
  rule: RuleId
  message: string
  /** The contract whose code broke the rule; of a storage rule, the contract whose storage was used. */
  address: Address
  opcode?: string | undefined
  slot?: Hex | undefined
}

/** What the rules are asked about. No entity is staked: not the account, and there is no other. */
export type Subject = {
  trace: ValidationTrace
  account: Address
  entryPoint: Address
  /** Whether the account had code before the user operation, so that it needs no `initCode`. */
  accountExists: boolean
}

/** Finds each breach of one rule, or of a few that belong together. */
export type Rule = (subject: Subject) => Iterable<Violation>
