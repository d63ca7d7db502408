import { expect, test } from 'vitest'
import { reportOf } from '../../script/mutate/report.mjs'

const survivor = 'A:f:constant:00000001'
const results = {
  files: {
    'contracts/A.sol': {
      digest: '',
      mutants: 30,
      operators: { constant: { killed: 18, same: 3, stillborn: 1, survived: 1, timeout: 1 } },
      survivors: { [survivor]: { diff: '- a = 1;\n+ a = 2;', line: 3 } },
    },
  },
}

test('a survivor counts against the score, and is shown', () => {
  const report = reportOf({ equivalents: {}, results })
  expect(report).toContain('| `A.sol` | 95.0 % | 24 / 30 | 19 | 1 | 0 | 3 | 1 |')
  expect(report).toContain(`## Survivors`)
  expect(report).toContain('+ a = 2;')
})

test('one that is equivalent does not, and is shown with its reason', () => {
  const report = reportOf({ equivalents: { [survivor]: 'Nothing reads it.' }, results })
  expect(report).toContain('| `A.sol` | 100.0 % | 24 / 30 | 19 | 0 | 1 | 3 | 1 |')
  expect(report).toContain('| `constant` | 100.0 % | 24 | 19 | 0 | 1 | 3 | 1 |')
  expect(report).not.toContain('## Survivors')
  expect(report).toContain('Nothing reads it.')
})

test('the score is never rounded up', () => {
  const operators = { constant: { killed: 1_999, survived: 1 } }
  const report = reportOf({
    equivalents: {},
    results: { files: { 'contracts/A.sol': { ...results.files['contracts/A.sol'], operators } } },
  })
  expect(report).toContain('**Score: 99.9 %**')
})
