import { pathToFileURL } from 'node:url'
import type {
  SessionKeyAccessListType as AccessListType,
  SessionKeyPermissionsBuilder as Builder,
} from '@account-kit/smart-contracts'
import { type Hex, parseAbi } from 'viem'
import { packageFile } from '../../demo/stack/packages.js'

/*
 * Parts of `@account-kit/smart-contracts`. Its entry loads Alchemy's whole SDK, of which only this package is installed; these files
 * need nothing but viem.
 */

const load = async (file: string) => {
  const entry = packageFile('@account-kit/smart-contracts/package.json')
  return import(new URL(`dist/esm/src/msca/plugins/session-key/${file}.js`, pathToFileURL(entry)).href)
}

const permissions = await load('permissions')

/** Alchemy's builder of permissions. */
export const SessionKeyPermissionsBuilder = permissions.SessionKeyPermissionsBuilder as typeof Builder
export type SessionKeyPermissionsBuilder = Builder

/** Which calls a key may make at all. */
export const SessionKeyAccessListType = permissions.SessionKeyAccessListType as typeof AccessListType

/** Those of the plugin's functions that this code has. */
export const sessionKeyPluginAbi = parseAbi([
  'struct Call { address target; uint256 value; bytes data; }',
  'struct UserOperation { address sender; uint256 nonce; bytes initCode; bytes callData; uint256 callGasLimit; uint256 verificationGasLimit; uint256 preVerificationGas; uint256 maxFeePerGas; uint256 maxPriorityFeePerGas; bytes paymasterAndData; bytes signature; }',
  'function executeWithSessionKey(Call[] calls, address sessionKey) returns (bytes[])',
  'function userOpValidationFunction(uint8 functionId, UserOperation userOp, bytes32 userOpHash) returns (uint256)',
])

/** Runtime code of SessionKeyPlugin 1.0.1 in the edition that reverts with a text where the deployed one says "no". */
export const sessionKeyPluginCode = (await load('debug-session-key-bytecode')).DEBUG_SESSION_KEY_BYTECODE as Hex
