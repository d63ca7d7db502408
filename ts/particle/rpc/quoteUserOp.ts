import type { Address, Hash } from 'viem'
import { entryPoint06Address, getUserOperationHash } from 'viem/account-abstraction'
import { getBalance } from 'viem/actions'
import { getAction } from 'viem/utils'
import { ParticleRpcError } from '../../errors/particleRpc.js'
import type { ParticleContext } from './context.js'
import { readBytes, readQuantity } from './fields.js'
import { rpcCodes } from './rpcCodes.js'
import { toBundlerError } from './upstreamError.js'
import { type FullUserOp, type ParticleUserOp, toParticleUserOp, toRpcUserOp } from './userOp.js'

/** An op that waits for its signature, and what is to be signed with `personal_sign`. */
export type ParticleOpToSign = { userOp: ParticleUserOp; userOpHash: Hash }

/** The ways to pay for an op, as Particle's `particle_aa_getFeeQuotes` and `particle_aa_createSessions` answer. */
export type ParticleFeeQuotes = {
  /** The op when somebody else pays; `null` when nobody is configured to, or refuses. */
  verifyingPaymasterGasless: ParticleOpToSign | null
  /** The op when the account pays in the chain's currency. */
  verifyingPaymasterNative: ParticleOpToSign & {
    /** The most that the op costs, and what the account has: both in the smallest unit, decimal. */
    feeQuote: {
      tokenInfo: { chainId: number; address: Address; name: string; symbol: string; decimals: number }
      fee: string
      balance: string
    }
  }
}

/**
 * What an account that pays for itself spends on that in validation. An estimate does not show it: it is made without a fee, so that
 * it does not depend on what the account owns.
 */
const paymentGas = 50_000n

/** Quotes an op: fees, gas and hash, paid by the account and, where somebody is configured, by another. @internal */
export async function quoteUserOp(
  context: ParticleContext,
  parameters: quoteUserOp.Parameters,
): Promise<ParticleFeeQuotes> {
  const { client, gasless } = context
  const { validationRoom = 0n, ...subject } = parameters
  const chainId = await context.getChainId()
  const draft: FullUserOp = {
    ...subject,
    ...noFees,
    callGasLimit: 0n,
    paymasterAndData: '0x',
    preVerificationGas: 0n,
    verificationGasLimit: 0n,
  }
  const [fees, estimate, balance] = await Promise.all([
    context.estimateFeesPerGas(),
    estimateGas(context, draft),
    getAction(client, getBalance, 'getBalance')({ address: subject.sender }),
  ])
  const gas = { ...estimate, verificationGasLimit: estimate.verificationGasLimit + validationRoom }
  const native: FullUserOp = {
    ...draft,
    ...fees,
    ...gas,
    verificationGasLimit: gas.verificationGasLimit + paymentGas,
  }
  const fee = (native.callGasLimit + native.verificationGasLimit + native.preVerificationGas) * native.maxFeePerGas
  const { decimals, name, symbol } = client.chain?.nativeCurrency ?? { decimals: 18, name: 'Ether', symbol: 'ETH' }

  let sponsored: FullUserOp | undefined
  if (gasless === 'boost') sponsored = { ...draft, ...gas }
  else if (gasless)
    // No paymaster, or one that says no, is an answer; the quote for the account itself does not depend on it.
    sponsored = await sponsor(context, { chainId, draft, fees, paymaster: gasless, validationRoom }).catch((error) => {
      context.onError(error)
      return undefined
    })

  return {
    verifyingPaymasterGasless: sponsored ? toSign(sponsored, chainId) : null,
    verifyingPaymasterNative: {
      ...toSign(native, chainId),
      feeQuote: {
        balance: balance.toString(),
        fee: fee.toString(),
        tokenInfo: { address: nativeToken, chainId, decimals, name, symbol },
      },
    },
  }
}

export declare namespace quoteUserOp {
  type Parameters = Pick<FullUserOp, 'callData' | 'initCode' | 'nonce' | 'sender' | 'signature'> & {
    /** Gas for validation beyond the estimate. */
    validationRoom?: bigint | undefined
  }
}

const noFees = { maxFeePerGas: 0n, maxPriorityFeePerGas: 0n }

/** How Particle writes the chain's own currency. */
const nativeToken: Address = '0x0000000000000000000000000000000000000000'

function toSign(op: FullUserOp, chainId: number): ParticleOpToSign {
  const userOpHash = getUserOperationHash({
    chainId,
    entryPointAddress: entryPoint06Address,
    entryPointVersion: '0.6',
    userOperation: op,
  })
  return { userOp: toParticleUserOp(op), userOpHash }
}

type Gas = Pick<FullUserOp, 'callGasLimit' | 'preVerificationGas' | 'verificationGasLimit'>

async function estimateGas({ bundler }: ParticleContext, op: FullUserOp): Promise<Gas> {
  const answer: unknown = await bundler
    .request({ method: 'eth_estimateUserOperationGas', params: [toRpcUserOp(op), entryPoint06Address] })
    .catch((error) => {
      throw toBundlerError(error)
    })
  try {
    const gas = readFields(answer)
    return {
      callGasLimit: readQuantity(gas.callGasLimit, 'callGasLimit'),
      preVerificationGas: readQuantity(gas.preVerificationGas, 'preVerificationGas'),
      verificationGasLimit: readQuantity(gas.verificationGasLimit, 'verificationGasLimit'),
    }
  } catch (cause) {
    // What a bundler answers is not the fault of a parameter.
    throw new ParticleRpcError({
      cause,
      code: rpcCodes.internalError,
      message: 'The bundler’s estimate cannot be read.',
    })
  }
}

function readFields(answer: unknown): { [field in keyof Gas]?: unknown } {
  return typeof answer === 'object' && answer !== null ? answer : {}
}

async function sponsor(
  context: ParticleContext,
  parameters: {
    chainId: number
    draft: FullUserOp
    fees: Pick<FullUserOp, 'maxFeePerGas' | 'maxPriorityFeePerGas'>
    paymaster: Exclude<ParticleContext['gasless'], 'boost' | undefined>
    validationRoom: bigint
  },
): Promise<FullUserOp> {
  const { chainId, draft, fees, paymaster, validationRoom } = parameters
  const question = { chainId, entryPointAddress: entryPoint06Address }
  const { signature: _, paymasterAndData: __, ...unsponsored } = draft
  const stub = await paymaster.getPaymasterStubData({ ...question, ...unsponsored, ...fees })
  const stubbed = { ...draft, paymasterAndData: readBytes(stub.paymasterAndData, { path: 'paymasterAndData' }) }
  const estimate = await estimateGas(context, stubbed)
  const gas = { ...estimate, verificationGasLimit: estimate.verificationGasLimit + validationRoom }
  const op = { ...stubbed, ...fees, ...gas }
  if (stub.isFinal) return op
  const final = await paymaster.getPaymasterData({ ...question, ...unsponsored, ...fees, ...gas })
  return { ...op, paymasterAndData: readBytes(final.paymasterAndData, { path: 'paymasterAndData' }) }
}
