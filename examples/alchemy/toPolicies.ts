import {
  type AbiFunction,
  type Address,
  erc20Abi,
  isAddressEqual,
  maxUint128,
  maxUint256,
  toFunctionSelector,
} from 'viem'
import {
  allow,
  allowAnyFunction,
  allowTransfer,
  any,
  type BudgetDefinition,
  definePolicy,
  deny,
  denyAnyFunction,
  denyTransfer,
  type PermissionDraft,
  type Policy,
  sum,
} from '../../ts/policy/index.js'

/** What `SessionKeyPermissionsBuilder` is told, as one object. The time range belongs to the session: `timeRangeSession`. */
export type AlchemyPermissions = {
  /** `setContractAccessControlType`. */
  accessControlType: 'ALLOWLIST' | 'DENYLIST' | 'ALLOW_ALL_ACCESS'
  /** `addContractAddressAccessEntry`. */
  contracts?: readonly { contractAddress: Address; isOnList: boolean; checkSelectors: boolean }[] | undefined
  /** `addContractFunctionAccessEntry`, with the function instead of its selector. */
  functions?: readonly { contractAddress: Address; abi: AbiFunction; isOnList: boolean }[] | undefined
  /** `setNativeTokenSpendLimit`. Left out, calls carry nothing. */
  nativeTokenSpendLimit?: SpendLimit | undefined
  /** `addErc20TokenSpendLimit`. */
  erc20TokenSpendLimits?: readonly (SpendLimit & { tokenAddress: Address })[] | undefined
  /** `setGasSpendLimit`. Left out, fees have no limit. */
  gasSpendLimit?: SpendLimit | undefined
  /** `setRequiredPaymaster`. */
  requiredPaymaster?: Address | undefined
}

/** `type(uint256).max` is no limit. Without an interval it is for life. */
type SpendLimit = { spendLimit: bigint; refreshInterval?: number | undefined }

/**
 * All permissions of a key of Alchemy's SessionKeyPlugin, as policies of one Latchkey key: one session for each. There are none for a key
 * that may do nothing, and two when tokens have limits while everything else is allowed: what is counted, and the rest. Both
 * share their budgets.
 */
export function toPolicies(parameters: {
  signer: Address
  permissions: AlchemyPermissions
  /** What the names of the budgets begin with. */
  name: string
  /** When the first interval of each limit begins, unix seconds. */
  start: number
}): readonly Policy[] {
  const { name, permissions, signer, start } = parameters
  const { accessControlType, contracts = [], gasSpendLimit, nativeTokenSpendLimit, requiredPaymaster } = permissions
  const isAllowlist = accessControlType === 'ALLOWLIST'
  const toBudget = (kind: BudgetDefinition['kind'], limit: SpendLimit): BudgetDefinition => ({
    kind,
    max: limit.spendLimit,
    period: limit.refreshInterval ? { seconds: limit.refreshInterval, start } : undefined,
  })
  const toMoney = (limit: SpendLimit | undefined) => {
    if (!limit || limit.spendLimit === 0n) return { value: { max: 0n } }
    if (limit.spendLimit === maxUint256) return { value: { max: maxUint128 } }
    return { limits: [`${name}/native`], value: { max: limit.spendLimit } }
  }
  const money = toMoney(nativeTokenSpendLimit)
  const tokens = (permissions.erc20TokenSpendLimits ?? []).filter(({ spendLimit }) => spendLimit !== maxUint256)
  const functionsOf = (address: Address) =>
    (permissions.functions ?? []).flatMap(({ abi, contractAddress, isOnList }) =>
      isOnList && isAddressEqual(contractAddress, address) ? [abi] : [],
    )

  /** Whether the lists let a function of a token through. */
  const isListed = (token: Address, abi: AbiFunction) => {
    if (accessControlType === 'ALLOW_ALL_ACCESS') return true
    const entry = contracts.find(({ contractAddress }) => isAddressEqual(contractAddress, token))
    if (!entry?.isOnList) return !isAllowlist
    const isFunctionOnList = functionsOf(token).some((fn) => toFunctionSelector(fn) === toFunctionSelector(abi))
    return isAllowlist === (!entry.checkSelectors || isFunctionOnList)
  }
  const counted = tokens.flatMap(({ tokenAddress: address }): readonly PermissionDraft[] => {
    const amount = sum(`${name}/${address}`)
    return [
      allow({ abi: erc20Abi, address, args: { amount, recipient: any() }, functionName: 'transfer', ...money }),
      allow({ abi: erc20Abi, address, args: { amount, spender: any() }, functionName: 'approve', ...money }),
    ].filter(({ abi }) => abi !== undefined && isListed(address, abi))
  })

  const listed = contracts.filter(({ isOnList }) => isOnList && accessControlType !== 'ALLOW_ALL_ACCESS')
  const others: readonly PermissionDraft[] = isAllowlist
    ? listed
        .filter(
          ({ contractAddress }) => !tokens.some(({ tokenAddress }) => isAddressEqual(tokenAddress, contractAddress)),
        )
        .flatMap(({ checkSelectors, contractAddress: address }) =>
          checkSelectors
            ? functionsOf(address).map((fn) =>
                allow({ abi: [fn], address, args: any(), functionName: fn.name, ...money }),
              )
            : [allowAnyFunction({ address, ...money }), allowTransfer({ address, ...money })],
        )
    : [
        ...listed.flatMap(({ checkSelectors, contractAddress: address }) =>
          checkSelectors
            ? functionsOf(address).map((fn) => deny({ abi: [fn], address, args: any(), functionName: fn.name }))
            : [denyAnyFunction({ address }), denyTransfer({ address })],
        ),
        // Past an entry for any target every function of a token would go uncounted.
        ...tokens.flatMap(({ tokenAddress: address }) => [denyAnyFunction({ address }), denyTransfer({ address })]),
        allowAnyFunction({ address: any(), ...money }),
        allowTransfer({ address: any(), ...money }),
      ]

  const budgets: Record<string, BudgetDefinition> = {}
  if (nativeTokenSpendLimit) budgets[`${name}/native`] = toBudget('nativeValue', nativeTokenSpendLimit)
  for (const token of tokens) budgets[`${name}/${token.tokenAddress}`] = toBudget('sum', token)
  if (gasSpendLimit && gasSpendLimit.spendLimit !== maxUint256 && !requiredPaymaster)
    budgets[`${name}/gas`] = toBudget('fees', gasSpendLimit)

  const groups = isAllowlist ? [[...others, ...counted]] : [others, counted]
  return groups
    .filter((group) => group.length > 0)
    .map((group) =>
      definePolicy({
        budgets: Object.fromEntries(
          Object.entries(budgets).filter(([id, { kind }]) => kind === 'fees' || isUsed(group, id)),
        ),
        fees: requiredPaymaster
          ? 'none'
          : budgets[`${name}/gas`]
            ? { maxPerOp: gasSpendLimit?.spendLimit ?? 0n }
            : any(),
        paymaster: requiredPaymaster ?? any(),
        permissions: group,
        signer,
      }),
    )
}

/** Whether entries name a budget. */
function isUsed(entries: readonly PermissionDraft[], name: string): boolean {
  return entries.some(
    ({ limits, program }) =>
      limits.includes(name) ||
      program.some(
        (item) => item.kind === 'word' && item.rules.some((rule) => rule.op === 'sum' && rule.budget === name),
      ),
  )
}
