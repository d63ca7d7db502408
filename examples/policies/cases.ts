import { type Abi, type Address, concat, encodeFunctionData, erc20Abi, type Hex, pad, parseEther, toHex } from 'viem'
import type { Policy } from '../../ts/policy/index.js'
import { aavePool, aavePoolAbi, aaveSupplyPolicy } from './aaveSupply.js'
import { agentPolicy } from './agent.js'
import { gameAbi, gamePolicy } from './game.js'
import { mintAbi, mintTenTimesPolicy } from './mintTenTimes.js'
import { monthlyTokensPolicy } from './monthlyTokens.js'
import { permit2, permit2Abi, permit2Policy } from './permit2.js'
import { swapPolicy, swapRouter02, swapRouterAbi } from './uniswapV3.js'
import { routerPolicy, universalRouter, universalRouterAbi } from './universalRouter.js'

/** A policy, calls that fit it, and calls that differ from one of them in one place. */
export type Example = {
  abis: readonly Abi[]
  /** Who may pay for the op. */
  paymaster?: Address
  policy: Policy
  fits: readonly { call: Call; title: string }[]
  /** With what the refusal must name. */
  refused: readonly { call: Call; names: string; title: string }[]
  /** Batches of calls that fit one by one: one that uses up a budget, and one that needs more. */
  budget?: { exceeds: readonly Call[]; usesUp: readonly Call[] }
}

export type Call = { to: Address; data?: Hex; value?: bigint }

/** The account whose session it is. */
export const account: Address = '0x4b7f018Fa27a97b6a17b6d4d8Cb3c0e2D9340133'

const signer: Address = '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c'
const other: Address = '0xD69517727b504c13145E83e6eDD61902808Cae72'
const usdc: Address = '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48'
const weth: Address = '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2'
const nft: Address = '0x33FD426905F149f8376e227d0C9D3340AaD17aF1'
const game: Address = '0x5FbDB2315678afecb367f032d93F642f64180aa3'

/** Words of calldata, as they stand on chain. */
const words = (selector: Hex, ...values: (Hex | bigint | number)[]): Hex =>
  concat([selector, ...values.map((value) => pad(typeof value === 'string' ? value : toHex(value)))])

const swap = (
  changed: Partial<Record<'tokenIn' | 'tokenOut' | 'recipient', Address>> & {
    amountIn?: bigint
    fee?: number
    min?: bigint
  },
) => ({
  data: encodeFunctionData({
    abi: swapRouterAbi,
    args: [
      {
        amountIn: changed.amountIn ?? 1_000_000_000n,
        amountOutMinimum: changed.min ?? 1n,
        fee: changed.fee ?? 3000,
        recipient: changed.recipient ?? account,
        sqrtPriceLimitX96: 0n,
        tokenIn: changed.tokenIn ?? usdc,
        tokenOut: changed.tokenOut ?? weth,
      },
    ],
    functionName: 'exactInputSingle',
  }),
  to: swapRouter02,
})

const uniswapV3: Example = {
  abis: [swapRouterAbi],
  policy: swapPolicy({ perDay: 2_000_000_000n, signer, tokenIn: usdc, tokenOut: weth }),
  budget: {
    exceeds: [swap({ amountIn: 1_500_000_000n }), swap({ amountIn: 500_000_001n })],
    usesUp: [swap({ amountIn: 1_500_000_000n }), swap({ amountIn: 500_000_000n })],
  },
  fits: [
    { call: swap({}), title: '1,000 USDC for WETH' },
    {
      // exactInputSingle, whose one argument is a static struct: its seven fields stand in the head, one word each.
      call: {
        data: words('0x04e45aaf', usdc, weth, 3000, account, 2_000_000_000n, 1n, 0n),
        to: swapRouter02,
      },
      title: 'the same for 2,000, word for word',
    },
  ],
  refused: [
    { call: swap({ recipient: other }), names: 'params.recipient', title: 'to somebody else' },
    { call: swap({ tokenOut: usdc }), names: 'params.tokenOut', title: 'into another token' },
    { call: swap({ tokenIn: weth }), names: 'params.tokenIn', title: 'out of another token' },
    { call: swap({ fee: 500 }), names: 'params.fee', title: 'in another pool' },
    { call: swap({ amountIn: 2_000_000_001n }), names: 'params.amountIn', title: 'above the cap' },
    { call: swap({ min: 0n }), names: 'params.amountOutMinimum', title: 'at any price' },
    { call: { ...swap({}), value: 1n }, names: 'wei', title: 'with a wei' },
    { call: { ...swap({}), to: other }, names: other, title: 'on another router' },
  ],
}

