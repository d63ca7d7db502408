import { type Address, type Chain, type Client, parseAbi, type Transport } from 'viem'
import { readContract } from 'viem/actions'
import { getAction } from 'viem/utils'
import { UnsupportedAccountError, type UnsupportedAccountErrorType } from '../../errors/account.js'
import type { Erc7579Family } from './nonceKey.js'

const accountIdAbi = parseAbi(['function accountId() view returns (string)'])

/** How each family's `accountId()` begins (ERC-7579). */
const prefixes: readonly [string, Erc7579Family][] = [
  ['biconomy.nexus.', 'nexus'],
  ['kernel.', 'kernel'],
  ['@openzeppelin/', 'openzeppelin'],
  ['rhinestone.safe7579.', 'safe'],
]

/**
 * The family of an ERC-7579 account, as the account itself names it on chain. It must be deployed.
 *
 * @internal
 */
export async function readErc7579Family(
  client: Client<Transport, Chain | undefined>,
  { account }: { account: Address },
): Promise<Erc7579Family> {
  let id: string
  try {
    id = await getAction(
      client,
      readContract,
      'readContract',
    )({
      abi: accountIdAbi,
      address: account,
      functionName: 'accountId',
    })
  } catch {
    throw new UnsupportedAccountError({ reason: 'it is not deployed, or names no family (`accountId`); pass `family`' })
  }
  const family = prefixes.find(([prefix]) => id.startsWith(prefix))?.[1]
  if (!family)
    throw new UnsupportedAccountError({
      reason: `its family is "${id}"; pass \`family\` if its nonces are like another's`,
    })
  return family
}

export declare namespace readErc7579Family {
  type ErrorType = UnsupportedAccountErrorType
}
