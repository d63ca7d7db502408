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

/** Reads the creation code of an ERC-7579 account's part, which setup took out of the package that carries it. */
export async function readErc7579Bytecode(name: string): Promise<Hex> {
  const path = fileURLToPath(new URL(`../erc7579/${name}.json`, directory))
  try {
    return (JSON.parse(await readFile(path, 'utf8')) as { bytecode: { object: Hex } }).bytecode.object
  } catch (cause) {
    throw new ArtifactNotFoundError({ cause, path })
  }
}

export declare namespace readErc7579Bytecode {
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
        "- Biconomy's contracts are not compiled, or those of ERC-7579 accounts not taken out of their package. Run `node script/setup.mjs`.",
      ].join('\n'),
      { cause },
    )
  }
}
