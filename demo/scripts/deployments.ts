import { readFile, rm } from 'node:fs/promises'
import type { Latchkey } from '../latchkey.js'

/** The file in which `script/Deploy.s.sol` says where the contracts are on a chain. */
export function deploymentsPath(chainId: number): URL {
  return new URL(`../../deployments/${chainId}.json`, import.meta.url)
}

export async function readDeployments(chainId: number): Promise<Latchkey> {
  return JSON.parse(await readFile(deploymentsPath(chainId), 'utf8'))
}

export async function removeDeployments(chainIds: readonly number[]): Promise<void> {
  await Promise.all(chainIds.map((chainId) => rm(deploymentsPath(chainId), { force: true })))
}
