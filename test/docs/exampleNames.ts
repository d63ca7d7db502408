import type { Address, Hash, Hex, LocalAccount } from 'viem'
import type { toWebAuthnAccount, UserOperation } from 'viem/account-abstraction'
import type { Call, Session, SessionAccount, SessionGrant, SignedGrant } from '../../ts/index.js'
import type { GrantedSession, SessionKey, SessionStore } from '../../ts/keys/index.js'
import type { ParticleSession } from '../../ts/particle/index.js'
import type { Given as PageNames } from './given.js'

/** What the examples in comments use without declaring it. */
export type Given = Pick<PageNames, 'account' | 'client' | 'key' | 'owner' | 'registry' | 'tree'> & {
  bundlerClient: PageNames['ownerClient']
  calls: readonly Call[]
  credential: Parameters<typeof toWebAuthnAccount>[0]['credential']
  encoded: Hex
  entryPoint: Address
  granted: GrantedSession
  grants: readonly SessionGrant[]
  newKey: SessionKey
  newSession: Session
  oldKey: SessionKey
  oldSession: Session
  ownerAccount: PageNames['account']
  ownerBundlerClient: PageNames['ownerClient']
  recipient: Address
  revokeCalldata: Hex
  root: Hash
  sessionAccount: SessionAccount
  session: ParticleSession & Session
  sessions: readonly (ParticleSession & Session)[]
  signedGrant: SignedGrant
  signer: LocalAccount
  store: SessionStore
  token: Address
  userOperation: UserOperation<'0.6'>
}

export const exampleNames = [
  'account',
  'bundlerClient',
  'calls',
  'client',
  'credential',
  'encoded',
  'entryPoint',
  'granted',
  'grants',
  'key',
  'newKey',
  'newSession',
  'oldKey',
  'oldSession',
  'owner',
  'ownerAccount',
  'ownerBundlerClient',
  'recipient',
  'registry',
  'revokeCalldata',
  'root',
  'session',
  'sessionAccount',
  'sessions',
  'signedGrant',
  'signer',
  'store',
  'token',
  'tree',
  'userOperation',
] as const satisfies readonly (keyof Given)[]
