import {
  type Address,
  BaseError,
  type BlockNumber,
  type BlockTag,
  type Chain,
  type Client,
  ContractFunctionRevertedError,
  ContractFunctionZeroDataError,
  getAddress,
  type Hex,
  isAddressEqual,
  numberToHex,
  pad,
  parseAbi,
  size,
  slice,
  type Transport,
  toEventSelector,
  zeroAddress,
} from 'viem'
import { readContract } from 'viem/actions'
import { getAction } from 'viem/utils'
import type { Session } from '../session/session.js'
import { getSessionContracts } from './getSessionContracts.js'

const abi = parseAbi([
  'function allowance(address owner, address spender) view returns (uint256)',
  'function getApproved(uint256 tokenId) view returns (address)',
  'function isApprovedForAll(address owner, address operator) view returns (bool)',
  'function ownerOf(uint256 tokenId) view returns (address)',
])

/** Of ERC-20 and, with the token id as a topic, of ERC-721. */
const approvalTopic = toEventSelector('Approval(address,address,uint256)')
const approvalForAllTopic = toEventSelector('ApprovalForAll(address,address,bool)')

/** Leave of an account for somebody else to move what it has. */
export type Approval = {
  /** Who may move it. */
  spender: Address
  /** The contract that holds the approval. */
  token: Address
} & (
  | {
      /** What is left of an ERC-20 allowance, in the token's smallest units. */
      amount: bigint
      type: 'erc20'
    }
  | {
      /** The one ERC-721 token that it is about. */
      tokenId: bigint
      type: 'erc721'
    }
  | {
      /** All of the account's tokens of an ERC-721 or ERC-1155 contract (`setApprovalForAll`). */
      type: 'operator'
    }
)

/** What a log says was approved: with the amount to be read. */
type Candidate =
  | (Pick<Approval, 'spender' | 'token'> & { type: 'erc20' })
  | (Pick<Approval, 'spender' | 'token'> & { type: 'operator' })
  | (Pick<Approval, 'spender' | 'token'> & { tokenId: bigint; type: 'erc721' })

/**
 * The approvals of an account that are in force: those that its logs name, and that the contracts still answer for at the latest
 * block. Revoking a session ends no approval that it has made: these are what it has left, with all others of the account.
 *
 * Not found are allowances that leave no `Approval` or `ApprovalForAll` log of the account, or that are kept elsewhere, such as in
 * Permit2. Anybody can deploy a contract whose logs name the account: pass `tokens` to ask only contracts that you know.
 *
 * @param client - Reaches the account's chain.
 * @param parameters - The account, which contracts to ask, and from which block on to look.
 * @returns The approvals in the order in which they first were made, and those that could not be read.
 * @throws What viem throws when the chain cannot be asked.
 *
 * @example
 * ```ts
 * import { encodeApprovalRevocations, getApprovals } from 'latchkey'
 *
 * const { approvals } = await getApprovals(client, { account: account.address, fromBlock, sessions: [session] })
 * if (approvals.length !== 0) await ownerBundlerClient.sendUserOperation({ calls: encodeApprovalRevocations(approvals) })
 * ```
 */
export async function getApprovals(
  client: Client<Transport, Chain | undefined>,
  parameters: getApprovals.Parameters,
): Promise<getApprovals.ReturnType> {
  const { account, fromBlock = 0n, sessions, tokens } = parameters
  const contracts = await toContracts({ sessions, tokens })
  if (contracts?.length === 0) return { approvals: [], unread: [] }
  const logs = await client.request({
    method: 'eth_getLogs',
    params: [
      {
        ...(contracts ? { address: [...contracts] } : {}),
        fromBlock: typeof fromBlock === 'bigint' ? numberToHex(fromBlock) : fromBlock,
        toBlock: 'latest',
        // The account is a topic: nobody else's are sent.
        topics: [[approvalTopic, approvalForAllTopic], pad(account, { size: 32 })],
      },
    ],
  })

  // An approval that was made again and again is one.
  const candidates = new Map<string, Candidate>()
  for (const log of logs) {
    const candidate = toCandidate(log)
    if (candidate) candidates.set(toKey(candidate), candidate)
  }
  const read = await Promise.all([...candidates.values()].map((candidate) => readApproval(client, account, candidate)))
  return {
    approvals: read.flatMap(({ approval }) => approval ?? []),
    unread: read.flatMap(({ unread }) => unread ?? []),
  }
}

