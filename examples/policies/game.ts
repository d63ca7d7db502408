import { type Address, parseAbi } from 'viem'
import {
  account,
  allow,
  and,
  between,
  definePolicy,
  each,
  eq,
  lengthLte,
  lte,
  oneOf,
  type Policy,
} from '../../ts/policy/index.js'

export const gameAbi = parseAbi([
  'function move(int16 x, int16 y)',
  'function attack(uint256 target, uint8 weapon)',
  'function craft(uint16[] parts, bytes32 recipe)',
  'function say(string text)',
  'function claim(address to) payable',
])

/** Plays a game with five functions, a thousand calls an hour, without a wei. */
export function gamePolicy(parameters: { signer: Address; game: Address }): Policy {
  const { game, signer } = parameters
  const limits = ['game.example/calls']
  const play = { abi: gameAbi, address: game, limits }
  return definePolicy({
    budgets: {
      'game.example/calls': { kind: 'calls', max: 1_000n, period: { seconds: 3_600, start: 1_700_000_000 } },
    },
    // A paymaster of the game's pays, if anybody does.
    fees: 'none',
    paymaster: '0x0000000000000039cd5e8aE05257CE51C473ddd1',
    permissions: [
      allow({ ...play, args: { x: between(-100, 100), y: between(-100, 100) }, functionName: 'move' }),
      allow({ ...play, args: { target: lte(9_999n), weapon: oneOf([1, 2, 7]) }, functionName: 'attack' }),
      allow({
        ...play,
        args: { parts: and(lengthLte(8), each(lte(500))), recipe: eq(`0x${'11'.repeat(32)}`) },
        functionName: 'craft',
      }),
      allow({ ...play, args: { text: lengthLte(140) }, functionName: 'say' }),
      allow({ ...play, args: { to: account() }, functionName: 'claim' }),
    ],
    signer,
  })
}
