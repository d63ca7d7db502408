import {
  type Address,
  createClient,
  custom,
  decodeFunctionData,
  encodeAbiParameters,
  encodeFunctionResult,
  type Hex,
  keccak256,
  numberToHex,
  pad,
  parseAbi,
  RpcRequestError,
  stringToHex,
  zeroAddress,
} from 'viem'
import { foundry } from 'viem/chains'
import { expect, test } from 'vitest'
import { encodeErc20ApproveSessionKeyData } from '../modules/erc20Approve.js'
import { allow, any, definePolicy, toPolicySession } from '../policy/index.js'
import type { Session } from '../session/session.js'
import { encodeApprovalRevocations } from './encodeApprovalRevocations.js'
import { getApprovals } from './getApprovals.js'

const account = '0x000000000000000000000000000000000000aaaa'
const [token, nft, odd] = (['11', '22', '33'] as const).map((byte) => `0x${byte.repeat(20)}`) as [
  Address,
  Address,
  Address,
]
const [spender, other] = [
  '0x4444444444444444444444444444444444444444',
  '0x5555555555555555555555555555555555555555',
] as const

const abi = parseAbi([
  'function allowance(address owner, address spender) view returns (uint256)',
  'function approve(address to, uint256 value)',
  'function getApproved(uint256 tokenId) view returns (address)',
  'function isApprovedForAll(address owner, address operator) view returns (bool)',
  'function ownerOf(uint256 tokenId) view returns (address)',
  'function setApprovalForAll(address operator, bool approved)',
])

const topicOf = (signature: string) => keccak256(stringToHex(signature))
const uint = (value: bigint) => encodeAbiParameters([{ type: 'uint256' }], [value])
const logOf = (address: Address, event: string, spender: Address, rest: { data?: Hex; tokenId?: bigint } = {}) => ({
  address,
  data: rest.data ?? '0x',
  topics: [topicOf(event), pad(account), pad(spender), ...(rest.tokenId === undefined ? [] : [uint(rest.tokenId)])],
})
const approved = (address: Address, to: Address, value: bigint) =>
  logOf(address, 'Approval(address,address,uint256)', to, { data: uint(value) })
const approvedOne = (address: Address, to: Address, tokenId: bigint) =>
  logOf(address, 'Approval(address,address,uint256)', to, { tokenId })
const approvedAll = (address: Address, to: Address) =>
  logOf(address, 'ApprovalForAll(address,address,bool)', to, { data: uint(1n) })

type Answers = Record<string, bigint | boolean | Address | Error>

/** A chain of these logs and answers, by contract and question; what is asked of the logs. */
function chainOf({ answers = {}, logs = [] }: { answers?: Answers; logs?: readonly unknown[] }) {
  const filters: unknown[] = []
  const client = createClient({
    chain: foundry,
    transport: custom(
      {
        request: async ({ method, params }) => {
          if (method === 'eth_getLogs') {
            filters.push(params[0])
            return logs
          }
          if (method !== 'eth_call') throw new Error(`asked for ${method}`)
          const [{ data, to }] = params
          const { args, functionName } = decodeFunctionData({ abi, data })
          const answer = answers[`${to} ${functionName} ${args.at(-1)}`]
          if (answer instanceof Error) throw answer
          return answer === undefined ? '0x' : encodeFunctionResult({ abi, functionName, result: answer } as never)
        },
      },
      { retryCount: 0 },
    ),
  })
  return { client, filters }
}

test('default: what the logs name and the contracts answer for, each once', async () => {
  const { client, filters } = chainOf({
    answers: {
      [`${token} allowance ${spender}`]: 7n,
      [`${token} allowance ${other}`]: 0n,
      [`${nft} isApprovedForAll ${spender}`]: true,
      [`${nft} isApprovedForAll ${other}`]: false,
      [`${nft} getApproved 1`]: spender,
      [`${nft} ownerOf 1`]: account,
      [`${nft} getApproved 2`]: other,
      [`${nft} ownerOf 2`]: account,
      [`${nft} getApproved 3`]: spender,
      [`${nft} ownerOf 3`]: other,
    },
    logs: [
      approved(token, spender, 100n),
      approved(token, other, 100n),
      approvedAll(nft, spender),
      approvedAll(nft, other),
      approvedOne(nft, spender, 1n),
      approvedOne(nft, spender, 2n),
      approvedOne(nft, spender, 3n),
      approvedOne(nft, zeroAddress, 1n),
      approved(token, spender, 9n),
    ],
  })
  expect(await getApprovals(client, { account })).toEqual({
    approvals: [
      { amount: 7n, spender, token, type: 'erc20' },
      { spender, token: nft, type: 'operator' },
      { spender, token: nft, tokenId: 1n, type: 'erc721' },
    ],
    unread: [],
  })
  expect(filters).toEqual([
    {
      fromBlock: '0x0',
      toBlock: 'latest',
      topics: [
        [topicOf('Approval(address,address,uint256)'), topicOf('ApprovalForAll(address,address,bool)')],
        pad(account),
      ],
    },
  ])
})