export declare namespace getApprovals {
  type Parameters = {
    account: Address
    /** Where to begin: the block in which the account was made, or earlier. Default: the first. */
    fromBlock?: BlockNumber | BlockTag | undefined
    /**
     * Only contracts that these sessions name: the targets of a policy, the addresses in the data of another module. A session that
     * may call any target names all. What a module has in its code alone is not seen: pass it as one of `tokens`.
     */
    sessions?: readonly Session[] | undefined
    /** Only these contracts, beside those that `sessions` name. Default: without either, all. */
    tokens?: readonly Address[] | undefined
  }
  type ReturnType = {
    approvals: readonly Approval[]
    /** Of contracts that do not answer as their standard says, and of burned ERC-721 tokens. */
    unread: readonly Pick<Approval, 'spender' | 'token' | 'type'>[]
  }
}

async function toContracts({
  sessions,
  tokens,
}: Pick<getApprovals.Parameters, 'sessions' | 'tokens'>): Promise<readonly Address[] | undefined> {
  if (!sessions && !tokens) return undefined
  const ofSessions = await Promise.all((sessions ?? []).map(getSessionContracts))
  const all = [...(tokens ?? [])]
  for (const contracts of ofSessions) {
    // One that may call anything may have approved anywhere.
    if (!contracts) return undefined
    all.push(...contracts)
  }
  return [...new Set(all.map((address) => getAddress(address)))]
}

/** Logs of other shapes under the same name are of no standard. */
function toCandidate(log: { address: Address; data: Hex; topics: readonly Hex[] }): Candidate | undefined {
  const [topic, , spenderTopic, tokenId] = log.topics
  if (!spenderTopic) return undefined
  const [spender, token] = [getAddress(slice(spenderTopic, 12)), getAddress(log.address)]
  if (tokenId !== undefined)
    return topic === approvalTopic ? { spender, token, tokenId: BigInt(tokenId), type: 'erc721' } : undefined
  if (size(log.data) !== 32) return undefined
  return { spender, token, type: topic === approvalTopic ? 'erc20' : 'operator' }
}

function toKey(candidate: Candidate): string {
  const { spender, token, type } = candidate
  return [token, type, spender, ...(candidate.type === 'erc721' ? [candidate.tokenId] : [])].join()
}

/** The approval when it is in force; nothing when it is not; and when the contract does not answer, that. */
async function readApproval(
  client: Client<Transport, Chain | undefined>,
  account: Address,
  candidate: Candidate,
): Promise<{ approval?: Approval; unread?: Pick<Approval, 'spender' | 'token' | 'type'> }> {
  const { spender, token, type } = candidate
  // ERC-721 writes a cleared approval as one for nobody.
  if (candidate.type === 'erc721' && spender === zeroAddress) return {}
  const of = { abi, address: token, blockTag: 'latest' } as const
  const read = getAction(client, readContract, 'readContract')
  try {
    if (candidate.type === 'erc20') {
      const amount = await read({ ...of, args: [account, spender], functionName: 'allowance' })
      return amount === 0n ? {} : { approval: { amount, spender, token, type: 'erc20' } }
    }
    if (candidate.type === 'operator')
      return (await read({ ...of, args: [account, spender], functionName: 'isApprovedForAll' }))
        ? { approval: { spender, token, type: 'operator' } }
        : {}
    const { tokenId } = candidate
    const [approved, owner] = await Promise.all([
      read({ ...of, args: [tokenId], functionName: 'getApproved' }),
      read({ ...of, args: [tokenId], functionName: 'ownerOf' }),
    ])
    return isAddressEqual(approved, spender) && isAddressEqual(owner, account)
      ? { approval: { spender, token, tokenId, type: 'erc721' } }
      : {}
  } catch (error) {
    // Not a fault of the connection: that must not pass for an answer.
    if (!isContractsFault(error)) throw error
    return { unread: { spender, token, type } }
  }
}

function isContractsFault(error: unknown): boolean {
  return (
    error instanceof BaseError &&
    Boolean(
      error.walk(
        (cause) =>
          cause instanceof ContractFunctionRevertedError ||
          cause instanceof ContractFunctionZeroDataError ||
          (cause instanceof BaseError && cause.name.startsWith('AbiDecoding')),
      ),
    )
  )
}
