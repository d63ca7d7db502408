import { type Address, zeroAddress } from 'viem'
import { assertSession, type Session } from '../session/session.js'
import { checkOp, type checkPolicy, type PolicyCheck } from './checkPolicy.js'

/**
 * Judges the calls of an op by a session of `CallPolicyModule`: as `checkPolicy` does, and no call may go to the account, to
 * the zero address, to the module, or to what `forbidden` lists. Whether the session is granted, and valid at this time, is not looked at.
 *
 * @param session - The session.
 * @param parameters - The account, its calls, and what the op costs.
 * @returns Whether the op is allowed, and either what it is charged or why it is refused.
 * @throws `InvalidSessionError` when the session is not valid, `InvalidPolicyCheckError` when there is nothing to check.
 *
 * @example
 * ```ts
 * import { allow, checkSession, definePolicy, eq, lte, toPolicySession } from 'latchkey/policy'
 * import { encodeFunctionData, erc20Abi } from 'viem'
 *
 * const token = '0x909E30bdBCb728131E3F8d17150eaE740C904649'
 * const spender = '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3'
 * const session = toPolicySession({
 *   policy: definePolicy({
 *     signer: '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
 *     permissions: [
 *       allow({
 *         abi: erc20Abi,
 *         address: token,
 *         functionName: 'approve',
 *         args: { spender: eq(spender), amount: lte(100n) },
 *       }),
 *     ],
 *     fees: 'none',
 *   }),
 *   module: '0x000000D50C68705bd6897B2d17c7de32FB519fDA',
 *   validUntil: 1_893_456_000,
 *   validAfter: 0,
 * })
 * const data = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [spender, 101n] })
 * const result = checkSession(session, {
 *   abis: [erc20Abi],
 *   account: '0x4b7f018Fa27a97b6a17b6d4d8Cb3c0e2D9340133',
 *   calls: [{ to: token, data }],
 * })
 * if (!result.allowed) console.log(result.message)
 * // Call 0: `approve.amount` is 101; it must be at most 100.
 * ```
 */
export function checkSession(session: Session, parameters: checkSession.Parameters): checkSession.ReturnType {
  assertSession(session)
  return checkOp(session.sessionKeyData, parameters, [
    parameters.account,
    session.module,
    // To some accounts it stands for the account itself (ERC-7821).
    zeroAddress,
    ...(parameters.forbidden ?? []),
  ])
}

export declare namespace checkSession {
  type Parameters = checkPolicy.Parameters & {
    /** What else the registry forbids: itself and the EntryPoint, and to entries of any target the account's modules. */
    forbidden?: readonly Address[] | undefined
  }
  type ReturnType = PolicyCheck
  type ErrorType = assertSession.ErrorType | checkPolicy.ErrorType
}
