import { type Address, encodeFunctionData, type Hex, parseAbi } from 'viem'
import { biconomySessionRegistryAbi } from '../../ts/generated/abis.js'
import {
  encodeBiconomyCalls,
  encodeSessions,
  getSessionId,
  getSessionProof,
  ownerNonceKey,
  type Session,
  toSessionAccount,
} from '../../ts/index.js'
import type { OperationStep } from './playSteps.js'
import { erc20Abi, erc1155Abi, maxAmount, tokenId, type World } from './world.js'

const accountAbi = parseAbi(['function enableModule(address module)'])
const entryPointAbi = parseAbi(['function withdrawTo(address to, uint256 amount)'])

/** The first act: an owner and a session key on a Biconomy Smart Account v2. */
export function toBiconomyStory(world: World): readonly OperationStep[] {
  const { account, key, latchkey, nft, other, otherNft, recipient, sessions, spender, stack, stranger, token, tree } =
    world
  const { publicClient } = stack
  const registry = latchkey.BiconomySessionRegistry

  const one = (to: Address, data: Hex, value = 0n) => encodeBiconomyCalls([{ data, to, value }])
  const mint = (to: Address, id: bigint, quantity: bigint) =>
    encodeFunctionData({ abi: erc1155Abi, args: [to, id, quantity], functionName: 'mintTo' })
  const erc20 = (functionName: 'approve' | 'increaseAllowance' | 'transfer', to: Address, amount: bigint) =>
    encodeFunctionData({ abi: erc20Abi, args: [to, amount], functionName })
  const goodMint = one(nft, mint(recipient, tokenId, 1n))
  const goodApprove = one(token, erc20('approve', spender, 40n * unit))

  const byOwner = (title: string, callData: Hex, effect?: OperationStep['effect']): OperationStep => ({
    account: async () => account,
    callData,
    expected: 'runs',
    signer: 'owner',
    title,
    ...(effect ? { effect } : {}),
  })
  const byKey = (
    session: Session,
    title: string,
    callData: Hex,
    expected = 'runs',
    effect?: OperationStep['effect'],
  ): OperationStep => ({
    account: () => toSessionAccount({ account, registry, session, signer: key, tree }),
    callData,
    expected,
    signer: 'session key',
    title,
    ...(effect ? { effect } : {}),
  })
  const refused = (session: Session, expected: string, title: string, callData: Hex) =>
    byKey(session, title, callData, expected)

  const minted = (count: bigint) => async () =>
    (await publicClient.readContract({
      abi: erc1155Abi,
      address: nft,
      args: [recipient, tokenId],
      functionName: 'balanceOf',
    })) === count
  const allowed = (amount: bigint) => async () =>
    (await publicClient.readContract({
      abi: erc20Abi,
      address: token,
      args: [account.address, spender],
      functionName: 'allowance',
    })) === amount

  const grant = one(
    registry,
    encodeFunctionData({
      abi: biconomySessionRegistryAbi,
      args: [tree.root, encodeSessions({ sessions: tree.sessions })],
      functionName: 'grantSessions',
    }),
  )
  const revoke = one(
    registry,
    encodeFunctionData({
      abi: biconomySessionRegistryAbi,
      args: [getSessionId(sessions.approve)],
      functionName: 'revokeSession',
    }),
  )
  const revokeAll = one(
    registry,
    encodeFunctionData({ abi: biconomySessionRegistryAbi, functionName: 'revokeAllSessions' }),
  )

  return [
    byOwner(
      'enable the session registry',
      one(account.address, encodeFunctionData({ abi: accountAbi, args: [registry], functionName: 'enableModule' })),
    ),
    byOwner('grant 16 sessions', grant),

    byKey(sessions.mint, 'mint one piece of token 1 to the recipient', goodMint, 'runs', minted(1n)),
    byKey(sessions.approve, 'approve 40 tokens to the spender', goodApprove, 'runs', allowed(40n * unit)),
    byKey(
      sessions.approve,
      'batch: approve 0, then 60 tokens',
      encodeBiconomyCalls([
        { data: erc20('approve', spender, 0n), to: token },
        { data: erc20('approve', spender, 60n * unit), to: token },
      ]),
      'runs',
      allowed(60n * unit),
    ),

    refused(sessions.mint, 'ArgumentNotAllowed', 'mint token 2', one(nft, mint(recipient, 2n, 1n))),
    refused(sessions.mint, 'ArgumentNotAllowed', 'mint to somebody else', one(nft, mint(other, tokenId, 1n))),
    refused(sessions.mint, 'ArgumentNotAllowed', 'mint two pieces', one(nft, mint(recipient, tokenId, 2n))),
    refused(sessions.mint, 'TargetNotAllowed', 'mint on another NFT', one(otherNft, mint(recipient, tokenId, 1n))),
    refused(
      sessions.approve,
      'ArgumentNotAllowed',
      'approve to another spender',
      one(token, erc20('approve', other, 40n * unit)),
    ),
    refused(
      sessions.approve,
      'AmountAboveCap',
      'approve one unit above the cap',
      one(token, erc20('approve', spender, maxAmount + 1n)),
    ),
    refused(
      sessions.approve,
      'SelectorNotAllowed',
      'transfer under an approve session',
      one(token, erc20('transfer', spender, unit)),
    ),
    refused(
      sessions.approve,
      'SelectorNotAllowed',
      'increaseAllowance under an approve session',
      one(token, erc20('increaseAllowance', spender, unit)),
    ),
    refused(
      sessions.approve,
      'ValueNotAllowed',
      'smuggle 1 wei into an approve',
      one(token, erc20('approve', spender, unit), 1n),
    ),
    refused(
      sessions.approve,
      'TargetNotAllowed',
      'smuggle a second call into a batch',
      encodeBiconomyCalls([
        { data: erc20('approve', spender, unit), to: token },
        { data: mint(other, tokenId, 1n), to: nft },
      ]),
    ),
    refused(
      sessions.mint,
      'TargetForbidden',
      'call the account itself (enable a module)',
      one(account.address, encodeFunctionData({ abi: accountAbi, args: [other], functionName: 'enableModule' })),
    ),
    refused(sessions.mint, 'TargetForbidden', 'call the registry (grant itself sessions)', grant),
    refused(
      sessions.mint,
      'TargetForbidden',
      'call the EntryPoint (withdraw the deposit)',
      one(stack.entryPoint, encodeFunctionData({ abi: entryPointAbi, args: [other, 1n], functionName: 'withdrawTo' })),
    ),
    {
      account: () => toSessionAccount({ account, registry, session: sessions.mint, signer: stranger, tree }),
      callData: goodMint,
      expected: 'WrongSignature',
      signer: 'stranger',
      title: 'the right mint, signed by a stranger',
    },
    {
      ...byKey(sessions.mint, 'the right mint, with the proof of another session', goodMint, 'SessionNotGranted'),
      account: () =>
        toSessionAccount({
          account,
          proof: getSessionProof(tree, { session: sessions.approve }),
          registry,
          session: sessions.mint,
          signer: key,
        }),
    },
    refused(sessions.later, 'NotYetValid', 'mint with a session that begins tomorrow', goodMint),
    refused(sessions.over, 'Expired', 'mint with a session that ended yesterday', goodMint),

    {
      ...byKey(sessions.mint, 'use up the nonce of the owner’s next revocation', goodMint, 'NonceReserved'),
      nonceKey: ownerNonceKey,
    },
    { ...byOwner('revoke the approve session', revoke), nonceKey: ownerNonceKey },
    refused(sessions.approve, 'SessionDead', 'approve with the revoked session', goodApprove),
    byKey(sessions.mint, 'mint with its sibling', goodMint, 'runs', minted(2n)),
    byOwner('grant the same 16 sessions again', grant),
    refused(sessions.approve, 'SessionDead', 'approve with the session revoked before', goodApprove),
    { ...byOwner('revoke all sessions', revokeAll), nonceKey: ownerNonceKey },
    refused(sessions.mint, 'SessionNotGranted', 'mint after all were revoked', goodMint),
    byOwner('grant the same 16 sessions anew', grant),
    byKey(sessions.mint, 'mint with the new grant', goodMint, 'runs', minted(3n)),
    refused(sessions.approve, 'SessionDead', 'approve with the session revoked at first', goodApprove),
  ]
}

/** One token. */
const unit = 10n ** 18n