const v4Input: Hex = `0x${'ab'.repeat(96)}`
const sweepInput: Hex = concat([pad(weth), pad(account), pad('0x00')])
const route = (commands: Hex, inputs: readonly Hex[], deadline = 1_800_000_000n) => ({
  data: encodeFunctionData({
    abi: universalRouterAbi,
    args: [commands, [...inputs], deadline],
    functionName: 'execute',
  }),
  to: universalRouter,
})

const router: Example = {
  abis: [universalRouterAbi],
  // V4_SWAP, then SWEEP.
  policy: routerPolicy({ commands: '0x1004', inputs: [v4Input, sweepInput], signer }),
  fits: [
    { call: route('0x1004', [v4Input, sweepInput]), title: 'the pinned commands' },
    {
      // execute(bytes,bytes[],uint256): the three heads; commands; the list's length, its two offsets, and the two inputs.
      call: {
        data: concat([
          words('0x3593564c', 0x60, 0xa0, 1_700_000_001),
          words('0x', 2, '0x1004').slice(0, 2 + 64) as Hex,
          `0x1004${'00'.repeat(30)}`,
          words('0x', 2, 0x40, 0xc0, 96),
          v4Input,
          words('0x', 96),
          sweepInput,
        ]),
        to: universalRouter,
      },
      title: 'the same, byte for byte',
    },
  ],
  refused: [
    { call: route('0x0004', [v4Input, sweepInput]), names: 'commands', title: 'another command' },
    { call: route('0x1004', [sweepInput, sweepInput]), names: 'inputs[0]', title: 'another first input' },
    { call: route('0x1004', [v4Input, v4Input]), names: 'inputs[1]', title: 'another second input' },
    { call: route('0x1004', [v4Input, sweepInput, sweepInput]), names: 'inputs', title: 'a third input' },
    { call: route('0x1004', [v4Input]), names: 'inputs', title: 'one input less' },
    { call: route('0x1004', [v4Input, sweepInput], 0n), names: 'deadline', title: 'no deadline' },
    { call: { ...route('0x1004', [v4Input, sweepInput]), value: 1n }, names: 'wei', title: 'with a wei' },
  ],
}

const until = 1_800_000_000
const permit = (token: Address, spender: Address, amount: bigint, expiration: number) => ({
  data: encodeFunctionData({
    abi: permit2Abi,
    args: [token, spender, amount, expiration],
    functionName: 'approve',
  }),
  to: permit2,
})

const permit2Example: Example = {
  abis: [permit2Abi],
  policy: permit2Policy({ max: 500_000_000n, signer, spender: universalRouter, token: usdc, until }),
  fits: [
    { call: permit(usdc, universalRouter, 500_000_000n, until), title: '500 USDC for the router' },
    {
      // approve(address,address,uint160,uint48): four words.
      call: { data: words('0x87517c45', usdc, universalRouter, 1n, 1), to: permit2 },
      title: 'the least, word for word',
    },
  ],
  refused: [
    { call: permit(weth, universalRouter, 1n, until), names: 'token', title: 'another token' },
    { call: permit(usdc, other, 1n, until), names: 'spender', title: 'another spender' },
    { call: permit(usdc, universalRouter, 500_000_001n, until), names: 'amount', title: 'above the cap' },
    { call: permit(usdc, universalRouter, 1n, until + 1), names: 'expiration', title: 'for longer' },
    { call: permit(usdc, universalRouter, 1n, 0), names: 'expiration', title: 'for this block' },
    {
      // A uint160 with a bit above it: Permit2 would revert, an older contract would drop it.
      call: { data: words('0x87517c45', usdc, universalRouter, (1n << 160n) + 1n, 1), to: permit2 },
      names: 'amount',
      title: 'an amount with a dirty bit',
    },
  ],
}

