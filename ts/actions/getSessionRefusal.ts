import {
  type Abi,
  type Address,
  BaseError,
  type Chain,
  type Client,
  decodeAbiParameters,
  ExecutionRevertedError,
  type Hex,
  type Transport,
} from 'viem'
import { type EntryPointVersion, getUserOperationHash, type UserOperation } from 'viem/account-abstraction'
import { call, getBlock, getChainId } from 'viem/actions'
import { getAction } from 'viem/utils'
import { encodeValidation } from './encodeValidation.js'

/**
 * Why the registry refuses a user operation, or `undefined` when it does not. EntryPoint v0.6 keeps the reason to itself
 * (`AA23 reverted (or OOG)`), later ones show its bytes; this asks the registry the same question and returns the answer.
 *
 * @param client - Reaches the account's chain.
 * @param parameters - The operation, signed or with a stub signature, and the registry.
 * @returns The name of the error, its arguments and a sentence; or `WrongSignature`, `NotYetValid`, `Expired`, `RegistryMissing`. A
 * module of somebody else may revert with any error, also with the name of one of the registry's.
 *
 * @example
 * ```ts
 * import { getSessionRefusal } from 'latchkey'
 *
 * const refusal = await getSessionRefusal(client, { entryPoint, registry, userOperation })
 * if (refusal) console.log(refusal.message)
 * // The amount 101 is above the cap of 100 for `transfer.amount`.
 * ```
 */
export async function getSessionRefusal<const version extends EntryPointVersion = '0.6'>(
  client: Client<Transport, Chain | undefined>,
  parameters: getSessionRefusal.Parameters<version>,
): Promise<getSessionRefusal.ReturnType> {
  const { abis = [], entryPoint, entryPointVersion = '0.6', registry, userOperation } = parameters
  const userOperationHash = getUserOperationHash({
    chainId: client.chain?.id ?? (await getAction(client, getChainId, 'getChainId')({})),
    entryPointAddress: entryPoint,
    entryPointVersion,
    userOperation: userOperation as UserOperation,
  })

  let data: Hex | undefined
  try {
    const answer = await getAction(
      client,
      call,
      'call',
    )({
      // The registry answers the op's own account only.
      account: userOperation.sender,
      data: encodeValidation({ entryPointVersion, userOperation: userOperation as UserOperation, userOperationHash }),
      to: registry,
    })
    data = answer.data
  } catch (error) {
    const revertData = findRevertData(error)
    // A network that does not answer has refused nothing.
    if (revertData === undefined) throw error
    // Loaded only now: an app that nothing refuses does without the words for it.
    const { toRefusal } = await import('./toRefusal.js')
    return toRefusal({
      abis,
      data: revertData,
      entryPointVersion,
      userOperation: userOperation as UserOperation,
    })
  }

  if (!data || data === '0x')
    return { args: [registry], message: `There is no registry at ${registry}.`, name: 'RegistryMissing' }
  const [validationData] = decodeAbiParameters([{ type: 'uint256' }], data)
  if (BigInt.asUintN(160, validationData) !== 0n)
    return { args: [], message: "The signature is not the session key's.", name: 'WrongSignature' }
  const validUntil = BigInt.asUintN(48, validationData >> 160n)
  const validAfter = validationData >> 208n
  const { timestamp } = await getAction(client, getBlock, 'getBlock')({ blockTag: 'latest' })
  if (timestamp < validAfter)
    return { args: [validAfter], message: `The session begins at ${toDate(validAfter)}.`, name: 'NotYetValid' }
  if (validUntil !== 0n && timestamp > validUntil)
    return { args: [validUntil], message: `The session ended at ${toDate(validUntil)}.`, name: 'Expired' }
  return undefined
}

export declare namespace getSessionRefusal {
  type Parameters<version extends EntryPointVersion = EntryPointVersion> = {
    /** ABIs of the contracts that a policy is about, to name functions and arguments by. */
    abis?: readonly Abi[] | undefined
    /** EntryPoint that the operation is for; its address is part of the operation's hash. */
    entryPoint: Address
    /** Its version. Default: v0.6. */
    entryPointVersion?: version | undefined
    /** The registry, or on an ERC-7579 account the validator, that judges it. */
    registry: Address
    /** The operation. */
    userOperation: UserOperation<version>
  }
  type ReturnType =
    | {
        /** Name of the contract's error, `WrongSignature`, `NotYetValid`, `Expired` or `RegistryMissing`, or `Error` with a module's text. */
        name: string
        /** Arguments of the error, as viem decodes them. */
        args: readonly unknown[]
        /** The error in a sentence. */
        message: string
      }
    | undefined
}

/** The revert data in what a call threw; undefined for anything else, such as a network that does not answer. */
function findRevertData(error: unknown): Hex | undefined {
  if (!(error instanceof BaseError)) return undefined
  let found: Hex | undefined
  error.walk((cause) => {
    const data = (cause as { data?: unknown }).data
    if (typeof data === 'string' && data.startsWith('0x')) found = data as Hex
    // Nodes leave `data` out when a call reverts without a reason.
    else if (cause instanceof ExecutionRevertedError) found ??= '0x'
    return found !== undefined && found !== '0x'
  })
  return found
}

function toDate(seconds: bigint): string {
  const date = new Date(Number(seconds) * 1_000)
  // Sessions may name times, up to 2^47, that are too far away for a date.
  return Number.isNaN(date.getTime()) ? `second ${seconds}` : date.toISOString()
}
