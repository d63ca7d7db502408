import { concatHex, slice, zeroHash } from 'viem'
import { expect, test } from 'vitest'
import { encodeErc20ApproveSessionKeyData } from '../modules/erc20Approve.js'
import { allowTransfer } from './allowTransfer.js'
import { decodePolicy } from './decodePolicy.js'
import { definePolicy } from './definePolicy.js'
import { encodePolicy } from './encodePolicy.js'
import { beginsAsPolicy, readPolicy } from './readPolicy.js'

const address = '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3'
const encoded = encodePolicy(
  definePolicy({
    fees: { maxPerOp: 1n },
    permissions: [allowTransfer({ address, value: { max: 1n } })],
    signer: address,
  }),
)
const ofModule = encodeErc20ApproveSessionKeyData({ maxAmount: 1n, signer: address, spender: address, token: address })

test('default: a policy', async () => {
  expect(beginsAsPolicy(encoded)).toBe(true)
  expect(await readPolicy(encoded)).toEqual(decodePolicy(encoded))
})

test('behavior: data of another module is none', async () => {
  for (const data of [ofModule, zeroHash, '0x'] as const) {
    expect(beginsAsPolicy(data)).toBe(false)
    expect(await readPolicy(data)).toBeUndefined()
  }
})

test('behavior: data that only begins as one is none', async () => {
  for (const data of ['0x01', slice(encoded, 0, -1), concatHex([encoded, '0x00'])] as const) {
    expect(beginsAsPolicy(data)).toBe(true)
    expect(await readPolicy(data)).toBeUndefined()
  }
})