const erc20 = (functionName: 'approve' | 'transfer', to: Address, amount: bigint) => ({
  data: encodeFunctionData({ abi: erc20Abi, args: [to, amount], functionName }),
  to: usdc,
})

const monthly: Example = {
  abis: [erc20Abi],
  policy: monthlyTokensPolicy({ perMonth: 900n, recipient: other, signer, spender: swapRouter02, token: usdc }),
  budget: {
    exceeds: [erc20('approve', swapRouter02, 500n), erc20('transfer', other, 401n)],
    usesUp: [erc20('approve', swapRouter02, 500n), erc20('transfer', other, 400n)],
  },
  fits: [
    { call: erc20('approve', swapRouter02, 900n), title: 'approve all of it' },
    { call: { data: words('0xa9059cbb', other, 900n), to: usdc }, title: 'transfer all of it, word for word' },
  ],
  refused: [
    { call: erc20('approve', other, 1n), names: 'spender', title: 'approve the recipient' },
    { call: erc20('transfer', swapRouter02, 1n), names: 'recipient', title: 'pay the spender' },
    { call: erc20('approve', swapRouter02, 901n), names: 'amount', title: 'approve more' },
    { call: erc20('transfer', other, 901n), names: 'amount', title: 'pay more' },
    { call: { ...erc20('transfer', other, 1n), to: weth }, names: weth, title: 'in another token' },
    {
      call: {
        data: encodeFunctionData({ abi: erc20Abi, args: [account, other, 1n], functionName: 'transferFrom' }),
        to: usdc,
      },
      names: '0x23b872dd',
      title: 'by transferFrom',
    },
  ],
}

const mint = (to: Address, id: bigint, quantity: bigint) => ({
  data: encodeFunctionData({ abi: mintAbi, args: [to, id, quantity], functionName: 'mintTo' }),
  to: nft,
})

const mints: Example = {
  abis: [mintAbi],
  policy: mintTenTimesPolicy({ ids: [1n, 2n, 7n], nft, signer }),
  budget: { exceeds: Array(11).fill(mint(account, 1n, 1n)), usesUp: Array(10).fill(mint(account, 2n, 1n)) },
  fits: [
    { call: mint(account, 7n, 1n), title: 'token 7' },
    { call: { data: words('0x2baf2acb', account, 1, 1), to: nft }, title: 'token 1, word for word' },
  ],
  refused: [
    { call: mint(other, 7n, 1n), names: 'to', title: 'to somebody else' },
    { call: mint(account, 3n, 1n), names: 'id', title: 'another token' },
    { call: mint(account, 7n, 2n), names: 'quantity', title: 'two pieces' },
  ],
}

const supply = (asset: Address, amount: bigint, onBehalfOf: Address, code: number) => ({
  data: encodeFunctionData({ abi: aavePoolAbi, args: [asset, amount, onBehalfOf, code], functionName: 'supply' }),
  to: aavePool,
})

const aave: Example = {
  abis: [aavePoolAbi],
  policy: aaveSupplyPolicy({ asset: usdc, max: 1_000_000_000n, signer }),
  fits: [
    { call: supply(usdc, 1_000_000_000n, account, 0), title: '1,000 USDC' },
    // supply(address,uint256,address,uint16): four words.
    { call: { data: words('0x617ba037', usdc, 1, account, 0), to: aavePool }, title: 'the least, word for word' },
  ],
  refused: [
    { call: supply(weth, 1n, account, 0), names: 'asset', title: 'another asset' },
    { call: supply(usdc, 1_000_000_001n, account, 0), names: 'amount', title: 'above the cap' },
    { call: supply(usdc, 1n, other, 0), names: 'onBehalfOf', title: 'on behalf of somebody else' },
    { call: supply(usdc, 1n, account, 1), names: 'referralCode', title: 'with a referral' },
  ],
}

