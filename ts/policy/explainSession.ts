import { type Abi, type Address, erc20Abi, isAddressEqual } from 'viem'
import { InvalidSessionError } from '../errors/session.js'
import { assertSession, type Session } from '../session/session.js'
import { decodePolicy } from './decodePolicy.js'
import { getEntries } from './explain/entry.js'
import { describeBudget, describeEntry, describePayment } from './explain/sentences.js'
import { type PolicyWarning, warnOfEntry, warnOfExpiry, warnOfModule, warnOfPayment } from './explain/warnings.js'
import { nameAddress, nameTime, type Vocabulary } from './explain/words.js'
import { getFunctions, labelPolicy } from './labelPolicy.js'
import type { Policy } from './policy.js'

/**
 * Says in plain words what a session may do, for the person who signs it, and warns of what is easily overlooked.
 *
 * A session is explained from its bytes, which are what is granted. Arguments have names where an ABI for the function is given;
 * without one they have the number of their word, and that is warned of. The words hold for `CallPolicyModule` alone: another module reads
 * the same bytes as it likes, so give its address whenever the session comes from somebody else.
 *
 * @param subject - A session of `CallPolicyModule`, or a policy that is not a session yet: its time is then not looked at.
 * @param options - How tokens, addresses and functions are called.
 * @returns Sentences in the order of the policy, and warnings, the gravest first.
 * @throws `InvalidSessionError` when the session is not valid, or of another module than `module`; `PolicyDecodingError` when its data is no policy.
 *
 * @example
 * ```ts
 * import { allowTransfer, definePolicy, explainSession } from 'latchkey/policy'
 * import { parseEther } from 'viem'
 *
 * const recipient = '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3'
 * const { sentences, warnings } = explainSession(
 *   definePolicy({
 *     signer: '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
 *     permissions: [allowTransfer({ address: recipient, value: { max: parseEther('0.1') } })],
 *     fees: { maxPerOp: parseEther('0.001') },
 *   }),
 *   { names: { [recipient]: 'Alice' } },
 * )
 * console.log(sentences.join('\n'))
 * // The key 0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c may act for the account.
 * // It may send ETH to Alice (0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3), with at most 0.1 ETH in each call.
 * // Each of its ops may cost the account at most 0.001 ETH in fees.
 * // Nobody but the account may pay for its ops.
 * ```
 */
export function explainSession(
  subject: Session | Policy,
  options: explainSession.Options = {},
): explainSession.ReturnType {
  const { abis = [], module, now = Math.floor(Date.now() / 1000), ...vocabulary } = options
  const session = 'sessionKeyData' in subject ? subject : undefined
  if (session) assertSession(session)
  // Under a module of whoever asks for the session, the bytes of a harmless policy may allow anything.
  if (session && module !== undefined && !isAddressEqual(session.module, module))
    throw new InvalidSessionError({
      field: 'module',
      reason: `is ${session.module}, not \`CallPolicyModule\` at ${module}`,
    })
  const named = 'sessionKeyData' in subject ? decodePolicy(subject.sessionKeyData) : subject
  const known = [erc20Abi, ...abis]
  const own = named.permissions.flatMap(({ abi }) => (abi ? [[abi]] : []))
  const permissions = named.permissions.map(({ abi: _, ...permission }) => permission)
  // Whoever asks for the session must not name what is known.
  const policy = labelPolicy({ ...named, permissions }, { abis: [...known, ...own] })
  const entries = getEntries(policy, getFunctions(known))
  const carriesValue = policy.permissions.some(({ maxValue = 0n }) => maxValue > 0n)

  return {
    sentences: [
      `The key ${nameAddress(policy.signer, vocabulary)} may act for the account${describeTime(session)}.`,
      ...entries.map((entry) => describeEntry(entry, vocabulary)),
      ...(carriesValue ? [] : [`Its calls may carry no ${vocabulary.nativeSymbol ?? 'ETH'}.`]),
      ...policy.budgets.map((budget, index) => describeBudget(budget, index, entries, vocabulary)),
      ...(policy.budgets.length > 0
        ? ['Other sessions of the account with a budget of the same name share its count.']
        : []),
      ...describePayment(policy, vocabulary),
    ],
    warnings: [
      ...(session && module === undefined ? warnOfModule(session.module) : []),
      ...(session ? warnOfExpiry(session.validUntil, now) : []),
      ...entries.flatMap((entry) => warnOfEntry(entry, policy.budgets, vocabulary)),
      ...warnOfPayment(policy),
    ].sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level)),
  }
}

export declare namespace explainSession {
  type Options = Vocabulary & {
    /** ABIs of the contracts that the session may call, from somebody trusted to name things. ERC-20 is known. */
    abis?: readonly Abi[] | undefined
    /** Where `CallPolicyModule` is, from somebody trusted. Left out, it is warned that nobody looked. */
    module?: Address | undefined
    /** The present, in unix seconds, from which the expiry is judged. */
    now?: number | undefined
  }
  type ReturnType = { sentences: readonly string[]; warnings: readonly PolicyWarning[] }
  type ErrorType = assertSession.ErrorType | decodePolicy.ErrorType
}

const levels = ['high', 'medium', 'low']

function describeTime(session: Session | undefined): string {
  if (!session) return ''
  const { validAfter, validUntil } = session
  const from = validAfter === 0 ? '' : ` from ${nameTime(validAfter)}`
  return validUntil === 0 ? `${from}, without end` : `${from} until ${nameTime(validUntil)}`
}
