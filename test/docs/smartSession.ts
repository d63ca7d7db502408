import { readFile } from 'node:fs/promises'
import { type Address, encodeFunctionData, type Hex, pad, parseAbi } from 'viem'
import type { SmartAccount } from 'viem/account-abstraction'
import { type Stack, sendCalls } from '../../demo/stack/index.js'

/** Where SmartSession is on public chains. */
const smartSession: Address = '0x00000000008bDABA73cD9815d79069c247Eb4bDA'

/** The registry of modules that the release of SmartSession asks which the tests have. */
const moduleRegistry: Address = '0x000000000069E2a187AEFFb852bF3cCdC95151B2'

/** Would judge the signatures of session keys. None is made: what is shown is how sessions end. */
const sessionValidator: Address = '0x0000000000000000000000000000000000005e55'

const abi = parseAbi([
  'struct PolicyData { address policy; bytes initData; }',
  'struct ERC7739Data { string[] allowedERC7739Content; PolicyData[] erc1271Policies; }',
  'struct ActionData { bytes4 actionTargetSelector; address actionTarget; PolicyData[] actionPolicies; }',
  'struct Session { address sessionValidator; bytes sessionValidatorInitData; bytes32 salt; PolicyData[] userOpPolicies; ERC7739Data erc7739Policies; ActionData[] actions; }',
  'function enableSessions(Session[] sessions) returns (bytes32[])',
  'function getPermissionId(Session session) view returns (bytes32)',
  'function installModule(uint256 type, address module, bytes data)',
])

/** Puts SmartSession where public chains have it. */
export async function publishSmartSession({ testClient }: Stack): Promise<void> {
  const path = new URL('../../out/peers/erc7579/SmartSession.json', import.meta.url)
  const { deployedBytecode } = JSON.parse(await readFile(path, 'utf8')) as { deployedBytecode: { object: Hex } }
  await testClient.setCode({ address: smartSession, bytecode: deployedBytecode.object })
  // Both only open: the registry attests whatever it is asked for, and the validator says yes (`1`) to every question.
  await testClient.setCode({ address: moduleRegistry, bytecode: '0x00' })
  await testClient.setCode({ address: sessionValidator, bytecode: '0x600160005260206000f3' })
}

/**
 * Installs SmartSession on an account, and enables two sessions.
 *
 * @returns Their ids, and that of a third one that is not enabled.
 */
export async function installSmartSession(parameters: {
  account: SmartAccount
  stack: Stack
}): Promise<readonly Hex[]> {
  const { account, stack } = parameters
  const toSession = (salt: Hex) => ({
    actions: [],
    erc7739Policies: { allowedERC7739Content: [], erc1271Policies: [] },
    salt: pad(salt),
    sessionValidator,
    sessionValidatorInitData: account.address,
    userOpPolicies: [],
  })
  const [one, two, three] = [toSession('0x01'), toSession('0x02'), toSession('0x03')]
  const args = [1n, smartSession, '0x'] as const
  const enable = { abi, args: [[one, two]], functionName: 'enableSessions' } as const
  const calls = [
    { data: encodeFunctionData({ abi, args, functionName: 'installModule' }), to: account.address },
    { data: encodeFunctionData(enable), to: smartSession },
  ]
  if (!(await sendCalls({ account, calls, stack }))) throw new Error('SmartSession was not installed.')
  const read = { abi, address: smartSession, functionName: 'getPermissionId' } as const
  return Promise.all([one, two, three].map((session) => stack.publicClient.readContract({ ...read, args: [session] })))
}
