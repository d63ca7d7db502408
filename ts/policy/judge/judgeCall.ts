import { getAddress, numberToHex } from 'viem'
import { addPending, settle } from './budgets.js'
import { readInt, readUint } from './bytes.js'
import type { OpenPolicy } from './openPolicy.js'
import { failures, malformed, type PolicyFailure, Refusal } from './verdict.js'
import type { Walk } from './walk.js'
import { walkProgram } from './walkProgram.js'

/** A call in the interpreter's words. @internal */
export type JudgedCall = { index: number; target: bigint; value: bigint; data: Uint8Array }

/**
 * Judges one call, and adds what it counts to the budgets. Throws a `Refusal`.
 *
 * @returns The index of the entry that lets the call through.
 *
 * @internal
 */
export function judgeCall(policy: OpenPolicy, call: JudgedCall, account: bigint): number {
  let last: { permission: number; walk: Walk } | undefined

  for (const [permission, { end, start }] of policy.permissions.entries()) {
    const body = getBody(policy.bytes, start, call)
    if (body === undefined) continue

    const denies = (readInt(policy.bytes, start, 1) & 1) !== 0
    const walk: Walk = {
      account,
      budgets: policy.budgets,
      bytes: policy.bytes,
      data: call.data,
      denies,
      failure: 0,
      offset: 0,
      place: undefined,
      trail: [],
    }
    judgeEntry({ body, end, start }, call, walk)
    if (denies) {
      // Only a rule that was read and does not hold lifts a deny entry.
      const failure = failures[walk.failure]
      if (failure === 'NONE' || failure === 'NOT_CANONICAL' || failure === 'DIRTY_WORD')
        throw new Refusal({ error: 'CallDenied', call: call.index, permission })
      continue
    }
    const fits = walk.failure === 0
    settle(policy.budgets, fits)
    if (fits) return permission
    last = { permission, walk }
  }

  if (!last)
    throw new Refusal({
      error: 'CallNotPermitted',
      call: call.index,
      target: getAddress(numberToHex(call.target, { size: 20 })),
      selector: numberToHex(readUint(call.data, 0, 4), { size: 4 }),
    })
  const { failure, offset, place } = last.walk
  throw new Refusal(
    {
      error: 'RuleFailed',
      call: call.index,
      permission: last.permission,
      failure: failures[failure] as PolicyFailure,
      offset,
    },
    place,
  )
}

/** Where an entry goes on behind its target and selector; `undefined` when it is about another target or function. */
function getBody(bytes: Uint8Array, start: number, { data, target }: JudgedCall): number | undefined {
  const flags = readInt(bytes, start, 1)
  let at = start + 1
  if (!(flags & 2)) {
    if (readUint(bytes, at, 20) !== target) return undefined
    at += 20
  }
  const functionRule = (flags >> 2) & 3
  if (functionRule === 1) return data.length === 0 ? at : undefined
  // Shorter calldata has no function, and padded with zeros it must not pass for one.
  if (data.length < 4) return undefined
  if (functionRule === 2) return at
  return readInt(bytes, at, 4) === readInt(data, 0, 4) ? at + 4 : undefined
}

function judgeEntry(entry: { body: number; end: number; start: number }, call: JudgedCall, walk: Walk) {
  const { budgets, bytes, denies } = walk
  const flags = readInt(bytes, entry.start, 1)
  let at = entry.body
  const maxValue = flags & 16 ? readUint(bytes, at, 16) : 0n
  if (flags & 16) at += 16
  const refCount = readInt(bytes, at, 1)
  at += 1
  const program = at + refCount
  const oneFunction = ((flags >> 2) & 3) === 0
  if (
    program > entry.end ||
    (!oneFunction && program !== entry.end) ||
    (denies && (refCount !== 0 || flags & 16)) ||
    (!(flags & 2) && call.target === 0n)
  )
    throw malformed()

  for (; at < program; at++) {
    const budget = budgets[readInt(bytes, at, 1)]
    const kind = (budget?.kind ?? 0) & 0x7f
    if (!budget || (kind !== 1 && kind !== 2)) throw malformed()
    addPending(budget, kind === 1 ? 1n : call.value)
  }

  if (!denies && call.value > maxValue) walk.failure = failures.indexOf('VALUE_ABOVE_MAX')
  else if (oneFunction) walkProgram(walk, program, entry.end)
}
