import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { IDBFactory } from 'fake-indexeddb'
import {
  type Address,
  type Chain,
  type Hex,
  type HttpTransport,
  http,
  type LocalAccount,
  type PublicClient,
} from 'viem'
import { createBundlerClient, type SmartAccount } from 'viem/account-abstraction'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { startBiconomyBundler } from '../../demo/biconomy/bundler.js'
import { registryOf } from '../../demo/latchkey.js'
import { pollingInterval } from '../../demo/stack/chain.js'
import { confirm, createAccount, type Stack, stackFamilies, startStack } from '../../demo/stack/index.js'
import { createWorld, erc20Abi, type World } from '../../demo/story/world.js'
import {
  encodeErc20TransferSessionKeyData,
  type Session,
  type SessionTree,
  sessionActions,
  toSessionTree,
} from '../../ts/index.js'
import { createSessionKey, type SessionKey } from '../../ts/keys/index.js'
import { createPublicBiconomyAccount, publishBiconomy } from './publicBiconomy.js'
import { installSmartSession, publishSmartSession } from './smartSession.js'

/** What pages of the documentation may use without declaring it. */
export type Given = {
  /** The account as its owner holds it. It has ten ether and a thousand of `token`, and has installed `registry` unless its state says otherwise. */
  account: SmartAccount
  /** URL of a bundler. For Biconomy accounts it is as Biconomy's client wants it. */
  bundlerUrl: string
  callPolicyModule: Address
  chain: Chain
  client: PublicClient<HttpTransport, Chain>
  /** Where files may be written. */
  directory: string
  erc1155MintModule: Address
  erc20ApproveModule: Address
  erc20TransferModule: Address
  /** A session key, of `session`. */
  key: SessionKey<'secp256k1'>
  /** Of a browser. */
  location: { origin: string }
  nft: Address
  /** Key of the account's owner. */
  owner: LocalAccount
  ownerAddress: Address
  /** Sends the account's operations as its owner, with `sessionActions`. */
  ownerClient: ReturnType<typeof toOwnerClient>
  /** Holds the owner of a Nexus or Kernel account. */
  ownerValidator: Address
  /** Of SmartSession's sessions, where it is installed: two that are enabled, and one that is not. */
  permissionIds: readonly Hex[]
  registry: Address
  rpcUrl: string
  /** Granted: 100 of `token` at most per transfer, to `shop`. */
  session: Session
  /** An address that nobody else has. */
  shop: Address
  /** Another one. */
  spender: Address
  /** A token of 18 decimals. */
  token: Address
  /** The tree of `session` alone. */
  tree: SessionTree<'native'>
}

export const givenNames = [
  'account',
  'bundlerUrl',
  'callPolicyModule',
  'chain',
  'client',
  'directory',
  'erc1155MintModule',
  'erc20ApproveModule',
  'erc20TransferModule',
  'key',
  'location',
  'nft',
  'owner',
  'ownerAddress',
  'ownerClient',
  'ownerValidator',
  'permissionIds',
  'registry',
  'rpcUrl',
  'session',
  'shop',
  'spender',
  'token',
  'tree',
] as const satisfies readonly (keyof Given)[]

/** States in which an account has not installed the registry. */
const states = [
  'as deployed',
  // The address follows from the factory's code, which is not that of public chains.
  'of the factory',
  // It has enabled Biconomy's own session key manager.
  'under manager',
  // It has installed SmartSession.
  'with SmartSession',
]

/** A chain with everything on it, and what it gives to each page: accounts of the page's own. */
export async function startGiven() {
  const stack = await startStack()
  const bundler = await startBiconomyBundler({ stack })
  const world = await createWorld({ stack })
  await publishBiconomy(stack)
  await publishSmartSession(stack)
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-docs-'))
  // As a browser has it.
  Object.assign(globalThis, { indexedDB: new IDBFactory() })
  // One after the other: all are paid for by one wallet, which counts its transactions.
  let last: Promise<unknown> = Promise.resolve()
  return {
    give: (account = 'nexus') => {
      const next = last.then(() => give({ account, biconomyBundlerUrl: bundler.url, directory, world }))
      last = next.catch(() => {})
      return next
    },
    stop: async () => {
      Reflect.deleteProperty(globalThis, 'indexedDB')
      await rm(directory, { recursive: true })
      await bundler.stop()
      await stack.stop()
    },
  }
}

async function give(parameters: {
  account: string
  biconomyBundlerUrl: string
  directory: string
  world: World
}): Promise<Given> {
  const { account: wanted, biconomyBundlerUrl, directory, world } = parameters
  const { stack } = world
  const [name, state] = wanted.split(', ')
  const family = stackFamilies.find((each) => each === name)
  if (!family || (state && !states.includes(state))) throw new Error(`No account is "${wanted}".`)
  const owner = privateKeyToAccount(generatePrivateKey())
  const account =
    family === 'biconomy'
      ? ((await createPublicBiconomyAccount({ like: world.account.address, owner, stack, state })) as SmartAccount)
      : await createAccount({ family, owner, stack })
  const permissionIds = state === 'with SmartSession' ? await installSmartSession({ account, stack }) : []
  const mint = { abi: erc20Abi, args: [account.address, 1000n * 10n ** 18n], functionName: 'mint' } as const
  await confirm(stack.publicClient, await stack.walletClient.writeContract({ ...mint, address: world.token }))

  const { CallPolicyModule, ERC1155MintModule, ERC20ApproveModule, ERC20TransferModule } = world.latchkey
  const registry = registryOf(world.latchkey, { family })
  const ownerClient = toOwnerClient({ account, registry, stack })
  const key = await createSessionKey({ type: 'secp256k1' })
  const shop = newAddress()
  const session: Session = {
    module: ERC20TransferModule,
    sessionKeyData: encodeErc20TransferSessionKeyData({
      maxAmount: 100n * 10n ** 18n,
      recipient: shop,
      signer: key.address,
      token: world.token,
    }),
    validAfter: 0,
    validUntil: Math.floor(Date.now() / 1000) + 86_400,
  }
  const tree = toSessionTree({ sessions: [session] })
  if (!state) {
    const { hash } = await ownerClient.installSessions({ sessions: tree })
    await ownerClient.waitForUserOperationReceipt({ hash })
  }
  return {
    account,
    bundlerUrl: family === 'biconomy' ? biconomyBundlerUrl : stack.bundler.rpcUrl,
    callPolicyModule: CallPolicyModule,
    chain: stack.chain,
    client: stack.publicClient,
    directory,
    erc1155MintModule: ERC1155MintModule,
    erc20ApproveModule: ERC20ApproveModule,
    erc20TransferModule: ERC20TransferModule,
    key,
    location: { origin: 'https://app.example' },
    nft: world.nft,
    owner,
    ownerAddress: owner.address,
    ownerClient,
    ownerValidator: stack.erc7579.ownerValidator,
    permissionIds,
    registry,
    rpcUrl: stack.rpcUrl,
    session,
    shop,
    spender: newAddress(),
    token: world.token,
    tree,
  }
}

function toOwnerClient(parameters: { account: SmartAccount; registry: Address; stack: Stack }) {
  const { account, registry, stack } = parameters
  return createBundlerClient({
    account,
    client: stack.publicClient,
    pollingInterval,
    transport: http(stack.bundler.rpcUrl),
  }).extend(sessionActions({ registry }))
}

const newAddress = (): Address => privateKeyToAccount(generatePrivateKey()).address
