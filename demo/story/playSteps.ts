import type { Hex } from 'viem'
import type { Stack } from '../stack/index.js'
import { attempt, type Inspect } from './attempt.js'
import { erc20Abi, erc1155Abi } from './world.js'

const abis = [erc20Abi, erc1155Abi]

/** One step of the story, and what came of it. */
export type StepResult = {
  /** Counts from one, over all acts. */
  step: number
  /** What was tried, in words. */
  title: string
  /** Who signed; nobody, where something was only read. */
  signer: 'nobody' | 'owner' | 'session key' | 'stranger'
  /** `runs`, or the name of the reason for which the registry must refuse, or what is to be read. */
  expected: string
  /** `runs`, the name of the reason, what was read, or another outcome. */
  outcome: string
  /** The reason with its values. */
  message?: string
  /** Gas of the whole transaction. */
  gasUsed?: number
  /** Whether all came out as expected, effects on-chain included. */
  asExpected: boolean
}

type Attempted = Pick<StepResult, 'title' | 'signer' | 'expected'>

/** An operation sent to the bundler. */
export type OperationStep = Attempted & {
  account: () => Promise<Parameters<typeof attempt>[0]['account']>
  callData: Hex
  /** Lane of the nonce. */
  nonceKey?: bigint
  /** What must be true on-chain afterwards. */
  effect?: () => Promise<boolean>
}

/** A question put to the chain. */
export type QuestionStep = Attempted & {
  read: () => Promise<string>
  /** What the question is about, if its title does not say. */
  about?: string
}

export type Step = OperationStep | QuestionStep

/** Plays steps one after the other. */
export async function* playSteps(parameters: playSteps.Parameters): AsyncGenerator<StepResult> {
  const { first = 1, inspect, stack, steps } = parameters
  let number = first
  for (const step of steps) {
    const { expected, signer, title } = step
    const result = 'read' in step ? await play(step) : await send(step, { inspect, stack })
    yield { ...result, expected, signer, step: number, title }
    number += 1
  }
}

export declare namespace playSteps {
  type Parameters = {
    /** Number of the first step. Default: 1. */
    first?: number | undefined
    /** Called with each operation before it is sent. */
    inspect?: Inspect | undefined
    stack: Stack
    steps: readonly Step[]
  }
}

type Came = Pick<StepResult, 'asExpected' | 'gasUsed' | 'message' | 'outcome'>

async function play({ about, expected, read }: QuestionStep): Promise<Came> {
  const outcome = await read()
  return { asExpected: outcome === expected, outcome, ...(about ? { message: `${outcome}: ${about}` } : {}) }
}

async function send(
  step: OperationStep,
  { inspect, stack }: Pick<playSteps.Parameters, 'inspect' | 'stack'>,
): Promise<Came> {
  const { account, callData, effect, expected, nonceKey } = step
  const outcome = await attempt({ abis, account: await account(), callData, inspect, nonceKey, stack })
  const happened = outcome.ran ? 'runs' : (outcome.refusal ?? 'refused for another reason')
  // The bundler and the registry must agree: an operation that ran was not to be refused, nor the other way round.
  const agreed = outcome.ran === (outcome.refusal === undefined)
  return {
    asExpected: agreed && happened === expected && ((await effect?.()) ?? true),
    outcome: happened,
    ...(outcome.message === undefined ? {} : { message: outcome.message }),
    ...(outcome.gasUsed === undefined ? {} : { gasUsed: Number(outcome.gasUsed) }),
  }
}
