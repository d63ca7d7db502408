import {
  type Address,
  decodeErrorResult,
  encodeFunctionData,
  type Hash,
  type Hex,
  hexToBigInt,
  isAddressEqual,
  size,
  slice,
  zeroAddress,
} from 'viem'
import { generatePrivateKey, type LocalAccount, privateKeyToAccount } from 'viem/accounts'
import { deployLatchkey, readBytecode } from '../../demo/latchkey.js'
import {
  confirm,
  createBiconomyAccount,
  deployBiconomy,
  deployEntryPoint,
  type LocalChain,
} from '../../demo/stack/index.js'
import { encodeBiconomyCalls } from '../../ts/accounts/biconomyCalls.js'
import { toEnableModuleCall } from '../../ts/accounts/enableModuleCall.js'
import { biconomySessionRegistryAbi } from '../../ts/generated/abis.js'
import { getBudgetPeriod } from '../../ts/policy/budget.js'
import { checkSession } from '../../ts/policy/checkSession.js'
import { decodePolicy } from '../../ts/policy/decodePolicy.js'
import type { Session } from '../../ts/session/session.js'
import { getSessionProof } from '../../ts/tree/getSessionProof.js'
import type { SessionTree } from '../../ts/tree/sessionTree.js'
import { encodeAccountSignature } from '../../ts/wire/accountSignature.js'
import { encodeNativeSignature } from '../../ts/wire/nativeWire.js'
import { type Answer, ask, type Proposal } from './ask.js'
import { isInWindow, isSigned, type Op, opHash, toUserOperation } from './ops.js'

/** What the registry says of an op at a time, and its error when it refuses. */
export type Verdict = { accepted: true } | { accepted: false; error: string }

/** A Biconomy account with Latchkey's registry, on a chain. */
export type Latchkey = {
  account: Address
  registry: Address
  /** `CallPolicyModule`. */
  module: Address
  /** What no session may call; the last, a module of the account, none whose entry is for any target. */
  forbidden: readonly Address[]
  /** Has the account call its registry. */
  asAccount: (data: Hex) => Promise<void>
  /** Judges an op by the registry, and changes nothing. */
  judge: (parameters: SessionOp) => Promise<Verdict>
  /** Judges an op by `checkSession` and the session's window. `spent`: what counters hold; zero when left out. */
  check: (parameters: SessionOp, spent?: ReadonlyMap<Hash, bigint>) => Verdict
  /** What including an op means for the registry. */
  propose: (parameters: SessionOp) => Promise<Proposal<Verdict>>
}

export type SessionOp = { key: LocalAccount; op: Op; session: Session; tree: SessionTree<'native'> }

/** Deploys everything, and has the account take the registry up. */
export async function createLatchkey(chain: LocalChain): Promise<Latchkey> {
  const { publicClient, testClient, walletClient } = chain
  const entryPoint = await deployEntryPoint({ chain, version: '0.6' })
  const biconomy = await deployBiconomy({ chain, entryPoint })
  const owner = privateKeyToAccount(generatePrivateKey())
  const { address: account } = await createBiconomyAccount({ biconomy, chain, owner })
  const nft = await walletClient.deployContract({ abi: [], bytecode: await readBytecode('Tokens', 'TestERC1155') })
  const { contractAddress } = await confirm(publicClient, nft)
  const { BiconomySessionRegistry: registry, CallPolicyModule: module } = await deployLatchkey({
    chain,
    nft: contractAddress as Address,
  })
  await testClient.impersonateAccount({ address: account })
  const call = async (to: Address, data: Hex) =>
    void (await confirm(publicClient, await testClient.sendUnsignedTransaction({ data, from: account, to })))
  await call(account, toEnableModuleCall({ account, module: registry }).data)

  const toCall = async ({ key, op, session, tree }: SessionOp) => {
    if (!key.signMessage) throw new Error('The key cannot sign.')
    const moduleSignature = encodeNativeSignature({
      periods: decodePolicy(session.sessionKeyData)
        .budgets.filter(({ period }) => period)
        .map((budget) => getBudgetPeriod(budget, op.timestamp)),
      proof: getSessionProof(tree, { session }),
      session,
      signature: await key.signMessage({ message: { raw: opHash } }),
    })
    const signature = encodeAccountSignature({ moduleSignature, registry })
    const userOp = toUserOperation(op, { callData: encodeBiconomyCalls(op.calls), sender: account, signature })
    const data = encodeFunctionData({
      abi: biconomySessionRegistryAbi,
      args: [userOp, opHash],
      functionName: 'validateUserOp',
    })
    return { data, from: account, to: registry }
  }
  const toVerdict = (answer: Answer, { op }: SessionOp): Verdict => {
    if ('reverted' in answer)
      return {
        accepted: false,
        error: decodeErrorResult({ abi: biconomySessionRegistryAbi, data: answer.reverted }).errorName,
      }
    const validationData = hexToBigInt(answer.returned)
    if (!isSigned(validationData)) return { accepted: false, error: 'WrongSignature' }
    return isInWindow(validationData, op.timestamp) ? { accepted: true } : { accepted: false, error: 'window' }
  }
  const forbidden = [zeroAddress, account, registry, module, entryPoint, biconomy.ecdsaModule]

  return {
    account,
    registry,
    module,
    forbidden,
    asAccount: (data) => call(registry, data),
    judge: async (parameters) => toVerdict(await ask(chain, await toCall(parameters)), parameters),
    check({ op, session }, spent = new Map()) {
      const { calls, paymasterAndData, timestamp } = op
      const result = checkSession(session, {
        account,
        calls,
        fee: getFee(op),
        forbidden: forbidden.filter((address) => !isAddressEqual(address, account)),
        state: { spent: ({ key }) => spent.get(key) ?? 0n },
        timestamp,
        ...(size(paymasterAndData) < 20 ? {} : { paymaster: slice(paymasterAndData, 0, 20) }),
      })
      if (!result.allowed) return { accepted: false, error: result.error }
      if (timestamp < session.validAfter || (session.validUntil !== 0 && timestamp > session.validUntil))
        return { accepted: false, error: 'window' }
      return { accepted: true }
    },
    async propose(parameters) {
      const validation = await toCall(parameters)
      const verdict = toVerdict(await ask(chain, validation), parameters)
      if (!verdict.accepted) return { settle: () => verdict, transactions: [] }
      return {
        settle([validated]) {
          if (!validated) throw new Error('Validation looked at the clock.')
          return verdict
        },
        transactions: [validation],
      }
    },
  }
}

/** The worst that an op can cost the account. */
export function getFee(op: Op): bigint {
  if (op.paymasterAndData !== '0x') return 0n
  return (op.callGasLimit + op.verificationGasLimit + op.preVerificationGas) * op.maxFeePerGas
}
