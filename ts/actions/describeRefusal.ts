import { getAddress, type Hex, toHex } from 'viem'

/**
 * A registry's or module's error in words, with its values. `undefined` for an error of a module that is not known here.
 *
 * @internal
 */
export function describeRefusal(name: string, args: readonly unknown[]): string | undefined {
  return sentences[name]?.(...args.map(toText))
}

const sentences: Record<string, (...args: string[]) => string> = {
  AccountFunctionNotAllowed: (selector) => `A session may not use the account's function ${selector}.`,
  AccountSignatureMalformed: () => 'The signature is not the encoding of a module signature for this registry.',
  AmountAboveCap: (amount, cap) => `The amount ${amount} is above the session's cap of ${cap}.`,
  ArgumentNotAllowed: (index, word, allowed) => `Argument ${index} is ${word}; the session allows ${allowed}.`,
  BatchEmpty: () => 'The batch is empty.',
  BudgetExceeded: (id, wanted, left) =>
    `The op would count ${wanted} against the budget ${id}, of which ${left} is left.`,
  BudgetsNeedRegistry: () => 'The policy has budgets, which only a registry counts.',
  CallDenied: (call, entry) => `Call ${call} of the op is denied by entry ${entry} of the policy.`,
  CallJudgedAlone: () => "The session's module is another policy module than the one that the registry knows.",
  CallNotPermitted: (call, target, selector) =>
    `Call ${call} of the op goes to ${target}, function ${selector}: the policy has no entry about it.`,
  CalldataLengthNotAllowed: (length, expected) => `The calldata is ${length} bytes; the function takes ${expected}.`,
  CallerNotSender: (caller, sender) => `The registry was called by ${caller}, not by the op's sender ${sender}.`,
  Error: (text) => text,
  ExecutionModeNotAllowed: (mode) => `A session may not use the execution mode ${mode}.`,
  ExecutionMalformed: () => "The op's calldata is not the canonical encoding of its calls.",
  FeeAboveCap: (fee, cap) => `The op can cost the account ${fee} wei; the policy allows ${cap}.`,
  GrantDead: (root) => `The grant ${root} was revoked.`,
  GrantSignatureInvalid: (root, digest) =>
    `The grant ${root} is not signed by the account in its current epoch, on this chain and registry: its digest is ${digest}.`,
  InitCodeNotAllowed: () => 'A session cannot deploy the account.',
  NonceReserved: (nonce) => `No session may use the nonce ${nonce}: its lane is the owner's.`,
  ModuleAnswerInvalid: (module) => `The module ${module} has no code, or its answer is no address.`,
  PaymasterNotAllowed: (paymaster) => `The session allows no paymaster; the op names ${paymaster}.`,
  PeriodOutOfRange: () => 'The period that the op names is not in seconds.',
  PeriodsMismatch: (named, expected) => `The op names ${named} periods; the policy has ${expected} budgets per period.`,
  PolicyMalformed: () => 'The policy cannot be read to its last byte.',
  ProofTooLong: (length) => `The proof has ${length} siblings; 32 is the most.`,
  RuleFailed: (call, entry, failure, offset) =>
    `Call ${call} of the op does not fit entry ${entry} of the policy: ${failures[Number(failure)] ?? 'failure'} at byte ${offset}.`,
  SelectorNotAllowed: (selector, allowed) => `The function is ${selector}; the session allows ${allowed}.`,
  SessionDead: (id) => `The session ${id} was revoked.`,
  SessionKeyDataInvalid: () => "The session's data is not in the module's layout.",
  SessionKeyDataTooLong: (length) => `The session's data is ${length} bytes; 4096 is the most.`,
  SessionNotGranted: (id, root) =>
    `The session ${id} is not in a live grant: its proof leads to ${root}, which the account has not granted.`,
  SignerForbidden: (signer) => `The module named ${signer} as the session key.`,
  SignersDiffer: (first, other) => `The calls of the op are allowed to different keys, ${first} and ${other}.`,
  TargetForbidden: (target) =>
    `No session may call ${target}: it is the account, the registry, a module or the EntryPoint.`,
  TargetNotAllowed: (target, allowed) => `The call goes to ${target}; the session allows ${allowed}.`,
  ValueNotAllowed: (value) => `The call carries ${value} wei; the session allows none.`,
  WindowOutOfRange: (validUntil, validAfter) => `The window from ${validAfter} to ${validUntil} is not in seconds.`,
  WireMalformed: () => 'The module signature is not the exact encoding of its wire.',
  WireVersionUnknown: (version) => `The module signature begins with ${version}, which names no wire.`,
}

/** The contract's `Failure`, in words. */
const failures = [
  'nothing',
  'more native value than allowed',
  'calldata that is not the canonical encoding of its arguments',
  'a word that does not keep to its type',
  'a word that a rule does not allow',
  'a value of another hash',
  'a value that is too long',
  'an array that is too short',
  'an array that is too long',
]

/** A word of calldata stands for an address or a number: it is written as the one that it looks like. */
function toText(value: unknown): string {
  if (typeof value !== 'string' || !/^0x[0-9a-f]{64}$/.test(value)) return String(value)
  const word = BigInt(value)
  // Of a million addresses four begin with two zero bytes; an amount of 10^43 is one of no token.
  if (word < 1n << 144n) return String(word)
  if (word < 1n << 160n) return getAddress(toHex(word, { size: 20 }))
  return value as Hex
}
