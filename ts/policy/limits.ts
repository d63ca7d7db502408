/** First byte of a policy. @internal */
export const policyVersion = 1

/** Most budgets of a policy. @internal */
export const maxBudgets = 16

/** Most entries of a policy. @internal */
export const maxPermissions = 255

/** Bytes of a budget's id and of a salt. @internal */
export const idSize = 16

/** Largest cap, fee or value that a policy can name. @internal */
export const maxUint128 = 2n ** 128n - 1n

/** Largest number of a single byte. @internal */
export const maxUint8 = 0xff

/** Largest number of 4 bytes. @internal */
export const maxUint32 = 0xffffffff

/** Times at or above this select the block-number mode of EntryPoint v0.9. @internal */
export const timeLimit = 2 ** 47

/** First byte of each kind of budget, without bit 7. @internal */
export const budgetCodes = { calls: 1, nativeValue: 2, sum: 3, fees: 4 } as const

/** Bit 7 of a budget's kind: counted per period. @internal */
export const perPeriod = 0x80
