import { type Account, type Address, parseAbi } from 'viem'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { encodeErc1155MintSessionKeyData, type Session, type SessionTree, toSessionTree } from '../../ts/index.js'
import { toApproveSession } from '../approveSession.js'
import { deployLatchkey, type Latchkey, readBytecode } from '../latchkey.js'
import { type BiconomyAccount, confirm, createBiconomyAccount, type Stack } from '../stack/index.js'

/** Everybody and everything in the story. */
export type World = {
  stack: Stack
  latchkey: Latchkey
  /** The smart account, signed for by its owner. */
  account: BiconomyAccount
  /** The session key of the first sessions of `tree`. */
  key: PrivateKeyAccount
  /** Holds a key that no session names. */
  stranger: PrivateKeyAccount
  token: Address
  nft: Address
  /** An ERC-1155 contract that no session names. */
  otherNft: Address
  recipient: Address
  spender: Address
  other: Address
  /** What the owner grants: sixteen sessions. */
  tree: SessionTree<'native'>
  sessions: { mint: Session; approve: Session; later: Session; over: Session }
}

/** The token id that the mint session is about. */
export const tokenId = 1n

/** The most that the approve session approves in one call: 100 tokens. */
export const maxAmount = 100n * 10n ** 18n

export const erc20Abi = parseAbi([
  'function mint(address to, uint256 amount)',
  'function approve(address spender, uint256 amount) returns (bool)',
  'function transfer(address to, uint256 amount) returns (bool)',
  'function increaseAllowance(address spender, uint256 amount) returns (bool)',
  'function allowance(address owner, address spender) view returns (uint256)',
])

export const erc1155Abi = parseAbi([
  'function mintTo(address to, uint256 id, uint256 quantity)',
  'function balanceOf(address owner, uint256 id) view returns (uint256)',
])

/** Deploys the tokens, Latchkey and an account with 1,000 tokens, and writes the sixteen sessions. */
export async function createWorld(parameters: createWorld.Parameters): Promise<World> {
  const { onProgress, stack } = parameters
  const owner = privateKeyToAccount(generatePrivateKey())
  const key = privateKeyToAccount(generatePrivateKey())
  const [recipient, spender, other] = [newAddress(), newAddress(), newAddress()]

  onProgress?.('deploying an account and two tokens')
  const account = await createBiconomyAccount({ biconomy: stack.biconomy, chain: stack, owner })
  const token = await deploy(stack, 'TestERC20')
  const nft = await deploy(stack, 'TestERC1155')
  const otherNft = await deploy(stack, 'TestERC1155')
  await confirm(
    stack.publicClient,
    await stack.walletClient.writeContract({
      abi: erc20Abi,
      address: token,
      args: [account.address, 10n * maxAmount],
      functionName: 'mint',
    }),
  )

  onProgress?.('deploying Latchkey')
  const latchkey = await deployLatchkey({ chain: stack, nft })

  const now = Math.floor(Date.now() / 1_000)
  const approveFor = (signer: Address, to: Address) =>
    toApproveSession({ latchkey, maxAmount, signer, spender: to, token, validUntil: now + 7 * day })
  const mint: Session = {
    module: latchkey.ERC1155MintModule,
    sessionKeyData: encodeErc1155MintSessionKeyData({ recipient, signer: key.address, tokenId }),
    validAfter: 0,
    validUntil: now + 7 * day,
  }
  const approve = approveFor(key.address, spender)
  const later: Session = { ...mint, validAfter: now + day }
  const over: Session = { ...mint, validAfter: now - 2 * day, validUntil: now - day }
  // Sessions of other keys, so that every proof has four levels.
  const others = Array.from({ length: 12 }, () => approveFor(newAddress(), newAddress()))

  return {
    account,
    key,
    latchkey,
    nft,
    other,
    otherNft,
    recipient,
    sessions: { approve, later, mint, over },
    spender,
    stack,
    stranger: privateKeyToAccount(generatePrivateKey()),
    token,
    tree: toSessionTree({ sessions: [mint, approve, later, over, ...others] }),
  }
}

export declare namespace createWorld {
  type Parameters = { stack: Stack; onProgress?: ((what: string) => void) | undefined }
}

const day = 24 * 60 * 60

function newAddress(): Address {
  const account: Account = privateKeyToAccount(generatePrivateKey())
  return account.address
}

async function deploy({ publicClient, walletClient }: Stack, contract: string): Promise<Address> {
  const hash = await walletClient.deployContract({ abi: [], bytecode: await readBytecode('Tokens', contract) })
  const { contractAddress } = await confirm(publicClient, hash)
  if (!contractAddress) throw new Error(`${contract} was not deployed.`)
  return contractAddress
}
