// What is changed in Solidity, by the kind of node. Each takes a node and gives back the changes: an operator's name, the bytes and
// the text that takes their place.
import { span } from './tree.mjs'

const boundary = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' }
const negated = { '!=': '==', '<': '>=', '<=': '>', '==': '!=', '>': '<=', '>=': '<' }
const arithmetic = { '%': '*', '*': '/', '**': '*', '+': '-', '-': '+', '/': '*' }
const bitwise = { '&': '|', '^': '&', '|': '&' }
const shift = { '<<': '>>', '>>': '<<' }
const logical = { '&&': '||', '||': '&&' }
/** What an operand that says nothing is. */
const neutral = { '&&': 'true', '||': 'false' }
const assigned = { '%=': '*=', '&=': '|=', '*=': '/=', '+=': '-=', '-=': '+=', '/=': '*=', '^=': '|=', '|=': '&=' }

const operators = {
  Assignment: assignment,
  BinaryOperation: binary,
  Break: (node) => [{ operator: 'jump-swapped', ...span(node), text: 'continue' }],
  Conditional: (node, { text }) => [
    { operator: 'ternary-swapped', ...span(node.condition), text: `!(${text.of(node.condition)})` },
  ],
  Continue: (node) => [{ operator: 'jump-swapped', ...span(node), text: 'break' }],
  DoWhileStatement: loop,
  EmitStatement: (node, context) => [removal('event-removed', node, context)],
  ExpressionStatement: statement,
  ForStatement: loop,
  FunctionCall: (node, context) =>
    node.kind === 'typeConversion' ? [] : swaps(node.arguments, context, 'argument-swapped'),
  FunctionDefinition: body,
  IfStatement: branch,
  Literal: literal,
  MemberAccess: member,
  ModifierInvocation: (node) =>
    node.kind === 'modifierInvocation' ? [{ operator: 'modifier-removed', ...span(node), text: '' }] : [],
  Return: negatedReturn,
  RevertStatement: (node, context) =>
    isOnlyBranch(node, context.around) ? [] : [removal('revert-removed', node, context)],
  TupleExpression: (node, context) => swaps(node.components, context, 'argument-swapped'),
  UnaryOperation: unary,
  UncheckedBlock: (node) => [
    { operator: 'unchecked-removed', start: span(node).start, end: span(node).start + 'unchecked'.length, text: '' },
  ],
  WhileStatement: loop,
}

/** The changes of one node. `context` has the text and the nodes around. */
export function changesOf(node, context) {
  return operators[node.nodeType]?.(node, context) ?? []
}

function binary(node, { around, text }) {
  const token = { ...tokenOf(node, text), node }
  const swapped = (operator, table) =>
    table[node.operator] ? [{ operator, start: token.start, end: token.end, text: table[node.operator] }] : []
  const changes = [
    ...swapped('relational-boundary', boundary),
    ...swapped('relational-negated', negated),
    ...swapped('arithmetic-swapped', arithmetic),
    ...swapped('bitwise-swapped', bitwise),
    ...swapped('shift-swapped', shift),
    ...swapped('logical-swapped', logical),
  ]
  if (shift[node.operator] && node.rightExpression.nodeType === 'Literal') {
    const amount = BigInt(node.rightExpression.value)
    changes.push({ operator: 'shift-amount', ...span(node.rightExpression), text: `${amount + 1n}` })
  }
  const word = neutral[node.operator]
  if (word) {
    for (const operand of [node.leftExpression, node.rightExpression]) {
      // Of a chain each link is dropped once, by the node that holds it.
      if (operand.nodeType === 'BinaryOperation' && neutral[operand.operator]) continue
      changes.push({ operator: 'operand-dropped', ...span(operand), text: word })
    }
  }
  return around.some(({ nodeType }) => nodeType === 'ImportDirective') ? [] : changes
}

/** Where a binary operator's sign stands: comments may stand beside it. */
function tokenOf({ leftExpression, operator, rightExpression }, text) {
  const { end: start } = span(leftExpression)
  const { start: end } = span(rightExpression)
  const bare = text.between(start, end).replace(/\/\/[^\n]*/g, (comment) => ' '.repeat(Buffer.byteLength(comment)))
  const at = bare.indexOf(operator)
  return { start: start + at, end: start + at + operator.length }
}

function assignment(node, { text }) {
  const other = assigned[node.operator]
  if (!other) return []
  const { end: start } = span(node.leftHandSide)
  const at = text.between(start, span(node.rightHandSide).start).indexOf(node.operator)
  return [{ operator: 'arithmetic-swapped', start: start + at, end: start + at + node.operator.length, text: other }]
}

function unary(node, { text }) {
  const inner = text.of(node.subExpression)
  if (node.operator === '!') return [{ operator: 'not-dropped', ...span(node), text: inner }]
  if (node.operator === '~') return [{ operator: 'bitwise-swapped', ...span(node), text: inner }]
  const other = { '++': '--', '--': '++' }[node.operator]
  if (!other) return []
  return [{ operator: 'arithmetic-swapped', ...span(node), text: node.prefix ? other + inner : inner + other }]
}

function statement(node, context) {
  const { expression } = node
  const removed = (operator) => [removal(operator, node, context)]
  if (expression.nodeType === 'Assignment') return removed(writes(expression.leftHandSide, context))
  if (expression.nodeType === 'UnaryOperation') return removed(writes(expression.subExpression, context))
  if (expression.nodeType !== 'FunctionCall') return []
  const isCheck = ['assert', 'require', 'revert'].includes(expression.expression.name)
  return removed(isCheck ? 'revert-removed' : 'call-removed')
}

