import { describeValue } from '../../errors/describeValue.js'
import type { ParticleAccount } from '../particleAccount.js'
import { readAddress, readIndex, readObject } from './fields.js'
import { invalidParams } from './rpcCodes.js'

/**
 * Reads Particle's account config. `biconomyApiKey` is for Particle's own servers, and is not looked at.
 *
 * @internal
 */
export function readAccount(value: unknown, path: string): ParticleAccount {
  const names = ['name', 'version', 'ownerAddress', 'index', 'biconomyApiKey', 'options'] as const
  const { index, name, options, ownerAddress, version } = readObject(value, { names, path })
  if (name !== 'BICONOMY' || version !== '2.0.0')
    throw invalidParams(
      path,
      `is ${describeValue(name)} version ${describeValue(version)}; only "BICONOMY" version "2.0.0" is supported`,
    )
  // Particle's SDK sends it empty. What may stand in it, such as a passkey, makes another account.
  if (options !== undefined) readObject(options, { names: [], path: `${path}.options` })
  return {
    name,
    ownerAddress: readAddress(ownerAddress, `${path}.ownerAddress`),
    version,
    ...(index === undefined ? {} : { index: readIndex(index, `${path}.index`) }),
  }
}
