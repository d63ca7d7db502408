import { BaseError } from 'viem'

export type InvalidServeOptionErrorType = InvalidServeOptionError & { name: 'InvalidServeOptionError' }

/** An option of `latchkey serve` that cannot be used. */
export class InvalidServeOptionError extends BaseError {
  /** Name of the option, such as `--registry`. `undefined` when it is not one option that is at fault. */
  readonly option: string | undefined

  constructor({ option, reason }: { option?: string | undefined; reason: string }) {
    super(option ? `${option} ${reason}.` : `${reason}.`, {
      metaMessages: [
        'This could arise when:',
        '- An option was left out, misspelt or given twice.',
        '- A URL is of another chain, or of a bundler that does not serve EntryPoint v0.6.',
        '- An address is of another chain.',
      ],
      name: 'InvalidServeOptionError',
    })
    this.option = option
  }
}