/** A statement without what follows it: the semicolon is not the node's, and in the head of a loop there is none. */
function removal(operator, node, { text }) {
  const { end, start } = span(node)
  return text.between(end, end + 1) === ';'
    ? { operator, start, end: end + 1, text: '{}' }
    : { operator, start, end, text: '' }
}

function writes(target, { stateVariables }) {
  let at = target
  while (at.baseExpression ?? (at.nodeType === 'MemberAccess' && at.expression)) at = at.baseExpression ?? at.expression
  return stateVariables.has(at.referencedDeclaration) ? 'storage-write-removed' : 'statement-removed'
}

function branch(node) {
  const condition = span(node.condition)
  if (node.condition.nodeType === 'Literal') return []
  if (isRevert(node.trueBody)) return [{ operator: 'revert-removed', ...condition, text: 'false' }]
  return [
    { operator: 'branch-removed', ...condition, text: 'false' },
    { operator: 'branch-forced', ...condition, text: 'true' },
  ]
}

function isRevert(node) {
  if (node?.nodeType !== 'Block') return node?.nodeType === 'RevertStatement'
  return node.statements.length === 1 && isRevert(node.statements[0])
}

/** Whether a statement is all that a branch without `else` does: removing the branch removes it. */
function isOnlyBranch(node, around) {
  const parent = around.at(-1)
  const outer = parent.nodeType === 'Block' ? around.at(-2) : parent
  return outer.nodeType === 'IfStatement' && isRevert(outer.trueBody) && span(outer.trueBody).end >= span(node).end
}

function loop({ condition }) {
  if (!condition || condition.nodeType === 'Literal') return []
  return [{ operator: 'loop-removed', ...span(condition), text: 'false' }]
}

function literal(node, { around }) {
  const parent = around.at(-1)
  // A shift's amount has an operator of its own.
  if (parent.nodeType === 'BinaryOperation' && shift[parent.operator] && parent.rightExpression === node) return []
  const at = span(node)
  if (node.kind === 'bool') {
    return [{ operator: 'boolean-swapped', ...at, text: node.value === 'true' ? 'false' : 'true' }]
  }
  if (node.kind === 'string') return [{ operator: 'constant', ...at, text: `"${node.value}!"` }]
  if (node.kind !== 'number') return []
  const value = BigInt(node.value.replaceAll('_', ''))
  const isAddress = /^0x[0-9a-fA-F]{40}$/.test(node.value)
  const write = (number) => {
    if (isAddress) return `address(uint160(${number}))`
    // As long as it was, for a literal's length is part of the type of fixed bytes.
    return /^0x/.test(node.value) ? `0x${number.toString(16).padStart(node.value.length - 2, '0')}` : `${number}`
  }
  return [value + 1n, value - 1n]
    .filter((number) => number >= 0n)
    .map((number) => ({ operator: 'constant', ...at, text: write(number) }))
}

function member(node, { text }) {
  const { end } = span(node)
  if (node.memberName === 'max' && text.of(node).startsWith('type(')) {
    return [{ operator: 'constant', start: end - 'max'.length, end, text: 'min' }]
  }
  const isCaller = node.memberName === 'sender' && node.expression.name === 'msg'
  return isCaller ? [{ operator: 'caller-replaced', ...span(node), text: 'address(this)' }] : []
}

function negatedReturn({ expression }, { text }) {
  if (expression?.typeDescriptions.typeString !== 'bool') return []
  // Their own operators turn these round.
  if (expression.nodeType === 'BinaryOperation' && negated[expression.operator]) return []
  if (expression.nodeType === 'UnaryOperation' || expression.nodeType === 'Literal') return []
  return [{ operator: 'return-negated', ...span(expression), text: `!(${text.of(expression)})` }]
}

function body(node, { text }) {
  const block = node.body
  if (!block?.statements.length) return []
  const at = span(block)
  const changes = [{ operator: 'early-return', ...at, text: '{}' }]
  if (hasCheckedArithmetic(block)) {
    changes.push({ operator: 'unchecked-added', ...at, text: `{ unchecked ${text.of(block)} }` })
  }
  return changes
}

function hasCheckedArithmetic(node) {
  if (node.nodeType === 'UncheckedBlock' || node.nodeType === 'InlineAssembly') return false
  const { typeString, typeIdentifier } = node.typeDescriptions ?? {}
  const isNumber = /^u?int\d/.test(typeString ?? '') && !typeIdentifier?.startsWith('t_rational')
  if (isNumber && node.nodeType === 'BinaryOperation' && ['+', '-', '*'].includes(node.operator)) return true
  return Object.values(node)
    .flat()
    .some((child) => typeof child?.nodeType === 'string' && hasCheckedArithmetic(child))
}

/** Neighbours of one type, the one in the other's place. */
function swaps(nodes, { text }, operator) {
  return nodes.slice(1).flatMap((second, index) => {
    const first = nodes[index]
    if (!first || !second || text.of(first) === text.of(second)) return []
    if (typeOf(first) !== typeOf(second)) return []
    const { end: firstEnd, start } = span(first)
    const { end, start: secondStart } = span(second)
    return [{ operator, start, end, text: text.of(second) + text.between(firstEnd, secondStart) + text.of(first) }]
  })
}

/** A number's own type is that number: among arguments it is what it is converted to. */
function typeOf({ typeDescriptions: { typeIdentifier } }) {
  return /^t_(rational|uint256)/.test(typeIdentifier) ? 'number' : typeIdentifier
}
