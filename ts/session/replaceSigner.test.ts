import { concatHex, pad, slice, zeroAddress, zeroHash } from 'viem'
import { expect, test } from 'vitest'
import { encodeErc20ApproveSessionKeyData } from '../modules/erc20Approve.js'
import { allowTransfer, decodePolicy, definePolicy, encodePolicy } from '../policy/index.js'
import { getSessionId } from './getSessionId.js'
import { replaceSigner } from './replaceSigner.js'

const oldSigner = '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c'
const newSigner = '0x909E30bdBCb728131E3F8d17150eaE740C904649'
const token = '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3'
const approve = (signer: typeof oldSigner | typeof newSigner) =>
  encodeErc20ApproveSessionKeyData({ maxAmount: 1n, signer, spender: token, token })
const session = { module: token, sessionKeyData: approve(oldSigner), validAfter: 1, validUntil: 2 } as const

test('default: the first word', () => {
  const replaced = replaceSigner(session, { newSigner, oldSigner })
  expect(replaced).toEqual({ ...session, sessionKeyData: approve(newSigner) })
  expect(getSessionId(replaced)).not.toBe(getSessionId(session))
})

test('behavior: the key of a policy', () => {
  const policy = definePolicy({
    fees: { maxPerOp: 1n },
    permissions: [allowTransfer({ address: token, value: { max: 1n } })],
    signer: oldSigner,
  })
  const { sessionKeyData } = replaceSigner(
    { ...session, sessionKeyData: encodePolicy(policy) },
    { newSigner, oldSigner },
  )
  expect(sessionKeyData).toBe(encodePolicy({ ...policy, signer: newSigner }))
  expect(decodePolicy(sessionKeyData).signer).toBe(newSigner)
})

test('error: data that does not name the key where it is replaced', () => {
  for (const sessionKeyData of [
    '0x',
    zeroHash,
    slice(approve(oldSigner), 0, 31),
    approve(newSigner),
    concatHex([zeroHash, pad(oldSigner)]),
    concatHex(['0x02', slice(approve(oldSigner), 1)]),
  ] as const)
    expect(() => replaceSigner({ ...session, sessionKeyData }, { newSigner, oldSigner })).toThrow('does not name')
})

test('error: data that names the key twice', () => {
  const sessionKeyData = encodeErc20ApproveSessionKeyData({
    maxAmount: 1n,
    signer: oldSigner,
    spender: oldSigner,
    token,
  })
  expect(() => replaceSigner({ ...session, sessionKeyData }, { newSigner, oldSigner })).toThrow(
    `names "${oldSigner}" in more than one place`,
  )
})

test('error: says what is wrong', () => {
  expect(() =>
    replaceSigner(session, { newSigner: oldSigner, oldSigner: newSigner }),
  ).toThrowErrorMatchingInlineSnapshot(`
    [SignerMismatchError: The session's data does not name "0x909E30bdBCb728131E3F8d17150eaE740C904649" as its key.

    This could arise when:
    - The key is that of another session.
    - The key stands for something else too, such as a recipient: which of them is the signer, only the module knows.
    - The module keeps the key elsewhere than a policy, or than the first word of its data. Build the session with the module’s own
      encoder, and pass it to \`updateSession\`.
    ]
  `)
})

test.each([
  ['the zero address', zeroAddress],
  ['short', '0x1234'],
  ['against its checksum', newSigner.replace('E3', 'e3')],
  ['left out', undefined],
])('error: a new key that is %s', (_, newSigner) => {
  expect(() => replaceSigner(session, { newSigner: newSigner as never, oldSigner })).toThrow(
    expect.objectContaining({ field: 'newSigner', name: 'InvalidSessionKeyDataError' }),
  )
})

test('error: says what is wrong with a new key', () => {
  expect(() => replaceSigner(session, { newSigner: zeroAddress, oldSigner })).toThrowErrorMatchingInlineSnapshot(`
    [InvalidSessionKeyDataError: \`newSigner\` of \`0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3\` is "0x0000000000000000000000000000000000000000": the zero address is not allowed.

    This could arise when:
    - The field was left out, or comes from a configuration that lacks it.
    - A number was given where a bigint is meant, or an address that does not match its checksum.
    ]
  `)
})
