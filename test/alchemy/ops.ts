import type { Address, Hash, Hex } from 'viem'
import type { Call } from '../../ts/accounts/biconomyCalls.js'

/** An op of EntryPoint v0.6, which both the plugin's accounts and Biconomy's are on, without what each account writes for itself. */
export type Op = {
  calls: readonly Call[]
  /** When it is included, unix seconds. */
  timestamp: number
  nonceKey: bigint
  initCode: Hex
  paymasterAndData: Hex
  callGasLimit: bigint
  verificationGasLimit: bigint
  preVerificationGas: bigint
  maxFeePerGas: bigint
}

/** The user operation that an account sends for it. */
export function toUserOperation(op: Op, own: { callData: Hex; sender: Address; signature: Hex }) {
  const { calls: _, nonceKey, timestamp: __, ...fields } = op
  return { ...fields, ...own, maxPriorityFeePerGas: 0n, nonce: nonceKey << 64n }
}

/** What both sides are given as the op's hash: each session key signs it once. */
export const opHash: Hash = `0x${'7a'.repeat(32)}`

/** Whether the time of an op is in the window that validation returned, as EntryPoint v0.6 reads it. */
export function isInWindow(validationData: bigint, timestamp: number): boolean {
  const validUntil = Number(BigInt.asUintN(48, validationData >> 160n))
  const validAfter = Number(validationData >> 208n)
  return timestamp >= validAfter && (validUntil === 0 || timestamp <= validUntil)
}

/** Whether validation found the signature right. */
export function isSigned(validationData: bigint): boolean {
  return BigInt.asUintN(160, validationData) === 0n
}