const approveSession: Session = {
  module: odd,
  sessionKeyData: encodeErc20ApproveSessionKeyData({ maxAmount: 1n, signer: other, spender, token }),
  validAfter: 0,
  validUntil: 0,
}
const policySession = (address?: Address) =>
  toPolicySession({
    module: odd,
    policy: definePolicy({
      fees: any(),
      permissions: [
        allow({ abi, address: address ?? any(), args: { to: any(), value: any() }, functionName: 'approve' }),
      ],
      signer: other,
    }),
    validAfter: 0,
    validUntil: 0,
  })

test.each<[string, Omit<getApprovals.Parameters, 'account'>, readonly Address[] | undefined]>([
  ['tokens', { tokens: [token, token] }, [token]],
  [
    'a module names every address of its data',
    { sessions: [approveSession] },
    [other, token, spender, pad('0x1', { size: 20 })],
  ],
  ['a policy its targets', { sessions: [policySession(nft)] }, [nft]],
  ['both', { sessions: [policySession(nft)], tokens: [token] }, [token, nft]],
  ['any target', { sessions: [approveSession, policySession()], tokens: [token] }, undefined],
  ['data without an address', { sessions: [{ ...approveSession, sessionKeyData: `0x${'ff'.repeat(32)}` }] }, undefined],
  ['packed data', { sessions: [{ ...approveSession, sessionKeyData: '0x00ff' }] }, undefined],
  ['a policy that cannot be read', { sessions: [{ ...approveSession, sessionKeyData: '0x01ff' }] }, undefined],
])('args: sessions and tokens: %s', async (_, parameters, address) => {
  const { client, filters } = chainOf({})
  await getApprovals(client, { account, fromBlock: 16n, ...parameters })
  expect(filters).toMatchObject([{ fromBlock: numberToHex(16) }])
  expect((filters[0] as { address?: readonly Address[] }).address).toEqual(address)
})

test('behavior: no contract to ask: nothing is asked', async () => {
  const { client, filters } = chainOf({})
  expect(await getApprovals(client, { account, tokens: [] })).toEqual({ approvals: [], unread: [] })
  expect(filters).toEqual([])
})

const revert = new RpcRequestError({ body: {}, error: { code: 3, data: '0x', message: 'execution reverted' }, url: '' })

test('behavior: a contract that does not answer is told of, and hides no other', async () => {
  const { client } = chainOf({
    answers: {
      [`${odd} allowance ${other}`]: revert,
      [`${token} allowance ${spender}`]: 1n,
    },
    logs: [approved(odd, spender, 1n), approved(odd, other, 1n), approved(token, spender, 1n)],
  })
  expect(await getApprovals(client, { account })).toEqual({
    approvals: [{ amount: 1n, spender, token, type: 'erc20' }],
    unread: [
      { spender, token: odd, type: 'erc20' },
      { spender: other, token: odd, type: 'erc20' },
    ],
  })
})

test('behavior: logs of no standard are passed over', async () => {
  const { client } = chainOf({
    logs: [
      { ...approved(token, spender, 1n), data: '0x' },
      { ...approvedOne(nft, spender, 1n), topics: approvedOne(nft, spender, 1n).topics.slice(0, 2) },
      { ...approvedAll(nft, spender), topics: [...approvedAll(nft, spender).topics, uint(1n)] },
    ],
  })
  expect(await getApprovals(client, { account })).toEqual({ approvals: [], unread: [] })
})

test('error: a chain that cannot be asked is no answer', async () => {
  const { client } = chainOf({
    answers: { [`${token} allowance ${spender}`]: new Error('the line is dead') },
    logs: [approved(token, spender, 1n)],
  })
  await expect(getApprovals(client, { account })).rejects.toThrow('the line is dead')
})

test('encodeApprovalRevocations: each standard in its own way', () => {
  const calls = encodeApprovalRevocations([
    { amount: 7n, spender, token, type: 'erc20' },
    { spender, token: nft, tokenId: 1n, type: 'erc721' },
    { spender, token: nft, type: 'operator' },
  ])
  expect(calls.map(({ data, to, value }) => ({ to, value, ...decodeFunctionData({ abi, data }) }))).toEqual([
    { args: [spender, 0n], functionName: 'approve', to: token, value: 0n },
    { args: [zeroAddress, 1n], functionName: 'approve', to: nft, value: 0n },
    { args: [spender, false], functionName: 'setApprovalForAll', to: nft, value: 0n },
  ])
  expect(encodeApprovalRevocations([])).toEqual([])
})
