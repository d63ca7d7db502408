import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Abi, Hex } from 'viem'

/** What the compiler made of a contract. */
export type Artifact = { abi: Abi; bytecode: Hex }

const directory = new URL('../../out/peers/biconomy/', import.meta.url)

/** Reads a contract of Biconomy's as Forge compiled it from their sources. */
export async function readBiconomyArtifact(parameters: readBiconomyArtifact.Parameters): Promise<Artifact> {
  const { contract, file } = parameters
  const path = fileURLToPath(new URL(`${file}.sol/${contract}.json`, directory))
  try {
    const { abi, bytecode } = JSON.parse(await readFile(path, 'utf8')) as { abi: Abi; bytecode: { object: Hex } }
    return { abi, bytecode: bytecode.object }
  } catch (cause) {
    throw new ArtifactNotFoundError({ cause, path })
  }
}

export declare namespace readBiconomyArtifact {
  type Parameters = {
    contract: string
    /** Name of the source file, without its ending. */
    file: string
  }
  type ErrorType = ArtifactNotFoundError
}

/** A compiled contract could not be read. */
export class ArtifactNotFoundError extends Error {
  override readonly name = 'ArtifactNotFoundError'

  constructor({ cause, path }: { cause: unknown; path: string }) {
    super(
      [
        `No readable artifact at ${path}.`,
        '',
        'This could arise when:',
        "- Biconomy's contracts are not compiled. Run `node script/setup.mjs`, or `FOUNDRY_PROFILE=biconomy npx forge build`.",
      ].join('\n'),
      { cause },
    )
  }
}
