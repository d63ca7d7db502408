//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// refusals
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const refusalsAbi = [
  {
    type: 'error',
    inputs: [{ name: 'selector', type: 'bytes4' }],
    name: 'AccountFunctionNotAllowed',
  },
  { type: 'error', inputs: [], name: 'AccountSignatureMalformed' },
  {
    type: 'error',
    inputs: [
      { name: 'amount', type: 'uint256' },
      { name: 'maxAmount', type: 'uint256' },
    ],
    name: 'AmountAboveCap',
  },
  {
    type: 'error',
    inputs: [
      { name: 'index', type: 'uint256' },
      { name: 'word', type: 'bytes32' },
      { name: 'allowed', type: 'bytes32' },
    ],
    name: 'ArgumentNotAllowed',
  },
  { type: 'error', inputs: [], name: 'BatchEmpty' },
  {
    type: 'error',
    inputs: [
      { name: 'id', type: 'bytes16' },
      { name: 'wanted', type: 'uint256' },
      { name: 'left', type: 'uint256' },
    ],
    name: 'BudgetExceeded',
  },
  {
    type: 'error',
    inputs: [
      { name: 'call', type: 'uint256' },
      { name: 'permission', type: 'uint256' },
    ],
    name: 'CallDenied',
  },
  {
    type: 'error',
    inputs: [
      { name: 'call', type: 'uint256' },
      { name: 'target', type: 'address' },
      { name: 'selector', type: 'bytes4' },
    ],
    name: 'CallNotPermitted',
  },
  {
    type: 'error',
    inputs: [
      { name: 'length', type: 'uint256' },
      { name: 'expected', type: 'uint256' },
    ],
    name: 'CalldataLengthNotAllowed',
  },
  {
    type: 'error',
    inputs: [
      { name: 'caller', type: 'address' },
      { name: 'sender', type: 'address' },
    ],
    name: 'CallerNotSender',
  },
  { type: 'error', inputs: [], name: 'ExecutionMalformed' },
  {
    type: 'error',
    inputs: [{ name: 'mode', type: 'bytes32' }],
    name: 'ExecutionModeNotAllowed',
  },
  {
    type: 'error',
    inputs: [
      { name: 'fee', type: 'uint256' },
      { name: 'cap', type: 'uint256' },
    ],
    name: 'FeeAboveCap',
  },
  {
    type: 'error',
    inputs: [{ name: 'root', type: 'bytes32' }],
    name: 'GrantDead',
  },
  {
    type: 'error',
    inputs: [
      { name: 'root', type: 'bytes32' },
      { name: 'digest', type: 'bytes32' },
    ],
    name: 'GrantSignatureInvalid',
  },
  { type: 'error', inputs: [], name: 'InitCodeNotAllowed' },
  {
    type: 'error',
    inputs: [{ name: 'module', type: 'address' }],
    name: 'ModuleAnswerInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'nonce', type: 'uint256' }],
    name: 'NonceReserved',
  },
  { type: 'error', inputs: [], name: 'NothingToRevoke' },
  {
    type: 'error',
    inputs: [{ name: 'paymaster', type: 'address' }],
    name: 'PaymasterNotAllowed',
  },
  { type: 'error', inputs: [], name: 'PeriodOutOfRange' },
  {
    type: 'error',
    inputs: [
      { name: 'named', type: 'uint256' },
      { name: 'expected', type: 'uint256' },
    ],
    name: 'PeriodsMismatch',
  },
  { type: 'error', inputs: [], name: 'PolicyMalformed' },
  {
    type: 'error',
    inputs: [{ name: 'length', type: 'uint256' }],
    name: 'ProofTooLong',
  },
  { type: 'error', inputs: [], name: 'RootZero' },
  {
    type: 'error',
    inputs: [
      { name: 'call', type: 'uint256' },
      { name: 'permission', type: 'uint256' },
      { name: 'failure', type: 'uint8' },
      { name: 'offset', type: 'uint256' },
    ],
    name: 'RuleFailed',
  },
  {
    type: 'error',
    inputs: [
      { name: 'selector', type: 'bytes4' },
      { name: 'allowed', type: 'bytes4' },
    ],
    name: 'SelectorNotAllowed',
  },
  {
    type: 'error',
    inputs: [{ name: 'id', type: 'bytes32' }],
    name: 'SessionDead',
  },
  { type: 'error', inputs: [], name: 'SessionKeyDataInvalid' },
  {
    type: 'error',
    inputs: [{ name: 'length', type: 'uint256' }],
    name: 'SessionKeyDataTooLong',
  },
  {
    type: 'error',
    inputs: [
      { name: 'id', type: 'bytes32' },
      { name: 'root', type: 'bytes32' },
    ],
    name: 'SessionNotGranted',
  },
  {
    type: 'error',
    inputs: [{ name: 'signer', type: 'address' }],
    name: 'SignerForbidden',
  },
  {
    type: 'error',
    inputs: [
      { name: 'first', type: 'address' },
      { name: 'other', type: 'address' },
    ],
    name: 'SignersDiffer',
  },
  {
    type: 'error',
    inputs: [{ name: 'target', type: 'address' }],
    name: 'TargetForbidden',
  },
  {
    type: 'error',
    inputs: [
      { name: 'target', type: 'address' },
      { name: 'allowed', type: 'address' },
    ],
    name: 'TargetNotAllowed',
  },
  {
    type: 'error',
    inputs: [{ name: 'value', type: 'uint256' }],
    name: 'ValueNotAllowed',
  },
  {
    type: 'error',
    inputs: [
      { name: 'validUntil', type: 'uint48' },
      { name: 'validAfter', type: 'uint48' },
    ],
    name: 'WindowOutOfRange',
  },
  { type: 'error', inputs: [], name: 'WireMalformed' },
  {
    type: 'error',
    inputs: [{ name: 'version', type: 'uint8' }],
    name: 'WireVersionUnknown',
  },
  { type: 'error', inputs: [], name: 'BudgetsNeedRegistry' },
  { type: 'error', inputs: [], name: 'CallJudgedAlone' },
  { type: 'error', inputs: [], name: 'NFTZero' },
  {
    type: 'error',
    inputs: [{ name: 'account', type: 'address' }],
    name: 'AlreadyInitialized',
  },
  {
    type: 'error',
    inputs: [{ name: 'length', type: 'uint256' }],
    name: 'InstallDataMalformed',
  },
  {
    type: 'error',
    inputs: [{ name: 'account', type: 'address' }],
    name: 'NotInitialized',
  },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// registryEvents
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const registryEventsAbi = [
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'account', type: 'address', indexed: true },
      { name: 'root', type: 'bytes32', indexed: true },
    ],
    name: 'GrantRevoked',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'account', type: 'address', indexed: true },
      { name: 'id', type: 'bytes32', indexed: true },
    ],
    name: 'SessionRevoked',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      { name: 'account', type: 'address', indexed: true },
      { name: 'root', type: 'bytes32', indexed: true },
      { name: 'epoch', type: 'uint256', indexed: false },
      { name: 'sessions', type: 'bytes', indexed: false },
    ],
    name: 'SessionsGranted',
  },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// registryReads
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const registryReadsAbi = [
  {
    type: 'function',
    inputs: [{ name: 'account', type: 'address' }],
    name: 'epochOf',
    outputs: [{ name: 'epoch', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'smartAccount', type: 'address' }],
    name: 'getSessionKeys',
    outputs: [
      {
        name: '',
        type: 'tuple',
        components: [{ name: 'merkleRoot', type: 'bytes32' }],
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'account', type: 'address' },
      { name: 'id', type: 'bytes32' },
      { name: 'proof', type: 'bytes32[]' },
    ],
    name: 'isSessionLive',
    outputs: [{ name: '', type: 'bool' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'key', type: 'bytes32' },
      { name: 'account', type: 'address' },
    ],
    name: 'spentOf',
    outputs: [{ name: 'spent', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'node', type: 'bytes32' },
      { name: 'account', type: 'address' },
    ],
    name: 'statusOf',
    outputs: [{ name: 'status', type: 'uint256' }],
    stateMutability: 'view',
  },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// registryWrites
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const registryWritesAbi = [
  {
    type: 'function',
    inputs: [
      { name: 'root', type: 'bytes32' },
      { name: 'sessions', type: 'bytes' },
    ],
    name: 'grantSessions',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'revokeAllSessions',
    outputs: [{ name: 'epoch', type: 'uint256' }],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'root', type: 'bytes32' }],
    name: 'revokeGrant',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'ids', type: 'bytes32[]' }],
    name: 'revokeSessions',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'merkleRoot', type: 'bytes32' }],
    name: 'setMerkleRoot',
    outputs: [],
    stateMutability: 'nonpayable',
  },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// validateUserOp06
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const validateUserOp06Abi = [
  {
    type: 'function',
    inputs: [
      {
        name: 'userOp',
        type: 'tuple',
        components: [
          { name: 'sender', type: 'address' },
          { name: 'nonce', type: 'uint256' },
          { name: 'initCode', type: 'bytes' },
          { name: 'callData', type: 'bytes' },
          { name: 'callGasLimit', type: 'uint256' },
          { name: 'verificationGasLimit', type: 'uint256' },
          { name: 'preVerificationGas', type: 'uint256' },
          { name: 'maxFeePerGas', type: 'uint256' },
          { name: 'maxPriorityFeePerGas', type: 'uint256' },
          { name: 'paymasterAndData', type: 'bytes' },
          { name: 'signature', type: 'bytes' },
        ],
      },
      { name: 'userOpHash', type: 'bytes32' },
    ],
    name: 'validateUserOp',
    outputs: [{ name: 'validationData', type: 'uint256' }],
    stateMutability: 'nonpayable',
  },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// validateUserOp07
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const validateUserOp07Abi = [
  {
    type: 'function',
    inputs: [
      {
        name: 'userOp',
        type: 'tuple',
        components: [
          { name: 'sender', type: 'address' },
          { name: 'nonce', type: 'uint256' },
          { name: 'initCode', type: 'bytes' },
          { name: 'callData', type: 'bytes' },
          { name: 'accountGasLimits', type: 'bytes32' },
          { name: 'preVerificationGas', type: 'uint256' },
          { name: 'gasFees', type: 'bytes32' },
          { name: 'paymasterAndData', type: 'bytes' },
          { name: 'signature', type: 'bytes' },
        ],
      },
      { name: 'userOpHash', type: 'bytes32' },
    ],
    name: 'validateUserOp',
    outputs: [{ name: 'validationData', type: 'uint256' }],
    stateMutability: 'nonpayable',
  },
] as const
