import { type Address, type BlockTag, type Client, getAddress, type Hex, hexToBigInt, numberToHex } from 'viem'
import type { CallMade, CodeRead, TraceFrame, ValidationCall, ValidationTrace } from './trace.js'
import { validationTracer } from './tracer.js'

/**
 * Traces the validation of a user operation. It changes nothing on chain.
 *
 * @example
 * import { traceValidation } from './traceValidation.js'
 *
 * const trace = await traceValidation({ client, call: { from: entryPoint, to: account, data } })
 * expect(trace.reverted).toBe(false)
 */
export async function traceValidation(parameters: traceValidation.Parameters): Promise<ValidationTrace> {
  const { block = 'latest', call, client } = parameters
  const { data, from, gas, to } = call
  const transaction = { data, from, to, ...(gas === undefined ? {} : { gas: numberToHex(gas) }) }
  const raw = await client.request<DebugTraceCall>({
    method: 'debug_traceCall',
    params: [transaction, block, { tracer: validationTracer }],
  })

  if (raw.errors.length > 0) throw new Error(`The tracer failed: ${[...new Set(raw.errors)].join('; ')}`)
  // A trace of nothing breaks no rule, and would be taken for a clean validation.
  if (raw.frames.length === 0) throw new Error(`Nothing ran: there is no code at ${to}.`)

  return {
    frames: raw.frames.map(toFrame),
    output: raw.output,
    preimages: raw.preimages,
    reverted: raw.reverted,
  }
}

export declare namespace traceValidation {
  type Parameters = {
    /** The block on whose state the call runs. Default: `latest`. */
    block?: BlockTag | undefined
    call: ValidationCall
    /** A client of a node that runs JavaScript tracers, like anvil. */
    client: Client
  }
}

type DebugTraceCall = {
  Method: 'debug_traceCall'
  Parameters: [transaction: { data: Hex; from: Address; gas?: Hex; to: Address }, BlockTag, { tracer: string }]
  ReturnType: Omit<ValidationTrace, 'frames'> & { errors: readonly string[]; frames: readonly RawFrame[] }
}

type RawFrame = Omit<TraceFrame, 'calls' | 'outOfGas'> & { calls: readonly RawCall[]; error: string | null }

type RawCall = Omit<CallMade, 'value'> & { value: Hex }

function toFrame({ error, ...frame }: RawFrame): TraceFrame {
  return {
    ...frame,
    calls: frame.calls.map((call) => ({ ...withTarget(call), value: hexToBigInt(call.value) })),
    code: getAddress(frame.code),
    codeReads: frame.codeReads.map(withTarget),
    // The top frame halts with `OutOfGas(…)`, the others with `out of gas…`.
    outOfGas: /out ?of ?gas/i.test(error ?? ''),
    storage: getAddress(frame.storage),
  }
}

function withTarget<access extends CodeRead | RawCall>(access: access): access {
  return { ...access, target: getAddress(access.target) }
}
