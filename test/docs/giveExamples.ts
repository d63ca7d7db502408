import { encodeFunctionData, erc20Abi, http, type LocalAccount } from 'viem'
import { createBundlerClient, entryPoint06Address, type UserOperation } from 'viem/account-abstraction'
import { biconomySessionRegistryAbi } from '../../ts/generated/abis.js'
import {
  encodeBiconomyCalls,
  encodeErc20TransferSessionKeyData,
  encodeGrantSignature,
  encodeNativeSignature,
  encodeSessions,
  getSessionId,
  type Session,
  sessionActions,
  stubSessionKeySignature,
  toSessionAccount,
} from '../../ts/index.js'
import { createMemoryStore, createSessionKey, serializeSession, toGrantedSession } from '../../ts/keys/index.js'
import { allowTransfer, definePolicy, toPolicySession } from '../../ts/policy/index.js'
import { createStorage } from '../stores/contract.js'
import type { Given } from './exampleNames.js'
import type { Given as PageNames } from './given.js'

/** Accounts of examples that change what others need, or need something else: each has one of its own. All others share one. */
export const exampleAccounts: Readonly<Record<string, string>> = {
  'ts/accounts/erc7579/encodeValidatorInstallation.ts': 'nexus, as deployed',
  'ts/actions/installSessions.ts': 'biconomy, as deployed',
  'ts/actions/isRegistryInstalled.ts': 'nexus',
  'ts/actions/revokeAllSessions.ts': 'biconomy',
  'ts/actions/revokeSessions.ts': 'biconomy',
  'ts/actions/rotateSession.ts': 'biconomy',
  'ts/actions/updateSession.ts': 'biconomy',
  'ts/particle/createSessions.ts': 'biconomy, of the factory',
}

/** A session that transfers no more than 100. */
const toSmallSession = ({ session, key, shop, token }: PageNames): Session => ({
  ...session,
  sessionKeyData: encodeErc20TransferSessionKeyData({ maxAmount: 100n, recipient: shop, signer: key.address, token }),
})

/** Has the account approve something, for the examples that find and revoke it, and grant what `userOperation` names. */
export async function prepareExamples(given: PageNames): Promise<void> {
  const { ownerClient, spender, token } = given
  const data = encodeFunctionData({ abi: erc20Abi, args: [spender, 1n], functionName: 'approve' })
  const approved = await ownerClient.sendUserOperation({ calls: [{ data, to: token }] })
  await ownerClient.waitForUserOperationReceipt({ hash: approved })
  const { hash } = await ownerClient.grantSessions({ sessions: [toSmallSession(given)] })
  await ownerClient.waitForUserOperationReceipt({ hash })
}

/** What examples are given, of what a page is. */
export async function giveExamples(given: PageNames): Promise<Given> {
  const { account, client, key, owner, ownerClient, registry, shop, token, tree } = given
  const session = { ...given.session, sessionValidationModule: given.session.module }
  const newKey = await createSessionKey({ type: 'secp256k1' })
  const newSession = { ...given.session, validAfter: 1 }
  const pay = (amount: bigint) => [
    {
      data: encodeFunctionData({ abi: erc20Abi, args: [shop, amount], functionName: 'transfer' }),
      to: token,
      value: 0n,
    },
  ]
  const sessionAccount = await toSessionAccount({ account, registry, session: given.session, signer: key.signer, tree })
  const bundlerClient = createBundlerClient({
    account: sessionAccount,
    client,
    pollingInterval: ownerClient.pollingInterval,
    transport: http(given.bundlerUrl),
  }).extend(sessionActions({ registry })) as unknown as PageNames['ownerClient']

  const ofSession = { account: account.address, chainId: client.chain.id, registry, session: given.session, tree }
  const nativeSignature = encodeNativeSignature({
    proof: [],
    session: given.session,
    signature: stubSessionKeySignature,
  })
  const sessions = encodeSessions({ sessions: tree.sessions })
  const signedGrant = { chainProof: [], sessions, signature: stubSessionKeySignature }
  const grant = { account: account.address, epoch: 0n, registry, root: tree.root, sessions }
  const unsigned: UserOperation<'0.6'> = {
    callData: encodeBiconomyCalls(pay(101n)),
    callGasLimit: 500_000n,
    initCode: '0x',
    maxFeePerGas: 1n,
    maxPriorityFeePerGas: 1n,
    nonce: 0n,
    paymasterAndData: '0x',
    preVerificationGas: 100_000n,
    sender: account.address,
    signature: '0x',
    verificationGasLimit: 500_000n,
  }
  const small = await toSessionAccount({ account, registry, session: toSmallSession(given), signer: key.signer })
  const signature = account.entryPoint.version === '0.6' ? await small.signUserOperation(unsigned) : '0x'
  const policy = definePolicy({
    budgets: { 'app.example/weekly': { kind: 'calls', max: 10n, period: { seconds: 604_800, start: 1_700_000_000 } } },
    fees: 'none',
    permissions: [allowTransfer({ address: shop, limits: ['app.example/weekly'], value: { max: 1n } })],
    signer: key.address,
  })
  return {
    account,
    bundlerClient,
    bundlerUrl: given.bundlerUrl,
    calls: pay(1n),
    client,
    credential: { id: 'passkey', publicKey: `0x${'11'.repeat(64)}` },
    directory: given.directory,
    encoded: encodeGrantSignature({ grant: signedGrant, nativeSignature }),
    entryPoint: entryPoint06Address,
    erc1155MintModule: given.erc1155MintModule,
    fromBlock: 0n,
    granted: toGrantedSession(ofSession),
    grants: [
      { ...grant, chainId: 1 },
      { ...grant, chainId: 137 },
    ],
    key,
    localStorage: createStorage() as Storage,
    location: given.location,
    newKey,
    newSession,
    oldKey: key,
    oldSession: given.session,
    owner,
    ownerAccount: account,
    ownerBundlerClient: ownerClient,
    passphrase: 'correct horse battery staple',
    policySession: toPolicySession({ module: given.callPolicyModule, policy, validAfter: 0, validUntil: 0 }),
    recipient: shop,
    registry,
    revokeCalldata: encodeFunctionData({
      abi: biconomySessionRegistryAbi,
      args: [getSessionId(newSession)],
      functionName: 'revokeSession',
    }),
    root: tree.root,
    session,
    sessionAccount,
    sessionStorage: createStorage() as Storage,
    sessions: [session],
    signedGrant,
    signer: key.signer as LocalAccount,
    store: createMemoryStore(),
    text: serializeSession({ ...ofSession, includeKey: true, key }),
    token,
    tree,
    userOperation: { ...unsigned, signature },
  }
}
