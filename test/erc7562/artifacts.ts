import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Abi, Hex } from 'viem'

const root = new URL('../../', import.meta.url)

/** The ABI of a violator, and the code it has on chain: none has a constructor. */
export function readArtifact(file: string, contract: string): { abi: Abi; code: Hex } {
  const artifact: ForgeArtifact = readJson(`out/${file}.sol/${contract}.json`, 'Run `forge build` first.')
  return { abi: artifact.abi, code: artifact.deployedBytecode.object }
}

/** The creation code of EntryPoint v0.6. */
export function readEntryPoint06(): Hex {
  const path = 'node_modules/@account-abstraction/contracts/artifacts/EntryPoint.json'
  const artifact: HardhatArtifact = readJson(path, 'Run `npm ci` first.')
  return artifact.bytecode
}

type ForgeArtifact = { abi: Abi; deployedBytecode: { object: Hex } }
type HardhatArtifact = { bytecode: Hex }

function readJson(path: string, remedy: string) {
  const file = fileURLToPath(new URL(path, root))
  if (!existsSync(file)) throw new Error(`${path} is missing. ${remedy}`)
  return JSON.parse(readFileSync(file, 'utf8'))
}
