import { type Address, type Hex, isAddressEqual, numberToHex } from 'viem'
import type { UserOperation } from 'viem/account-abstraction'
import { readAddress, readBytes, readObject, readQuantity } from './fields.js'
import { invalidParams } from './rpcCodes.js'

/** An op of EntryPoint v0.6 as Particle's answers write it. */
export type ParticleUserOp = {
  sender: Address
  nonce: Hex
  initCode: Hex
  callData: Hex
  callGasLimit: Hex
  verificationGasLimit: Hex
  preVerificationGas: Hex
  maxFeePerGas: Hex
  maxPriorityFeePerGas: Hex
  paymasterAndData: Hex
  signature: Hex
}

/** An op of EntryPoint v0.6 that leaves nothing open. @internal */
export type FullUserOp = UserOperation<'0.6'> & { initCode: Hex; paymasterAndData: Hex }

/** @internal */
export function toParticleUserOp(op: FullUserOp): ParticleUserOp {
  return {
    sender: op.sender,
    nonce: toQuantity(op.nonce),
    initCode: op.initCode,
    callData: op.callData,
    callGasLimit: toQuantity(op.callGasLimit),
    verificationGasLimit: toQuantity(op.verificationGasLimit),
    preVerificationGas: toQuantity(op.preVerificationGas),
    maxFeePerGas: toQuantity(op.maxFeePerGas),
    maxPriorityFeePerGas: toQuantity(op.maxPriorityFeePerGas),
    paymasterAndData: op.paymasterAndData,
    signature: op.signature,
  }
}

/** A number in whole bytes, as Particle writes it: 0 is "0x00". @internal */
export function toQuantity(value: bigint): Hex {
  const hex = numberToHex(value)
  return hex.length % 2 === 0 ? hex : `0x0${hex.slice(2)}`
}

const names = [
  'sender',
  'nonce',
  'initCode',
  'callData',
  'callGasLimit',
  'verificationGasLimit',
  'preVerificationGas',
  'maxFeePerGas',
  'maxPriorityFeePerGas',
  'paymasterAndData',
  'signature',
] as const

/**
 * Reads a signed op of `account`. The signature is the 65 bytes that `personal_sign` returns.
 *
 * @internal
 */
export function readUserOp(value: unknown, { account, path }: { account: Address; path: string }): FullUserOp {
  const op = readObject(value, { names, path })
  const bytes = (name: (typeof names)[number]) => readBytes(op[name], { path: `${path}.${name}` })
  const quantity = (name: (typeof names)[number]) => readQuantity(op[name], `${path}.${name}`)
  const sender = readAddress(op.sender, `${path}.sender`)
  if (!isAddressEqual(sender, account))
    throw invalidParams(`${path}.sender`, `is not the account of \`params[0]\`, ${account}`)
  return {
    sender,
    nonce: quantity('nonce'),
    initCode: bytes('initCode'),
    callData: bytes('callData'),
    callGasLimit: quantity('callGasLimit'),
    verificationGasLimit: quantity('verificationGasLimit'),
    preVerificationGas: quantity('preVerificationGas'),
    maxFeePerGas: quantity('maxFeePerGas'),
    maxPriorityFeePerGas: quantity('maxPriorityFeePerGas'),
    paymasterAndData: bytes('paymasterAndData'),
    signature: readBytes(op.signature, { length: 65, path: `${path}.signature` }),
  }
}

/** An op in the form that bundlers take: quantities without leading zeros. @internal */
export function toRpcUserOp(op: FullUserOp) {
  return {
    sender: op.sender,
    nonce: numberToHex(op.nonce),
    initCode: op.initCode,
    callData: op.callData,
    callGasLimit: numberToHex(op.callGasLimit),
    verificationGasLimit: numberToHex(op.verificationGasLimit),
    preVerificationGas: numberToHex(op.preVerificationGas),
    maxFeePerGas: numberToHex(op.maxFeePerGas),
    maxPriorityFeePerGas: numberToHex(op.maxPriorityFeePerGas),
    paymasterAndData: op.paymasterAndData,
    signature: op.signature,
  }
}
