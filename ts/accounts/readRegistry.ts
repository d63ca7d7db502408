import type {
  Address,
  Chain,
  Client,
  ContractFunctionArgs,
  ContractFunctionName,
  ReadContractReturnType,
  Transport,
} from 'viem'
import { readContract } from 'viem/actions'
import { getAction } from 'viem/utils'
import { registryReadsAbi } from '../generated/usedAbis.js'

type Abi = typeof registryReadsAbi

/**
 * What a registry answers.
 *
 * @internal
 */
export async function readRegistry<const name extends ContractFunctionName<Abi, 'view'>>(
  client: Client<Transport, Chain | undefined>,
  { registry, ...question }: readRegistry.Parameters<name>,
): Promise<ReadContractReturnType<Abi, name>> {
  const read = getAction(client, readContract, 'readContract')
  // The casts: viem's types decide by a function's name, which is not known here.
  return read({ ...question, abi: registryReadsAbi, address: registry } as never) as never
}

export declare namespace readRegistry {
  type Parameters<name extends ContractFunctionName<Abi, 'view'>> = {
    args: ContractFunctionArgs<Abi, 'view', name>
    functionName: name
    /** The `BiconomySessionRegistry` or `ERC7579SessionValidator`. */
    registry: Address
  }
}
