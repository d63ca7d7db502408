import { expect, test } from 'vitest'
import { allowTransfer } from './allowTransfer.js'
import { definePolicy } from './definePolicy.js'
import { encodePolicy } from './encodePolicy.js'
import { toPolicySession } from './toPolicySession.js'

const module = '0x000000D50C68705bd6897B2d17c7de32FB519fDA'
const policy = definePolicy({
  signer: '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
  permissions: [allowTransfer({ address: '0x909E30bdBCb728131E3F8d17150eaE740C904649', value: { max: 5n } })],
  fees: 'none',
})

test('default', () => {
  expect(toPolicySession({ policy, module, validUntil: 9, validAfter: 1 })).toEqual({
    validUntil: 9,
    validAfter: 1,
    module,
    sessionKeyData: encodePolicy(policy),
  })
})

test('error: the session is not valid', () => {
  expect(() => toPolicySession({ policy, module, validUntil: 1, validAfter: 2 })).toThrow(
    expect.objectContaining({ name: 'InvalidSessionError', field: 'validAfter' }),
  )
})
