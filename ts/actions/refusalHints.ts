/** What is most likely behind a refusal whose sentence does not say it. @internal */
export const refusalHints: Readonly<Record<string, readonly string[]>> = {
  BudgetExceeded: ['`getBudget` says what is left, and of which period.'],
  GrantDead: ['Revocation is for good. Grant another root: add a salt to the policy, or another end to its window.'],
  NothingToRevoke: ['The list of sessions to revoke is empty.'],
  SessionDead: ['Revocation is for good. Grant another session, for example with another end to its window.'],
  SessionNotGranted: [
    'This could arise when:',
    '- The operation that grants it is not included yet.',
    '- The proof is of another tree: the session was granted with others, and `tree` was not passed.',
    '- The account revoked all its sessions, or uninstalled the registry, after the grant.',
  ],
  WrongSignature: [
    'This could arise when:',
    '- The signer is not the key that the session names.',
    '- The operation was changed after it was signed, or is for another EntryPoint or chain.',
  ],
}
