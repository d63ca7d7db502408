/** The opcodes of Osaka by name. */
export const opcodes: Readonly<Record<string, number>> = {
  ...run(0x00, 'STOP ADD MUL SUB DIV SDIV MOD SMOD ADDMOD MULMOD EXP SIGNEXTEND'),
  ...run(0x10, 'LT GT SLT SGT EQ ISZERO AND OR XOR NOT BYTE SHL SHR SAR CLZ'),
  ...run(0x20, 'KECCAK256'),
  ...run(0x30, 'ADDRESS BALANCE ORIGIN CALLER CALLVALUE CALLDATALOAD CALLDATASIZE CALLDATACOPY CODESIZE CODECOPY'),
  ...run(0x3a, 'GASPRICE EXTCODESIZE EXTCODECOPY RETURNDATASIZE RETURNDATACOPY EXTCODEHASH'),
  ...run(
    0x40,
    'BLOCKHASH COINBASE TIMESTAMP NUMBER PREVRANDAO GASLIMIT CHAINID SELFBALANCE BASEFEE BLOBHASH BLOBBASEFEE',
  ),
  ...run(0x50, 'POP MLOAD MSTORE MSTORE8 SLOAD SSTORE JUMP JUMPI PC MSIZE GAS JUMPDEST TLOAD TSTORE MCOPY'),
  ...series(0x5f, 'PUSH', 0, 32),
  ...series(0x80, 'DUP', 1, 16),
  ...series(0x90, 'SWAP', 1, 16),
  ...series(0xa0, 'LOG', 0, 4),
  ...run(0xf0, 'CREATE CALL CALLCODE RETURN DELEGATECALL CREATE2'),
  ...run(0xfa, 'STATICCALL'),
  ...run(0xfd, 'REVERT INVALID SELFDESTRUCT'),
}

const names = new Map(Object.entries(opcodes).map(([name, opcode]) => [opcode, name]))

/** Whether the opcode means anything. INVALID does: to halt. */
export function isAssigned(opcode: number): boolean {
  return names.has(opcode)
}

/** The name of an opcode, or its byte in hex if it has none. */
export function nameOf(opcode: number): string {
  return names.get(opcode) ?? `0x${opcode.toString(16).padStart(2, '0')}`
}

function run(first: number, list: string): Record<string, number> {
  return Object.fromEntries(list.split(' ').map((name, index) => [name, first + index]))
}

function series(first: number, prefix: string, from: number, to: number): Record<string, number> {
  return Object.fromEntries(
    Array.from({ length: to - from + 1 }, (_, index) => [`${prefix}${from + index}`, first + index]),
  )
}
