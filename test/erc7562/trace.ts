import type { Address, Hex } from 'viem'

/**
 * The call that an EntryPoint makes to have a user operation validated.
 *
 * It is traced on its own, with the EntryPoint as its sender: the top frame is then the account's, and nothing that the
 * EntryPoint does around it has to be told apart from what the account does.
 */
export type ValidationCall = {
  /** The EntryPoint. */
  from: Address
  /** The account. */
  to: Address
  /** Calldata of `validateUserOp`. */
  data: Hex
  /** Gas of the whole call, with the 21,000 and the calldata cost of a transaction. Default: the node's limit. */
  gas?: bigint | undefined
}

/** What ran while an account validated a user operation, reverted sub-calls included. Its bytes are in lower case. */
export type ValidationTrace = {
  /** Whether the validation itself reverted or halted. */
  reverted: boolean
  /** What `validateUserOp` returned, or its revert data. */
  output: Hex
  /** Every call, in the order of entering; the first is `validateUserOp`. Precompiles are among them: they run no opcode. */
  frames: readonly TraceFrame[]
  /** The 64-byte inputs of every KECCAK256: whatever a Solidity mapping with a one-word key hashes. */
  preimages: readonly Hex[]
}

/** One call. */
export type TraceFrame = {
  /** The contract whose code ran. */
  code: Address
  /** The contract in whose name it ran: whose storage it used, and who was the caller of what it called. */
  storage: Address
  /** 1 is `validateUserOp`. */
  depth: number
  outOfGas: boolean
  /** Each opcode that ran, once. */
  opcodes: readonly number[]
  /** Each opcode that ran right after a GAS, once. */
  afterGas: readonly number[]
  slots: readonly SlotAccess[]
  codeReads: readonly CodeRead[]
  calls: readonly CallMade[]
}

/** An SLOAD, SSTORE, TLOAD or TSTORE. */
export type SlotAccess = { opcode: number; slot: Hex }

/** An EXTCODESIZE, EXTCODECOPY or EXTCODEHASH. */
export type CodeRead = {
  opcode: number
  target: Address
  hasCode: boolean
  /** The opcode that ran right after it, if any did. */
  next: number | null
}

/** A CALL, CALLCODE, DELEGATECALL or STATICCALL, whether or not it could be made. */
export type CallMade = {
  opcode: number
  target: Address
  hasCode: boolean
  /** Whether the node says that the target is a precompile of its chain. */
  isPrecompile: boolean
  value: bigint
  /** The first 36 bytes of the calldata: a selector and one word. */
  input: Hex
}
