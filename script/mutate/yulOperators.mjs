// What is changed in assembly, by the kind of node.
import { span } from './tree.mjs'

const calls = {
  add: 'sub',
  and: 'or',
  gt: 'lt',
  lt: 'gt',
  mul: 'div',
  or: 'and',
  shl: 'shr',
  shr: 'shl',
  sub: 'add',
  xor: 'or',
}

/** Calls that give back what they are given, when they are left out. */
const wrappers = new Set(['iszero', 'not'])

const operators = {
  YulAssignment: removed,
  YulExpressionStatement: removed,
  YulForLoop: ({ condition }) => [{ operator: 'assembly-branch', ...span(condition), text: '0' }],
  YulFunctionCall: call,
  YulIf: ({ condition }) => [
    { operator: 'assembly-branch', ...span(condition), text: '0' },
    { operator: 'assembly-branch', ...span(condition), text: '1' },
  ],
  YulLiteral: literal,
}

/** The changes of one node. */
export function yulChangesOf(node, context) {
  return operators[node.nodeType]?.(node, context) ?? []
}

function removed(node) {
  return [{ operator: 'assembly-statement', ...span(node), text: '' }]
}

function call(node, { text }) {
  const { name } = node.functionName
  const { end, start } = span(node.functionName)
  if (calls[name]) return [{ operator: 'assembly-operation', start, end, text: calls[name] }]
  if (wrappers.has(name)) return [{ operator: 'assembly-operation', ...span(node), text: text.of(node.arguments[0]) }]
  return []
}

function literal(node) {
  if (node.kind !== 'number') return []
  const value = BigInt(node.value)
  return [value + 1n, value - 1n]
    .filter((number) => number >= 0n)
    .map((number) => ({
      operator: 'assembly-constant',
      ...span(node),
      text: /^0x/.test(node.value) ? `0x${number.toString(16).padStart(2, '0')}` : `${number}`,
    }))
}
