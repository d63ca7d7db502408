import { type Address, BaseError, type Hash } from 'viem'
import { describeValue } from './describeValue.js'

export type AccountMissingErrorType = AccountMissingError & { name: 'AccountMissingError' }

/** A writing action without an account to write as. */
export class AccountMissingError extends BaseError {
  constructor({ action }: { action: string }) {
    super(`\`${action}\` has no account to act for.`, {
      metaMessages: [
        'Pass `account`, the owner’s smart account, or give the client one: `createBundlerClient({ account, … })`.',
      ],
      name: 'AccountMissingError',
    })
  }
}

export type RegistryNotInstalledErrorType = RegistryNotInstalledError & { name: 'RegistryNotInstalledError' }

/** Sessions were granted in a registry that the account does not ask. */
export class RegistryNotInstalledError extends BaseError {
  constructor({ account, registry }: { account: Address; registry: Address }) {
    super(`The account ${account} has not installed the registry ${registry}.`, {
      metaMessages: [
        'This could arise when:',
        '- `installSessions` was not called, or its operation is not included yet.',
        '- The registry is the one for another family of accounts, or of another chain.',
      ],
      name: 'RegistryNotInstalledError',
    })
  }
}

export type RegistryInstalledErrorType = RegistryInstalledError & { name: 'RegistryInstalledError' }

/** A registry was installed a second time. */
export class RegistryInstalledError extends BaseError {
  constructor({ account, registry }: { account: Address; registry: Address }) {
    super(`The account ${account} has installed the registry ${registry} already.`, {
      metaMessages: ['Grant sessions with `grantSessions`, or ask `isRegistryInstalled` first.'],
      name: 'RegistryInstalledError',
    })
  }
}

export type SessionUnchangedErrorType = SessionUnchangedError & { name: 'SessionUnchangedError' }

/** A session was to be replaced by itself. */
export class SessionUnchangedError extends BaseError {
  constructor({ id }: { id: Hash }) {
    super(`The session ${id} would be replaced by itself.`, {
      metaMessages: ['Revocation is for good: the session would be dead, and nothing in its place.'],
      name: 'SessionUnchangedError',
    })
  }
}

export type SignerMismatchErrorType = SignerMismatchError & { name: 'SignerMismatchError' }

/** A session does not name the key that is to be replaced, or not where it is known how to replace it. */
export class SignerMismatchError extends BaseError {
  constructor({ isAmbiguous = false, oldSigner }: { isAmbiguous?: boolean | undefined; oldSigner: unknown }) {
    const signer = describeValue(oldSigner)
    const fault = isAmbiguous ? `names ${signer} in more than one place` : `does not name ${signer} as its key`
    super(`The session's data ${fault}.`, {
      metaMessages: [
        'This could arise when:',
        '- The key is that of another session.',
        '- The key stands for something else too, such as a recipient: which of them is the signer, only the module knows.',
        '- The module keeps the key elsewhere than a policy, or than the first word of its data. Build the session with the module’s own',
        '  encoder, and pass it to `updateSession`.',
      ],
      name: 'SignerMismatchError',
    })
  }
}

export type SessionRefusedErrorType = SessionRefusedError & { name: 'SessionRefusedError' }

/** The registry or the session's module refused an operation, or a call of the owner. */
export class SessionRefusedError extends BaseError {
  /** Name of the contract's error; or what `getSessionRefusal` names it. */
  readonly refusal: string
  /** Arguments of the contract's error, as viem decodes them. */
  readonly args: readonly unknown[]

  constructor({ cause, hints, refusal }: SessionRefusedError.Parameters) {
    super(refusal.message, { cause, metaMessages: hints && [...hints], name: 'SessionRefusedError' })
    this.refusal = refusal.name
    this.args = refusal.args
  }
}

export declare namespace SessionRefusedError {
  type Parameters = { cause?: Error | undefined; hints?: readonly string[] | undefined; refusal: Refusal }
  type Refusal = { args: readonly unknown[]; message: string; name: string }
}
