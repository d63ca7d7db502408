import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCompiler } from '../../script/mutate/compiler.mjs'
import { type Mutant, mutantsOf } from '../../script/mutate/mutants.mjs'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mutants-'))
})

afterAll(() => rmSync(folder, { force: true, recursive: true }))

/** The mutants of a contract with these members. */
function mutants(members: string): Mutant[] {
  const file = 'T.sol'
  writeFileSync(
    join(folder, file),
    `// SPDX-License-Identifier: MIT\npragma solidity ^0.8.19;\ncontract T {\n${members}\n}\n`,
  )
  const compiler = createCompiler(folder)
  const trees = compiler.parse([file])
  return mutantsOf({ file, source: compiler.read(file), tree: trees[file] as object })
}

/** What takes the place of lines, by operator, without what empties whole functions. */
function changes(members: string): string[] {
  return mutants(members)
    .filter(({ operator }) => operator !== 'early-return')
    .map(
      ({ diff, operator }) =>
        `${operator}: ${diff
          .split('\n')
          .filter((line) => line.startsWith('+'))
          .join(' ')}`,
    )
    .sort()
}

describe('what is changed', () => {
  test('comparisons: where they end, and what they say', () => {
    expect(changes('function f(uint a, uint b) public pure returns (bool) {\nreturn a < b;\n}')).toEqual([
      'relational-boundary: + return a <= b;',
      'relational-negated: + return a >= b;',
    ])
  })

  test('arithmetic, and whether it is checked', () => {
    expect(changes('function f(uint a, uint b) public pure returns (uint c) {\nc =\na\n+ b;\n}')).toEqual([
      'arithmetic-swapped: + - b;',
      'statement-removed: + {}',
      'unchecked-added: + function f(uint a, uint b) public pure returns (uint c) { unchecked { + } }',
    ])
  })

  test('the sign of an operation, not one in a comment beside it', () => {
    expect(changes('function f(bool a, bool b) public pure returns (bool) {\nreturn a // && or ||\n|| b;\n}')).toEqual([
      'logical-swapped: + && b;',
      'operand-dropped: + return false // && or ||',
      'operand-dropped: + || false;',
      'return-negated: + return !(a // && or || + || b);',
    ])
  })

  test('shifts: their direction and by how much', () => {
    expect(changes('function f(uint a) public pure returns (uint) {\nreturn a >> 8;\n}')).toEqual([
      'shift-amount: + return a >> 9;',
      'shift-swapped: + return a << 8;',
    ])
  })

  test('bits', () => {
    expect(changes('function f(uint a, uint b) public pure returns (uint) {\nreturn a & ~b;\n}')).toEqual([
      'bitwise-swapped: + return a & b;',
      'bitwise-swapped: + return a | ~b;',
    ])
  })

  test('refusals are taken away, once each', () => {
    expect(
      changes(
        'error E();\nfunction f(bool a) public pure {\nif (a) revert E();\nif (!a) {\nrevert E();\n}\nrevert E();\n}',
      ),
    ).toEqual([
      'not-dropped: + if (a) {',
      'revert-removed: + if (false) revert E();',
      'revert-removed: + if (false) {',
      'revert-removed: + {}',
    ])
  })

  test('storage, events, calls and other statements', () => {
    expect(
      changes(
        'event E(uint a);\nuint s;\nfunction f(uint a) public {\ns = a;\nemit E(a);\na = s;\ng();\ndelete s;\n}\nfunction g() public {}',
      ),
    ).toEqual([
      'call-removed: + {}',
      'event-removed: + {}',
      'statement-removed: + {}',
      'storage-write-removed: + {}',
      'storage-write-removed: + {}',
    ])
  })

  test('arguments of one type trade places', () => {
    expect(
      changes('function f(uint a, uint b, bool c) public pure {\nf(a, b, c);\n}').filter((line) =>
        /swapped/.test(line),
      ),
    ).toEqual(['argument-swapped: + f(b, a, c);'])
  })

  test('modifiers, loops, jumps and the caller', () => {
    expect(
      changes(
        'modifier m() {\n_;\n}\nfunction f() public view m {\nwhile (msg.sender.code.length == 7) {\ncontinue;\n}\n}',
      ),
    ).toEqual([
      'caller-replaced: + while (address(this).code.length == 7) {',
      'constant: + while (msg.sender.code.length == 6) {',
      'constant: + while (msg.sender.code.length == 8) {',
      'jump-swapped: + break;',
      'loop-removed: + while (false) {',
      'modifier-removed: + function f() public view  {',
      'relational-negated: + while (msg.sender.code.length != 7) {',
    ])
  })

  test('assembly', () => {
    expect(
      changes(
        'function f(uint a) public pure returns (uint b) {\nassembly {\nif iszero(a) {\nb := add(a, 0x20)\n}\n}\n}',
      ),
    ).toEqual([
      'assembly-branch: + if 0 {',
      'assembly-branch: + if 1 {',
      'assembly-constant: + b := add(a, 0x1f)',
      'assembly-constant: + b := add(a, 0x21)',
      'assembly-operation: + b := sub(a, 0x20)',
      'assembly-operation: + if a {',
      'assembly-statement: ',
    ])
  })

  test('nothing in errors, events, structs and comments', () => {
    expect(mutants('error E(uint a);\nevent V(uint a);\nstruct S { uint a; }\n// 1 + 1\n')).toEqual([])
  })
})

describe('what a mutant is called', () => {
  const before = 'function f(uint a) public pure returns (uint) {\nreturn a + 1;\n}'

  test('stays when other code changes', () => {
    const ids = mutants(before).map(({ id }) => id)
    const later = mutants(`uint constant NEW = 1;\n\n${before}`).map(({ id }) => id)
    expect(later).toEqual(expect.arrayContaining(ids))
  })

  test('is no other mutant’s', () => {
    const ids = mutants('function f(uint a) public pure {\na = 1;\na = 1;\na = 1;\n}').map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('changes with the statement', () => {
    const [first] = mutants(before).filter(({ operator }) => operator === 'arithmetic-swapped')
    const [second] = mutants(before.replace('+ 1', '+ 2')).filter(({ operator }) => operator === 'arithmetic-swapped')
    expect(first?.id).not.toBe(second?.id)
  })

  test('each changes the source, and no two in the same way', () => {
    const sources = mutants(`uint s;\n${before}\nfunction g() public {\ns = 1;\n}`).map(({ source }) => source)
    expect(new Set(sources).size).toBe(sources.length)
  })
})
