import { concat, type Hex, numberToHex, size } from 'viem'
import { opcodes } from './opcodes.js'

/**
 * Assembles EVM code from opcode names and literals, each `0x…` literal being pushed.
 *
 * @example
 * assemble('0x2a PUSH0 MSTORE 0x20 PUSH0 RETURN')
 */
export function assemble(source: string): Hex {
  return concat(source.split(/\s+/).map(toCode))
}

function toCode(token: string): Hex {
  if (token.startsWith('0x')) return concat([toCode(`PUSH${size(token as Hex)}`), token as Hex])
  const opcode = opcodes[token]
  if (opcode === undefined) throw new Error(`There is no opcode ${token}.`)
  return numberToHex(opcode, { size: 1 })
}
