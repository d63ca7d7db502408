import { type Address, concatHex, encodeAbiParameters, encodeFunctionData, type Hash, type Hex, parseAbi } from 'viem'
import type { Erc7579Family } from './nonceKey.js'

const installAbi = parseAbi(['function installModule(uint256 moduleTypeId, address module, bytes initData)'])

/** Type of validators (ERC-7579). */
const validatorType = 1n

/** The one function that Kernel is told the validator may judge: `execute(bytes32,bytes)`. */
const executeSelector = '0xe9ae5c53'

/** What Kernel takes for "no hook". */
const noHook = '0x0000000000000000000000000000000000000001'

/**
 * The call by which an ERC-7579 account installs the session validator: the owner has the account make it to itself.
 *
 * Install it beside the account's own validator, never as its only one or as Kernel's root: no session can call the account itself.
 *
 * @param parameters - The account's family, the validator, and a first grant.
 * @returns The calldata of `installModule`.
 *
 * @example
 * ```ts
 * import { encodeValidatorInstallation } from 'latchkey'
 *
 * const data = encodeValidatorInstallation({ family: 'nexus', validator: registry })
 * await ownerBundlerClient.sendUserOperation({ calls: [{ to: account.address, data }] })
 * ```
 */
export function encodeValidatorInstallation(parameters: encodeValidatorInstallation.Parameters): Hex {
  const { family, grant, validator } = parameters
  const initData = grant ? concatHex([grant.root, grant.sessions ?? '0x']) : '0x'
  return encodeFunctionData({
    abi: installAbi,
    args: [validatorType, validator, family === 'kernel' ? toKernelData(initData) : initData],
    functionName: 'installModule',
  })
}

export declare namespace encodeValidatorInstallation {
  type Parameters = {
    /** Nexus, Kernel v3, Safe with Safe7579, or OpenZeppelin's `AccountERC7579`. */
    family: Erc7579Family
    /** What is granted at once: the root of a native tree, and what its event publishes. */
    grant?: { root: Hash; sessions?: Hex | undefined } | undefined
    /** Address of the `ERC7579SessionValidator`. */
    validator: Address
  }
}

/** Kernel wants a hook, what validator and hook get, and what the validator may judge. */
function toKernelData(initData: Hex): Hex {
  const types = [{ type: 'bytes' }, { type: 'bytes' }, { type: 'bytes' }]
  return concatHex([noHook, encodeAbiParameters(types, [initData, '0x', executeSelector])])
}
