import { type Address, type Chain, type HttpTransport, http, type LocalAccount, type PublicClient } from 'viem'
import { createBundlerClient, type SmartAccount } from 'viem/account-abstraction'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
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

/** What pages of the documentation may use without declaring it. */
export type Given = {
  /** The account as its owner holds it. It has ten ether and a thousand of `token`, and has installed `registry`. */
  account: SmartAccount
  /** URL of a bundler. */
  bundlerUrl: string
  callPolicyModule: Address
  chain: Chain
  client: PublicClient<HttpTransport, Chain>
  erc20ApproveModule: Address
  erc20TransferModule: Address
  /** A session key, of `session`. */
  key: SessionKey<'secp256k1'>
  /** Key of the account's owner. */
  owner: LocalAccount
  ownerAddress: Address
  /** Sends the account's operations as its owner, with `sessionActions`. */
  ownerClient: ReturnType<typeof toOwnerClient>
  /** Holds the owner of a Nexus or Kernel account. */
  ownerValidator: Address
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
  'erc20ApproveModule',
  'erc20TransferModule',
  'key',
  'owner',
  'ownerAddress',
  'ownerClient',
  'ownerValidator',
  'registry',
  'rpcUrl',
  'session',
  'shop',
  'spender',
  'token',
  'tree',
] as const satisfies readonly (keyof Given)[]

/** A chain with everything on it, and what it gives to each page: an account of the page's own. */
export async function startGiven() {
  const stack = await startStack()
  const world = await createWorld({ stack })
  // One after the other: all are paid for by one wallet, which counts its transactions.
  let last: Promise<unknown> = Promise.resolve()
  const queued = (account: string) => {
    const next = last.then(() => give({ account, stack, world }))
    last = next.catch(() => {})
    return next
  }
  return { give: queued, stop: stack.stop }
}

async function give({
  account: wanted,
  stack,
  world,
}: {
  account: string
  stack: Stack
  world: World
}): Promise<Given> {
  const [name, state] = wanted.split(', ')
  const family = stackFamilies.find((each) => each === name)
  if (!family) throw new Error(`No account is "${wanted}".`)
  const owner = privateKeyToAccount(generatePrivateKey())
  const account = await createAccount({ family, owner, stack })
  const mint = { abi: erc20Abi, args: [account.address, 1000n * 10n ** 18n], functionName: 'mint' } as const
  await confirm(stack.publicClient, await stack.walletClient.writeContract({ ...mint, address: world.token }))

  const { CallPolicyModule, ERC20ApproveModule, ERC20TransferModule } = world.latchkey
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
  if (state !== 'as deployed') {
    const { hash } = await ownerClient.installSessions({ sessions: tree })
    await ownerClient.waitForUserOperationReceipt({ hash })
  }
  return {
    account,
    bundlerUrl: stack.bundler.rpcUrl,
    callPolicyModule: CallPolicyModule,
    chain: stack.chain,
    client: stack.publicClient,
    erc20ApproveModule: ERC20ApproveModule,
    erc20TransferModule: ERC20TransferModule,
    key,
    owner,
    ownerAddress: owner.address,
    ownerClient,
    ownerValidator: stack.erc7579.ownerValidator,
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
