import { type Hash, isHash } from 'viem'
import { entryPoint06Address, waitForUserOperationReceipt } from 'viem/account-abstraction'
import { getSessionRefusal } from '../../../actions/getSessionRefusal.js'
import { ParticleRpcError } from '../../../errors/particleRpc.js'
import { encodeAccountSignature } from '../../../wire/accountSignature.js'
import { getParticleAccountAddress } from '../../particleAccount.js'
import type { ParticleContext } from '../context.js'
import { readArray } from '../fields.js'
import { readAccount } from '../readAccount.js'
import { readTargetSession } from '../readTargetSession.js'
import { rpcCodes } from '../rpcCodes.js'
import { toSessionSignature } from '../sessionSignature.js'
import { toShownText } from '../shownText.js'
import { toBundlerError } from '../upstreamError.js'
import { type FullUserOp, readUserOp, toRpcUserOp } from '../userOp.js'

/**
 * `particle_aa_sendUserOp`: sends an op that the owner has signed or, with `{ sessions, targetSession }`, a session key, and answers
 * with the hash of the transaction that included it, whether its calls succeeded or not.
 *
 * @internal
 */
export async function sendUserOp(context: ParticleContext, params: readonly unknown[]): Promise<Hash> {
  const { biconomy, client, registry } = context
  const [accountValue, opValue, target] = readArray(params, { max: 3, min: 2, path: 'params' })
  const smartAccount = readAccount(accountValue, 'params[0]')
  const session = target === undefined || target === null ? undefined : readTargetSession(target, 'params[2]')
  const account = await getParticleAccountAddress(client, { biconomy, smartAccount })
  const op = readUserOp(opValue, { account, path: 'params[1]' })
  const signature = session
    ? toSessionSignature(session, { registry, signature: op.signature })
    : encodeAccountSignature({ moduleSignature: op.signature, registry: biconomy.ecdsaModule })

  const userOpHash = await send(context, { op: { ...op, signature }, isSession: session !== undefined })
  return waitForTransaction(context, userOpHash)
}

async function send(
  context: ParticleContext,
  { isSession, op }: { isSession: boolean; op: FullUserOp },
): Promise<Hash> {
  const { bundler, gasless } = context
  const isFree = op.maxFeePerGas === 0n && op.maxPriorityFeePerGas === 0n && op.paymasterAndData === '0x'
  const method = gasless === 'boost' && isFree ? 'boost_sendUserOperation' : 'eth_sendUserOperation'
  let answer: unknown
  try {
    answer = await bundler.request(
      { method: method as 'eth_sendUserOperation', params: [toRpcUserOp(op), entryPoint06Address] },
      // An op that was taken although the answer was lost would be refused as known, or replaced.
      { retryCount: 0 },
    )
  } catch (error) {
    const refusal = toBundlerError(error)
    throw (isSession && refusal.code !== rpcCodes.internalError && (await toRegistryError(context, op))) || refusal
  }
  if (isHash(answer as string)) return answer as Hash
  throw new ParticleRpcError({ code: rpcCodes.internalError, message: 'The bundler’s answer is no hash of an op.' })
}

/** Why the registry refuses an op of a session, which EntryPoint v0.6 keeps to itself; `undefined` when it does not. */
async function toRegistryError(context: ParticleContext, op: FullUserOp): Promise<ParticleRpcError | undefined> {
  const { client, onError, registry } = context
  try {
    const refusal = await getSessionRefusal(client, {
      entryPoint: entryPoint06Address,
      registry,
      userOperation: op,
    })
    if (!refusal) return undefined
    return new ParticleRpcError({
      code: codes.get(refusal.name) ?? rpcCodes.opRefused,
      data: { refusal: refusal.name },
      message: `The registry refused the op: ${toShownText(refusal.message)}`,
    })
  } catch (error) {
    // The bundler's own words are an answer too.
    onError(error)
    return undefined
  }
}

const codes: ReadonlyMap<string, number> = new Map([
  ['Expired', rpcCodes.opOutOfTime],
  ['NotYetValid', rpcCodes.opOutOfTime],
  ['WrongSignature', rpcCodes.opSignatureInvalid],
])

async function waitForTransaction(context: ParticleContext, userOpHash: Hash): Promise<Hash> {
  const { bundler, inclusionTimeout, onError } = context
  try {
    const { receipt } = await waitForUserOperationReceipt(bundler, { hash: userOpHash, timeout: inclusionTimeout })
    return receipt.transactionHash
  } catch (error) {
    onError(error)
    throw new ParticleRpcError({
      cause: error,
      code: rpcCodes.notIncluded,
      data: { userOpHash },
      message: 'The op was sent to the bundler, and not seen in a block in time. It may still be included.',
    })
  }
}
