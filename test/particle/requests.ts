import { mock } from './mockStack.js'

export const owner = '0xc19dd1f3e212b39a30036EF3DE3F83dEf5a66E41'

export const smartAccount = { name: 'BICONOMY', ownerAddress: owner, version: '2.0.0' } as const

/** The session in Particle's documentation. */
export const session = {
  sessionKeyDataInAbi: [
    ['address', 'address', 'address', 'uint256'],
    [
      '0x1dacDa1087C4048774bEce7784EB8EC4CfBeDB2c',
      '0x909E30bdBCb728131E3F8d17150eaE740C904649',
      '0x11D266772b85C2C5D4f84A41ca3E08e9f04Fb5D3',
      1,
    ],
  ],
  sessionValidationModule: '0x4b7f018Fa27a97b6a17b6d4d8Cb3c0e2D9340133',
  validAfter: 0,
  validUntil: 0,
} as const

/** The same, as the answer writes it. */
export const encodedSession = {
  sessionKeyData:
    '0x0000000000000000000000001dacda1087c4048774bece7784eb8ec4cfbedb2c000000000000000000000000909e30bdbcb728131e3f8d17150eae740c90464900000000000000000000000011d266772b85c2c5d4f84a41ca3e08e9f04fb5d30000000000000000000000000000000000000000000000000000000000000001',
  sessionValidationModule: '0x4b7f018Fa27a97b6a17b6d4d8Cb3c0e2D9340133',
  validAfter: 0,
  validUntil: 0,
} as const

/** Root of a Biconomy tree of that session alone. */
export const root = '0x6c98955fe6db976fde4318beb22b3aa902fa5de66756158c4f4ef5c012e90551'

export const call = { data: '0x1234', to: '0x909E30bdBCb728131E3F8d17150eaE740C904649', value: '0x1' } as const

/** A signed op, with numbers in both of Particle's forms. */
export const userOp = {
  callData: '0x0000189a',
  callGasLimit: '0x013c73',
  initCode: '0x',
  maxFeePerGas: '1500000034',
  maxPriorityFeePerGas: '1500000000',
  nonce: '0x00',
  paymasterAndData: '0x',
  preVerificationGas: '0xd9ec',
  sender: mock.account,
  signature: `0x${'11'.repeat(65)}`,
  verificationGasLimit: '0x04db73',
} as const
