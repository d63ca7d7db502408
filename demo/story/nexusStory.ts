import { type Address, encodeFunctionData, parseAbi, parseEther } from 'viem'
import type { SmartAccount } from 'viem/account-abstraction'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { erc7579SessionValidatorAbi } from '../../ts/generated/abis.js'
import {
  encodeErc1155MintSessionKeyData,
  encodeErc7579Calls,
  encodeSessions,
  encodeValidatorInstallation,
  getSessionId,
  getSessionProof,
  type Session,
  toSessionAccount,
  toSessionTree,
} from '../../ts/index.js'
import { allow, any, definePolicy, eq, lte, toPolicySession } from '../../ts/policy/index.js'
import { createNexusAccount } from '../stack/index.js'
import type { OperationStep, QuestionStep, Step } from './playSteps.js'
import { erc20Abi, erc1155Abi, maxAmount, tokenId, type World } from './world.js'

const accountAbi = parseAbi([
  'function isModuleInstalled(uint256 moduleTypeId, address module, bytes additionalContext) view returns (bool)',
  'function uninstallModule(uint256 moduleTypeId, address module, bytes deInitData)',
])

/** The second act: a Nexus account, with sessions by policy and by module. */
export async function toNexusStory(world: World): Promise<readonly Step[]> {
  const { key, latchkey, nft, other, recipient, spender, stack, stranger, token } = world
  const validator = latchkey.ERC7579SessionValidator
  const account: SmartAccount = await createNexusAccount({ owner: privateKeyToAccount(generatePrivateKey()), stack })

  const swap = toPolicySession({
    module: latchkey.CallPolicyModule,
    policy: definePolicy({
      fees: { maxPerOp: parseEther('1') },
      permissions: [
        allow({
          abi: erc20Abi,
          address: token,
          args: { amount: lte(maxAmount), spender: eq(spender) },
          functionName: 'approve',
        }),
        allow({
          abi: erc1155Abi,
          address: nft,
          args: { id: any(), quantity: eq(1n), to: eq(recipient) },
          functionName: 'mintTo',
        }),
      ],
      signer: key.address,
    }),
    validAfter: 0,
    validUntil: Math.floor(Date.now() / 1_000) + 3_600,
  })
  const mint: Session = {
    module: latchkey.ERC1155MintModule,
    sessionKeyData: encodeErc1155MintSessionKeyData({ recipient, signer: key.address, tokenId }),
    validAfter: 0,
    validUntil: 0,
  }
  const tree = toSessionTree({ sessions: [swap, mint] })

  const approve = (to: Address, amount: bigint) => ({
    data: encodeFunctionData({ abi: erc20Abi, args: [to, amount], functionName: 'approve' }),
    to: token,
  })
  const mintTo = (to: Address, id: bigint) => ({
    data: encodeFunctionData({ abi: erc1155Abi, args: [to, id, 1n], functionName: 'mintTo' }),
    to: nft,
  })
  type Call = { data?: `0x${string}`; to: Address; value?: bigint }

  const isInstalled = async () =>
    (await stack.publicClient.readContract({
      abi: accountAbi,
      address: account.address,
      args: [1n, validator, '0x'],
      functionName: 'isModuleInstalled',
    }))
      ? 'yes'
      : 'no'
  const isLive = (session: Session) => async () =>
    (await stack.publicClient.readContract({
      abi: erc7579SessionValidatorAbi,
      address: validator,
      args: [account.address, getSessionId(session), [...getSessionProof(tree, { session })]],
      functionName: 'isSessionLive',
    }))
      ? 'live'
      : 'not live'

  const ask = (title: string, expected: string, read: () => Promise<string>): QuestionStep => ({
    expected,
    read,
    signer: 'nobody',
    title,
  })
  const byOwner = (title: string, ...calls: Call[]): OperationStep => ({
    account: async () => account,
    callData: encodeErc7579Calls(calls),
    expected: 'runs',
    signer: 'owner',
    title,
  })
  const byKey = (session: Session, title: string, expected: string, ...calls: Call[]): OperationStep => ({
    account: () => toSessionAccount({ account, registry: validator, session, signer: key, tree }),
    callData: encodeErc7579Calls(calls),
    expected,
    signer: 'session key',
    title,
  })

  const install = encodeValidatorInstallation({ family: 'nexus', validator })
  const grant = encodeFunctionData({
    abi: erc7579SessionValidatorAbi,
    args: [tree.root, encodeSessions({ sessions: tree.sessions })],
    functionName: 'grantSessions',
  })
  const revoke = encodeFunctionData({
    abi: erc7579SessionValidatorAbi,
    args: [getSessionId(swap)],
    functionName: 'revokeSession',
  })

  return [
    ask('is the session validator installed on Nexus?', 'no', isInstalled),
    byOwner('install the session validator', { data: install, to: account.address }),
    ask('is it installed now?', 'yes', isInstalled),
    byOwner('grant two sessions, named by their ids', { data: grant, to: validator }),
    { ...ask('the policy session: approve and mint', 'live', isLive(swap)), about: `session ${getSessionId(swap)}` },
    { ...ask('the module session: mint', 'live', isLive(mint)), about: `session ${getSessionId(mint)}` },

    byKey(swap, 'approve 40 tokens to the spender', 'runs', approve(spender, 40n * unit)),
    byKey(swap, 'batch: approve 60 tokens and mint', 'runs', approve(spender, 60n * unit), mintTo(recipient, 7n)),
    byKey(mint, 'mint one piece of token 1 by the other session', 'runs', mintTo(recipient, tokenId)),

    byKey(swap, 'approve to another spender', 'RuleFailed', approve(other, unit)),
    byKey(swap, 'approve one unit above the cap', 'RuleFailed', approve(spender, maxAmount + 1n)),
    byKey(swap, 'smuggle 1 wei into an approve', 'RuleFailed', { ...approve(spender, unit), value: 1n }),
    byKey(swap, 'transfer tokens', 'CallNotPermitted', {
      data: encodeFunctionData({ abi: erc20Abi, args: [other, unit], functionName: 'transfer' }),
      to: token,
    }),
    byKey(swap, 'send the account’s ether away', 'CallNotPermitted', { to: other, value: 1n }),
    byKey(swap, 'smuggle a second call into a batch', 'RuleFailed', approve(spender, unit), mintTo(other, 7n)),
    byKey(swap, 'call the account itself (install a module)', 'TargetForbidden', {
      data: install,
      to: account.address,
    }),
    byKey(swap, 'call the validator (grant itself sessions)', 'TargetForbidden', { data: grant, to: validator }),
    {
      ...byKey(swap, 'the right approve, signed by a stranger', 'WrongSignature', approve(spender, unit)),
      account: () => toSessionAccount({ account, registry: validator, session: swap, signer: stranger, tree }),
      signer: 'stranger',
    },

    byOwner('revoke the policy session', { data: revoke, to: validator }),
    byKey(swap, 'approve with the revoked session', 'SessionDead', approve(spender, unit)),
    byKey(mint, 'mint with its sibling', 'runs', mintTo(recipient, tokenId)),
    byOwner('grant the same two sessions again', { data: grant, to: validator }),
    byKey(swap, 'approve with the session revoked before', 'SessionDead', approve(spender, unit)),
  ]
}

/** One token. */
const unit = 10n ** 18n
