import { describe, expect, test } from 'vitest'
import { judge, readLcov } from '../../script/coverage/lcov.mjs'

const source = ['function f(uint256 x) {', '  if (x == 0) revert Zero();', '  y = x;', '  y = x;', '}'].join('\n')

const report = (f: { second: number; third: number; zero: string }) =>
  [
    'SF:contracts/A.sol',
    'FN:1,A.f',
    'FNDA:1,A.f',
    'DA:1,4',
    'DA:2,4',
    `BRDA:2,0,0,${f.zero}`,
    `DA:3,${f.second}`,
    `DA:4,${f.third}`,
    'LF:4',
    'end_of_record',
  ].join('\n')

const placesOf = (text: string) => readLcov(text).get('contracts/A.sol') ?? []

describe('readLcov', () => {
  test('default: lines and branches by file', () => {
    const places = placesOf(report({ second: 4, third: 0, zero: '2' }))
    expect(places.map(({ hits, line, way }) => [line, way, hits])).toEqual([
      [1, undefined, 4],
      [2, undefined, 4],
      [2, 0, 2],
      [3, undefined, 4],
      [4, undefined, 0],
    ])
  })

  test('behavior: a file that two contracts hold is covered by either', () => {
    const text = [report({ second: 0, third: 1, zero: '-' }), report({ second: 1, third: 0, zero: '3' })].join('\n')
    expect(judge(placesOf(text), source).missed).toEqual([])
  })
})

describe('judge', () => {
  const places = placesOf(report({ second: 0, third: 0, zero: '-' }))

  test('default: what is not covered', () => {
    const judged = judge(places, source)
    expect(judged.lines).toEqual({ excused: 0, found: 4, missed: 2 })
    expect(judged.branches).toEqual({ excused: 0, found: 1, missed: 1 })
    expect(judged.missed.map(({ line }) => line)).toEqual([2, 3, 4])
  })

  test('behavior: a reason excuses one place of its kind', () => {
    const judged = judge(places, source, [{ lines: ['y = x;'], reason: 'because' }])
    expect(judged.lines).toEqual({ excused: 1, found: 4, missed: 2 })
    expect(judged.branches).toEqual({ excused: 0, found: 1, missed: 1 })
    expect(judged.missed.map(({ reason }) => reason)).toEqual([undefined, 'because', undefined])
  })

  test('behavior: a reason for what is covered, or gone, is stale', () => {
    const gaps = [
      { branches: ['if (x == 0) revert Zero();', 'if (x == 1) {'], lines: ['function f(uint256 x) {'], reason: '' },
    ]
    expect(judge(places, source, gaps).stale.map(({ text }) => text)).toEqual([
      'function f(uint256 x) {',
      'if (x == 1) {',
    ])
  })
})
