import { readFile } from 'node:fs/promises'
import { type Abi, type Hex, zeroAddress } from 'viem'
import type { LocalChain } from '../../demo/stack/index.js'
import { type Question, readAnswer, toPeriodBytes } from './answers.js'

/** A contract that judges many cases in one call: `IPolicyJudge`. */
export type Judge = (questions: readonly Question[], functionName?: string) => Promise<readonly string[]>

/** Deploys a mock. Its functions answer in the form of `readAnswer`. */
export async function deployJudge(chain: LocalChain, name: string): Promise<Judge> {
  const path = new URL(`../../out/${name}.sol/${name}.json`, import.meta.url)
  const { abi, bytecode }: { abi: Abi; bytecode: { object: Hex } } = JSON.parse(await readFile(path, 'utf8'))
  const hash = await chain.walletClient.deployContract({ abi, bytecode: bytecode.object })
  const { contractAddress } = await chain.publicClient.waitForTransactionReceipt({ hash })
  const address = contractAddress ?? zeroAddress

  return async (questions, functionName = 'judgeAll') => {
    const cases = questions.map(({ account, calls, fee, paymaster, periods, policy }) => ({
      account,
      calls,
      fee,
      paymaster: paymaster ?? zeroAddress,
      periods: toPeriodBytes(periods),
      policy,
    }))
    const { result } = await chain.publicClient.simulateContract({
      abi,
      address,
      args: [cases],
      functionName,
      gas: 100_000_000_000n,
    })
    return (result as readonly Hex[]).map((data) => readAnswer(abi, data))
  }
}
