import { encodeFunctionData, parseAbi, zeroAddress } from 'viem'
import type { Call } from '../accounts/biconomyCalls.js'
import type { Approval } from './getApprovals.js'

const abi = parseAbi([
  'function approve(address to, uint256 value)',
  'function setApprovalForAll(address operator, bool approved)',
])

/**
 * The calls that clear approvals, for the owner to have the account make: a session need not allow them.
 *
 * The account calls each contract: pass only those whose code you would have it run. Clearing an allowance that its spender is about to use
 * up comes too late for what is spent before.
 *
 * @param approvals - What `getApprovals` found, or any of it.
 * @returns A call for each, in their order.
 *
 * @example
 * ```ts
 * import { encodeApprovalRevocations, getApprovals } from 'latchkey'
 *
 * const { approvals } = await getApprovals(client, { account: account.address, tokens: [token] })
 * if (approvals.length !== 0) await ownerBundlerClient.sendUserOperation({ calls: encodeApprovalRevocations(approvals) })
 * ```
 */
export function encodeApprovalRevocations(approvals: readonly Approval[]): readonly Call[] {
  return approvals.map((approval) => ({ data: toData(approval), to: approval.token, value: 0n }))
}

function toData(approval: Approval) {
  if (approval.type === 'operator')
    return encodeFunctionData({ abi, args: [approval.spender, false], functionName: 'setApprovalForAll' })
  // Nobody may move the one token; the spender may move none of the others.
  const args =
    approval.type === 'erc721' ? ([zeroAddress, approval.tokenId] as const) : ([approval.spender, 0n] as const)
  return encodeFunctionData({ abi, args, functionName: 'approve' })
}
