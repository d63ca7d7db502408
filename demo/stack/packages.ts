import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** Path of a file of an installed package. */
export function packageFile(request: string): string {
  try {
    return require.resolve(request)
  } catch (cause) {
    throw new NotInstalledError({ cause, request })
  }
}

export declare namespace packageFile {
  type ErrorType = NotInstalledError
}

/** A file of a package is missing. */
export class NotInstalledError extends Error {
  override readonly name = 'NotInstalledError'

  constructor({ cause, request }: { cause: unknown; request: string }) {
    super(
      [
        `\`${request}\` is not installed.`,
        '',
        'This could arise when:',
        '- Dependencies are not installed, or optional ones were left out. Run `npm ci`.',
        `- It is a program that is not published for ${process.platform} on ${process.arch}.`,
      ].join('\n'),
      { cause },
    )
  }
}
