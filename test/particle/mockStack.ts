import {
  type Address,
  createClient,
  custom,
  decodeFunctionData,
  encodeFunctionResult,
  type Hash,
  type Hex,
  numberToHex,
  parseAbi,
  zeroHash,
} from 'viem'
import { polygonMumbai } from 'viem/chains'
import { createParticleHandler, type ParticleHandler } from '../../ts/particle/rpc/createParticleHandler.js'
import type { JsonRpcResponse } from '../../ts/particle/rpc/jsonRpc.js'

const abi = parseAbi([
  'function basicImplementation() view returns (address)',
  'function getAddressForCounterFactualAccount(address module, bytes setupData, uint256 index) view returns (address)',
  'function getNonce(address sender, uint192 key) view returns (uint256 nonce)',
  'function getSessionKeys(address account) view returns ((bytes32 merkleRoot))',
  'function isModuleEnabled(address module) view returns (bool)',
  'function minimalHandler() view returns (address)',
  'function statusOf(bytes32 node, address account) view returns (uint256)',
])

/** Addresses of the mock; the account is that of Particle's documentation, whoever the owner is. */
export const mock = {
  account: '0xcbeba65449cBeF0DcfD4a63CDf4090fA1D4A9F63',
  handler: '0x0bBa6d96BD616BedC6BFaa341742FD43c60b83C1',
  implementation: '0x0000002512019Dafb59528B82CB92D3c5D2423aC',
  registry: '0x000002FbFfedd9B33F4E7156F2DE8D48945E7489',
  transactionHash: `0x${'77'.repeat(32)}`,
  userOpHash: `0x${'99'.repeat(32)}`,
} as const

/** A question that the chain or the bundler was asked. */
export type Asked = { method: string; params: unknown }

/** A chain and a bundler that answer whatever the test says. They refuse nothing by themselves. */
export function createMockStack(parameters: createMockStack.Parameters = {}) {
  const {
    answers = {},
    bundlerAnswers = {},
    deployed = false,
    enabled = false,
    root = zeroHash,
    ...options
  } = parameters
  const asked: Asked[] = []
  const nonceKeys: bigint[] = []

  const call = ({ data }: { data: Hex }): Hex => {
    const { args, functionName } = decodeFunctionData({ abi, data })
    switch (functionName) {
      case 'basicImplementation':
        return encodeFunctionResult({ abi, functionName, result: mock.implementation })
      case 'minimalHandler':
        return encodeFunctionResult({ abi, functionName, result: mock.handler })
      case 'getAddressForCounterFactualAccount':
        return encodeFunctionResult({ abi, functionName, result: mock.account })
      case 'getNonce':
        nonceKeys.push(args[1])
        return encodeFunctionResult({ abi, functionName, result: 0n })
      case 'getSessionKeys':
        return encodeFunctionResult({ abi, functionName, result: { merkleRoot: root } })
      case 'isModuleEnabled':
        return encodeFunctionResult({ abi, functionName, result: enabled })
      case 'statusOf':
        return encodeFunctionResult({ abi, functionName, result: 0n })
    }
  }
  const chainAnswers: Answers = {
    eth_call: (params) => call((params as [{ data: Hex }])[0]),
    eth_getBalance: () => '0x0',
    eth_getBlockByNumber: () => ({ baseFeePerGas: '0x1', number: '0x1', timestamp: '0x65000000' }),
    eth_getCode: (params) => ((params as [Address])[0] === mock.account && !deployed ? '0x' : '0x12'),
    ...answers,
  }
  const bundler: Answers = {
    boost_sendUserOperation: () => mock.userOpHash,
    eth_estimateUserOperationGas: () => ({
      callGasLimit: '0x13c73',
      preVerificationGas: '0xd9ec',
      verificationGasLimit: numberToHex(0x04db73 - 50_000),
    }),
    eth_getUserOperationReceipt: () => ({
      receipt: { logs: [], transactionHash: mock.transactionHash },
      success: true,
      userOpHash: mock.userOpHash,
    }),
    eth_sendUserOperation: () => mock.userOpHash,
    ...bundlerAnswers,
  }
  const toTransport = (known: Answers) =>
    custom(
      {
        request: async ({ method, params }: Asked) => {
          asked.push({ method, params })
          const answer = known[method]
          if (!answer) throw new Error(`asked for ${method}`)
          return answer(params)
        },
      },
      { retryCount: 0 },
    )

  const errors: unknown[] = []
  const handler = createParticleHandler({
    bundler: toTransport(bundler),
    client: createClient({ chain: polygonMumbai, pollingInterval: 5, transport: toTransport(chainAnswers) }),
    contracts: { registry: mock.registry },
    estimateFeesPerGas: async () => ({ maxFeePerGas: 0x7558bdcan, maxPriorityFeePerGas: 0x7558bdb4n }),
    onError: (error) => errors.push(error),
    ...options,
  })
  return { asked, errors, handler, nonceKeys }
}

