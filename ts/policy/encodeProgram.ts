import { concatBytes } from 'viem'
import { InvalidPolicyError } from '../errors/policy.js'
import { itemCodes, moreRules, type Program, type ProgramItem, ruleCodes, type WordRule, wordKinds } from './program.js'
import { writeBytes, writeUint } from './writeField.js'

/**
 * Writes a program, item by item.
 *
 * @internal
 */
export function encodeProgram(program: Program, path: string): Uint8Array {
  return concatBytes(program.map((item, index) => encodeItem(item, `${path}[${index}]`)))
}

function encodeItem(item: ProgramItem, path: string): Uint8Array {
  switch (item.kind) {
    case 'skip':
      return concatBytes([Uint8Array.of(itemCodes.skip), writeUint(`${path}.words`, item.words, 1)])
    case 'word':
      if (item.rules.length === 0) throw new InvalidPolicyError({ path: `${path}.rules`, reason: 'is empty' })
      return concatBytes(
        item.rules.map((rule, index) => encodeWordRule(rule, index < item.rules.length - 1, `${path}.rules[${index}]`)),
      )
    case 'bytes':
      return Uint8Array.of(itemCodes.bytes)
    case 'bytesHash':
      return concatBytes([Uint8Array.of(itemCodes.bytesHash), writeBytes(`${path}.hash`, item.hash, 32)])
    case 'bytesMax':
      return concatBytes([Uint8Array.of(itemCodes.bytesMax), writeUint(`${path}.max`, item.max, 4)])
    case 'tuple':
      return concatBytes([Uint8Array.of(itemCodes.tuple), encodeWithLength(item.program, `${path}.program`)])
    case 'array':
      return concatBytes([
        Uint8Array.of(itemCodes.array),
        writeUint(`${path}.max`, item.max, 4),
        writeUint(`${path}.head`, item.head, 1),
        writeUint(`${path}.prefix, in elements,`, item.prefix.length, 1),
        ...item.prefix.map((program, index) => encodeWithLength(program, `${path}.prefix[${index}]`)),
        encodeWithLength(item.rest, `${path}.rest`),
      ])
    default:
      throw new InvalidPolicyError({ path, reason: 'is no item of a program' })
  }
}

function encodeWithLength(program: Program, path: string): Uint8Array {
  const encoded = encodeProgram(program, path)
  return concatBytes([writeUint(`${path}, in bytes,`, encoded.length, 2), encoded])
}

function encodeWordRule(rule: WordRule, more: boolean, path: string): Uint8Array {
  const { op, type } = rule
  if (!Number.isInteger(type.size) || type.size < 1 || type.size > 32)
    throw new InvalidPolicyError({ path: `${path}.type.size`, reason: `is ${type.size}, not between 1 and 32` })
  const head = Uint8Array.of(
    ruleCodes[op] | (more ? moreRules : 0),
    (wordKinds.indexOf(type.kind) << 6) | ((type.size - 1) & 0x1f),
  )
  if (op === 'account') return head
  if (op === 'sum') return concatBytes([head, writeUint(`${path}.budget`, rule.budget, 1)])
  const count = op === 'between' || op === 'mask' ? 2 : 1
  if (op !== 'oneOf' && rule.operands.length !== count)
    throw new InvalidPolicyError({
      path: `${path}.operands`,
      reason: `has ${rule.operands.length} values, not ${count}`,
    })
  return concatBytes([
    head,
    ...(op === 'oneOf' ? [writeUint(`${path}.operands, in values,`, rule.operands.length, 1)] : []),
    ...rule.operands.map((operand, index) => writeBytes(`${path}.operands[${index}]`, operand, type.size)),
  ])
}
