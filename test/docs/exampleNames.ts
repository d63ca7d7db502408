import type { Address, Hash, Hex, LocalAccount } from 'viem'
import type { toWebAuthnAccount, UserOperation } from 'viem/account-abstraction'
import type { Call, Session, SessionAccount, SessionGrant, SignedGrant } from '../../ts/index.js'
import type { GrantedSession, SessionKey, SessionStore } from '../../ts/keys/index.js'
import type { ParticleSession } from '../../ts/particle/index.js'
import type { Given as PageNames } from './given.js'

/** What the examples in comments use without declaring it. */
export type Given = Pick<
  PageNames,
  | 'account'
  | 'bundlerUrl'
  | 'client'
  | 'directory'
  | 'erc1155MintModule'
  | 'key'
  | 'location'
  | 'owner'
  | 'registry'
  | 'token'
  | 'tree'
> & {
  /** Sends as `sessionAccount`. */
  bundlerClient: PageNames['ownerClient']
  calls: readonly Call[]
  /** Of a passkey. */
  credential: Parameters<typeof toWebAuthnAccount>[0]['credential']
  /** A signature that carries a grant. */
  encoded: Hex
  /** The one of `userOperation`. */
  entryPoint: Address
  /** From where to look for events. */
  fromBlock: bigint
  granted: GrantedSession
  grants: readonly SessionGrant[]
  localStorage: Storage
  newKey: SessionKey
  newSession: Session
  oldKey: SessionKey
  oldSession: Session
  ownerAccount: PageNames['account']
  /** Sends as the owner. */
  ownerBundlerClient: PageNames['ownerClient']
  passphrase: string
  /** A session of a policy with a budget. */
  policySession: Session
  recipient: Address
  revokeCalldata: Hex
  root: Hash
  sessionAccount: SessionAccount
  session: ParticleSession & Session
  sessionStorage: Storage
  sessions: readonly (ParticleSession & Session)[]
  signedGrant: SignedGrant
  signer: LocalAccount
  store: SessionStore
  /** A session as text, key included. */
  text: string
  /** Of a session on a Biconomy account, which refuses it. */
  userOperation: UserOperation<'0.6'>
}

export const exampleNames = [
  'account',
  'bundlerClient',
  'bundlerUrl',
  'calls',
  'client',
  'credential',
  'directory',
  'encoded',
  'entryPoint',
  'erc1155MintModule',
  'fromBlock',
  'granted',
  'grants',
  'key',
  'localStorage',
  'location',
  'newKey',
  'newSession',
  'oldKey',
  'oldSession',
  'owner',
  'ownerAccount',
  'ownerBundlerClient',
  'passphrase',
  'policySession',
  'recipient',
  'registry',
  'revokeCalldata',
  'root',
  'session',
  'sessionAccount',
  'sessionStorage',
  'sessions',
  'signedGrant',
  'signer',
  'store',
  'text',
  'token',
  'tree',
  'userOperation',
] as const satisfies readonly (keyof Given)[]