export declare namespace createMockStack {
  type Parameters = Partial<createParticleHandler.Parameters> & {
    /** What the chain answers, by method, instead of what it would. */
    answers?: Answers | undefined
    bundlerAnswers?: Answers | undefined
    /** Whether the account is. */
    deployed?: boolean | undefined
    /** Whether the account has enabled the registry. */
    enabled?: boolean | undefined
    /** Root of the account's Biconomy tree. */
    root?: Hash | undefined
  }
}

type Answers = { [method: string]: (params: unknown) => unknown }

/** What a bundler throws that refuses. */
export function refusal(code: number, message: string): Error {
  return Object.assign(new Error(message), { code })
}

/** The one answer to one request. */
export async function ask(handler: ParticleHandler, method: string, params: unknown): Promise<JsonRpcResponse> {
  return one(await handler.handle({ id: 1, jsonrpc: '2.0', method, params }))
}

export function one(response: Awaited<ReturnType<ParticleHandler['handle']>>): JsonRpcResponse {
  if ('jsonrpc' in response) return response
  throw new Error('The handler answered with a batch.')
}

/** The result of a request, or its error thrown. */
export async function resultOf<result>(handler: ParticleHandler, method: string, params: unknown): Promise<result> {
  const response = await ask(handler, method, params)
  if ('error' in response) throw new Error(JSON.stringify(response.error))
  return response.result as result
}

/** The error of a request that must have one. */
export async function errorOf(handler: ParticleHandler, method: string, params: unknown) {
  const response = await ask(handler, method, params)
  if ('result' in response) throw new Error(`There was a result: ${JSON.stringify(response.result)}`)
  return response.error
}

/** A copy of JSON with one value replaced; `undefined` leaves it out. `path` is written as `[1][0].validUntil`. */
export function withValue<json>(json: json, path: string, value: unknown): json {
  const copy = structuredClone(json) as unknown
  const keys = path.match(/[^.[\]]+/g) ?? []
  const last = keys.pop()
  if (last === undefined) return value as json
  let place = copy as { [key: string]: unknown }
  for (const key of keys) place = place[key] as typeof place
  if (value === undefined) delete place[last]
  else place[last] = value
  return copy as json
}

/** Values of every type that JSON has, and some that it has not. */
export const strangeValues: readonly unknown[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  2 ** 53,
  1e300,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '',
  '0',
  '1',
  ' 1',
  '1e3',
  '-1',
  '0x',
  '0x0',
  '0x1',
  '0xzz',
  'true',
  'null',
  '\u0000',
  '0'.repeat(78),
  '9'.repeat(78),
  '9'.repeat(100),
  [],
  [[]],
  ['0x'],
  {},
  { length: 1 },
  { toString: '0x12' },
  { type: 'BigNumber', hex: '0x01' },
]
