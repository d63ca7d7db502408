import { type Address, decodeErrorResult, encodeFunctionData, type Hex, hexToBigInt, parseEther } from 'viem'
import type { LocalAccount } from 'viem/accounts'
import type { LocalChain } from '../../demo/stack/index.js'
import { type Answer, ask, type Proposal } from './ask.js'
import { isInWindow, isSigned, type Op, opHash, toUserOperation } from './ops.js'
import { sessionKeyPluginAbi, sessionKeyPluginCode } from './peer.js'
import { type PluginOwner, toPluginOwner } from './pluginStorage.js'

/** What became of an op: when refused, in which phase, and in the plugin's own words. */
export type PluginVerdict = { accepted: true } | { accepted: false; phase: Phase; reason: string }

/** An op that fails in execution is on chain nevertheless, and the account has paid for it. */
type Phase = 'validation' | 'window' | 'execution'

/** Alchemy's plugin at work: its own code, for accounts that are none but in name. */
export type Plugin = {
  owner: PluginOwner
  /** An address that answers the plugin as an account does whose calls succeed. */
  createAccount: () => Promise<Address>
  /** Judges an op, and changes nothing: as if it were the next in the chain. */
  judge: (parameters: PluginOp) => Promise<PluginVerdict>
  /** What including an op means for the plugin. */
  propose: (parameters: PluginOp) => Promise<Proposal<PluginVerdict>>
}

export type PluginOp = { account: Address; key: LocalAccount; op: Op }

const pluginAddress: Address = '0x0000003e97c66e7b7bb5b7b0b5b1cf0f1c2a95b1'

/** Returns an empty `bytes` to whoever calls: what `executeFromPluginExternal` of an account returns when the call succeeds. */
const accountCode: Hex = '0x60205f5260405ff3'

export async function createPlugin(chain: LocalChain): Promise<Plugin> {
  const { testClient } = chain
  const address = pluginAddress
  await testClient.setCode({ address, bytecode: sessionKeyPluginCode })
  let accounts = 0n

  const toCalls = async ({ account, key, op }: PluginOp) => {
    const execution = encodeFunctionData({
      abi: sessionKeyPluginAbi,
      args: [op.calls.map(({ data, to, value }) => ({ data, target: to, value })), key.address],
      functionName: 'executeWithSessionKey',
    })
    if (!key.signMessage) throw new Error('The key cannot sign.')
    const signature = await key.signMessage({ message: { raw: opHash } })
    const userOp = toUserOperation(op, { callData: execution, sender: account, signature })
    const validation = encodeFunctionData({
      abi: sessionKeyPluginAbi,
      args: [0, userOp, opHash],
      functionName: 'userOpValidationFunction',
    })
    const to = { from: account, to: address }
    return { execution: { ...to, data: execution }, validation: { ...to, data: validation } }
  }

  const toValidationVerdict = (answer: Answer, { op }: PluginOp): PluginVerdict => {
    if ('reverted' in answer) return { accepted: false, phase: 'validation', reason: toReason(answer.reverted) }
    const validationData = hexToBigInt(answer.returned)
    if (!isSigned(validationData)) return { accepted: false, phase: 'validation', reason: 'signature' }
    if (!isInWindow(validationData, op.timestamp)) return { accepted: false, phase: 'window', reason: 'window' }
    return { accepted: true }
  }

  return {
    owner: toPluginOwner(chain, address),
    async createAccount() {
      accounts += 1n
      const account: Address = `0xacc0${accounts.toString(16).padStart(36, '0')}`
      await testClient.setCode({ address: account, bytecode: accountCode })
      await testClient.setBalance({ address: account, value: parseEther('1000') })
      await testClient.impersonateAccount({ address: account })
      return account
    },
    async judge(parameters) {
      const { execution, validation } = await toCalls(parameters)
      const verdict = toValidationVerdict(await ask(chain, validation), parameters)
      if (!verdict.accepted) return verdict
      const executed = await ask(chain, execution)
      if ('returned' in executed) return verdict
      return { accepted: false, phase: 'execution', reason: toReason(executed.reverted) }
    },
    async propose(parameters) {
      const { execution, validation } = await toCalls(parameters)
      const verdict = toValidationVerdict(await ask(chain, validation), parameters)
      if (!verdict.accepted) return { settle: () => verdict, transactions: [] }
      return {
        settle([validated, executed]) {
          if (!validated) throw new Error('Validation looked at the clock.')
          return executed ? verdict : { accepted: false, phase: 'execution', reason: 'reverted' }
        },
        transactions: [validation, execution],
      }
    },
  }
}

/** The text of a revert. */
function toReason(data: Hex): string {
  const { args } = decodeErrorResult({ abi: [], data }) as { args?: readonly unknown[] }
  return String(args?.[0] ?? data)
}