const play = (data: Hex) => ({ data, to: game })
const move = (x: number, y: number) => play(encodeFunctionData({ abi: gameAbi, args: [x, y], functionName: 'move' }))
const attack = (target: bigint, weapon: number) =>
  play(encodeFunctionData({ abi: gameAbi, args: [target, weapon], functionName: 'attack' }))
const craft = (parts: readonly number[], recipe: Hex) =>
  play(encodeFunctionData({ abi: gameAbi, args: [[...parts], recipe], functionName: 'craft' }))
const say = (text: string) => play(encodeFunctionData({ abi: gameAbi, args: [text], functionName: 'say' }))
const claim = (to: Address) => play(encodeFunctionData({ abi: gameAbi, args: [to], functionName: 'claim' }))
const recipe: Hex = `0x${'11'.repeat(32)}`

const gameExample: Example = {
  abis: [gameAbi],
  paymaster: '0x0000000000000039cd5e8aE05257CE51C473ddd1',
  policy: gamePolicy({ game, signer }),
  fits: [
    { call: move(-100, 100), title: 'move to a corner' },
    { call: attack(9_999n, 7), title: 'attack' },
    { call: craft([1, 500, 3], recipe), title: 'craft' },
    { call: craft([], recipe), title: 'craft of nothing' },
    { call: say('gg'), title: 'say' },
    { call: claim(account), title: 'claim' },
  ],
  refused: [
    { call: move(-101, 0), names: 'move.x', title: 'move too far west' },
    { call: move(0, 101), names: 'move.y', title: 'move too far north' },
    { call: attack(10_000n, 7), names: 'attack.target', title: 'attack somebody unknown' },
    { call: attack(1n, 3), names: 'attack.weapon', title: 'with another weapon' },
    { call: craft([1, 501], recipe), names: 'craft.parts[1]', title: 'craft with a rare part' },
    { call: craft([1, 2, 3, 4, 5, 6, 7, 8, 9], recipe), names: 'craft.parts', title: 'craft with nine parts' },
    { call: craft([1], `0x${'22'.repeat(32)}`), names: 'craft.recipe', title: 'craft something else' },
    { call: say('a'.repeat(141)), names: 'say.text', title: 'say too much' },
    { call: claim(other), names: 'claim.to', title: 'claim for somebody else' },
    { call: { ...claim(account), value: 1n }, names: 'wei', title: 'claim with a wei' },
  ],
}

const agent: Example = {
  abis: [erc20Abi],
  policy: agentPolicy({ perDay: 300n, perPayment: 100n, signer, token: usdc, total: 1_000n, vendors: [other, nft] }),
  budget: {
    exceeds: [...Array(3).fill(erc20('transfer', other, 100n)), erc20('transfer', nft, 1n)],
    usesUp: [...Array(3).fill(erc20('transfer', other, 100n)), { to: nft, value: parseEther('0.01') }],
  },
  fits: [
    { call: erc20('transfer', other, 100n), title: 'pay a vendor' },
    { call: erc20('transfer', nft, 1n), title: 'pay the other' },
    { call: { to: other, value: parseEther('0.01') }, title: 'pay in ether' },
  ],
  refused: [
    { call: erc20('transfer', game, 1n), names: 'recipient', title: 'pay a stranger' },
    { call: erc20('transfer', other, 101n), names: 'amount', title: 'pay more at once' },
    { call: erc20('approve', other, 1n), names: '0x095ea7b3', title: 'approve a vendor' },
    { call: { to: other, value: parseEther('0.01') + 1n }, names: 'wei', title: 'more ether at once' },
    { call: { to: game, value: 1n }, names: game, title: 'ether to a stranger' },
  ],
}

export const examples: Readonly<Record<string, Example>> = {
  aave,
  agent,
  game: gameExample,
  mints,
  monthly,
  permit2: permit2Example,
  router,
  uniswapV3,
}
