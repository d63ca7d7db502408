//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// BiconomySessionRegistry
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const biconomySessionRegistryAbi = [
  {
    type: 'constructor',
    inputs: [
      {
        name: 'modules',
        internalType: 'struct BuiltInModules',
        type: 'tuple',
        components: [
          { name: 'callPolicy', internalType: 'address', type: 'address' },
          { name: 'erc20Approve', internalType: 'address', type: 'address' },
          { name: 'erc20Transfer', internalType: 'address', type: 'address' },
        ],
      },
    ],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'eip712Domain',
    outputs: [
      { name: 'fields', internalType: 'bytes1', type: 'bytes1' },
      { name: 'name', internalType: 'string', type: 'string' },
      { name: 'version', internalType: 'string', type: 'string' },
      { name: 'chainId', internalType: 'uint256', type: 'uint256' },
      { name: 'verifyingContract', internalType: 'address', type: 'address' },
      { name: 'salt', internalType: 'bytes32', type: 'bytes32' },
      { name: 'extensions', internalType: 'uint256[]', type: 'uint256[]' },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'account', internalType: 'address', type: 'address' }],
    name: 'epochOf',
    outputs: [{ name: 'epoch', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'smartAccount', internalType: 'address', type: 'address' },
    ],
    name: 'getSessionKeys',
    outputs: [
      {
        name: '',
        internalType: 'struct IBiconomySessionRegistry.SessionStorage',
        type: 'tuple',
        components: [
          { name: 'merkleRoot', internalType: 'bytes32', type: 'bytes32' },
        ],
      },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'root', internalType: 'SessionNode', type: 'bytes32' },
      { name: 'sessions', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'grantSessions',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [
      { name: 'account', internalType: 'address', type: 'address' },
      { name: 'id', internalType: 'SessionId', type: 'bytes32' },
      { name: 'proof', internalType: 'bytes32[]', type: 'bytes32[]' },
    ],
    name: 'isSessionLive',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: '', internalType: 'bytes32', type: 'bytes32' },
      { name: '', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'isValidSignature',
    outputs: [{ name: '', internalType: 'bytes4', type: 'bytes4' }],
    stateMutability: 'pure',
  },
  {
    type: 'function',
    inputs: [],
    name: 'revokeAllSessions',
    outputs: [{ name: 'epoch', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'root', internalType: 'SessionNode', type: 'bytes32' }],
    name: 'revokeGrant',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'id', internalType: 'SessionId', type: 'bytes32' }],
    name: 'revokeSession',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'ids', internalType: 'SessionId[]', type: 'bytes32[]' }],
    name: 'revokeSessions',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'merkleRoot', internalType: 'bytes32', type: 'bytes32' }],
    name: 'setMerkleRoot',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [
      { name: 'key', internalType: 'bytes32', type: 'bytes32' },
      { name: 'account', internalType: 'address', type: 'address' },
    ],
    name: 'spentOf',
    outputs: [{ name: 'spent', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'node', internalType: 'SessionNode', type: 'bytes32' },
      { name: 'account', internalType: 'address', type: 'address' },
    ],
    name: 'statusOf',
    outputs: [{ name: 'status', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      {
        name: 'userOp',
        internalType: 'struct UserOperation',
        type: 'tuple',
        components: [
          { name: 'sender', internalType: 'address', type: 'address' },
          { name: 'nonce', internalType: 'uint256', type: 'uint256' },
          { name: 'initCode', internalType: 'bytes', type: 'bytes' },
          { name: 'callData', internalType: 'bytes', type: 'bytes' },
          { name: 'callGasLimit', internalType: 'uint256', type: 'uint256' },
          {
            name: 'verificationGasLimit',
            internalType: 'uint256',
            type: 'uint256',
          },
          {
            name: 'preVerificationGas',
            internalType: 'uint256',
            type: 'uint256',
          },
          { name: 'maxFeePerGas', internalType: 'uint256', type: 'uint256' },
          {
            name: 'maxPriorityFeePerGas',
            internalType: 'uint256',
            type: 'uint256',
          },
          { name: 'paymasterAndData', internalType: 'bytes', type: 'bytes' },
          { name: 'signature', internalType: 'bytes', type: 'bytes' },
        ],
      },
      { name: 'userOpHash', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'validateUserOp',
    outputs: [
      { name: 'validationData', internalType: 'uint256', type: 'uint256' },
    ],
    stateMutability: 'nonpayable',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'account',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'epoch',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'AllSessionsRevoked',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'account',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'root',
        internalType: 'SessionNode',
        type: 'bytes32',
        indexed: true,
      },
    ],
    name: 'GrantRevoked',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'account',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'merkleRoot',
        internalType: 'bytes32',
        type: 'bytes32',
        indexed: true,
      },
    ],
    name: 'MerkleRootSet',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'account',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      { name: 'id', internalType: 'SessionId', type: 'bytes32', indexed: true },
    ],
    name: 'SessionRevoked',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'account',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'root',
        internalType: 'SessionNode',
        type: 'bytes32',
        indexed: true,
      },
      {
        name: 'epoch',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
      {
        name: 'sessions',
        internalType: 'bytes',
        type: 'bytes',
        indexed: false,
      },
    ],
    name: 'SessionsGranted',
  },
  {
    type: 'error',
    inputs: [{ name: 'selector', internalType: 'bytes4', type: 'bytes4' }],
    name: 'AccountFunctionNotAllowed',
  },
  { type: 'error', inputs: [], name: 'AccountSignatureMalformed' },
  {
    type: 'error',
    inputs: [
      { name: 'amount', internalType: 'uint256', type: 'uint256' },
      { name: 'maxAmount', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'AmountAboveCap',
  },
  {
    type: 'error',
    inputs: [
      { name: 'index', internalType: 'uint256', type: 'uint256' },
      { name: 'word', internalType: 'bytes32', type: 'bytes32' },
      { name: 'allowed', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'ArgumentNotAllowed',
  },
  { type: 'error', inputs: [], name: 'BatchEmpty' },
  {
    type: 'error',
    inputs: [
      { name: 'id', internalType: 'bytes16', type: 'bytes16' },
      { name: 'wanted', internalType: 'uint256', type: 'uint256' },
      { name: 'left', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'BudgetExceeded',
  },
  {
    type: 'error',
    inputs: [
      { name: 'call', internalType: 'uint256', type: 'uint256' },
      { name: 'permission', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'CallDenied',
  },
  {
    type: 'error',
    inputs: [
      { name: 'call', internalType: 'uint256', type: 'uint256' },
      { name: 'target', internalType: 'address', type: 'address' },
      { name: 'selector', internalType: 'bytes4', type: 'bytes4' },
    ],
    name: 'CallNotPermitted',
  },
  {
    type: 'error',
    inputs: [
      { name: 'length', internalType: 'uint256', type: 'uint256' },
      { name: 'expected', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'CalldataLengthNotAllowed',
  },
  {
    type: 'error',
    inputs: [
      { name: 'caller', internalType: 'address', type: 'address' },
      { name: 'sender', internalType: 'address', type: 'address' },
    ],
    name: 'CallerNotSender',
  },
  { type: 'error', inputs: [], name: 'ExecutionMalformed' },
  {
    type: 'error',
    inputs: [{ name: 'mode', internalType: 'bytes32', type: 'bytes32' }],
    name: 'ExecutionModeNotAllowed',
  },
  {
    type: 'error',
    inputs: [
      { name: 'fee', internalType: 'uint256', type: 'uint256' },
      { name: 'cap', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'FeeAboveCap',
  },
  {
    type: 'error',
    inputs: [{ name: 'root', internalType: 'SessionNode', type: 'bytes32' }],
    name: 'GrantDead',
  },
  {
    type: 'error',
    inputs: [
      { name: 'root', internalType: 'SessionNode', type: 'bytes32' },
      { name: 'digest', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'GrantSignatureInvalid',
  },
  { type: 'error', inputs: [], name: 'InitCodeNotAllowed' },
  {
    type: 'error',
    inputs: [{ name: 'module', internalType: 'address', type: 'address' }],
    name: 'ModuleAnswerInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'nonce', internalType: 'uint256', type: 'uint256' }],
    name: 'NonceReserved',
  },
  { type: 'error', inputs: [], name: 'NothingToRevoke' },
  {
    type: 'error',
    inputs: [{ name: 'paymaster', internalType: 'address', type: 'address' }],
    name: 'PaymasterNotAllowed',
  },
  { type: 'error', inputs: [], name: 'PeriodOutOfRange' },
  {
    type: 'error',
    inputs: [
      { name: 'named', internalType: 'uint256', type: 'uint256' },
      { name: 'expected', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'PeriodsMismatch',
  },
  { type: 'error', inputs: [], name: 'PolicyMalformed' },
  {
    type: 'error',
    inputs: [{ name: 'length', internalType: 'uint256', type: 'uint256' }],
    name: 'ProofTooLong',
  },
  { type: 'error', inputs: [], name: 'RootZero' },
  {
    type: 'error',
    inputs: [
      { name: 'call', internalType: 'uint256', type: 'uint256' },
      { name: 'permission', internalType: 'uint256', type: 'uint256' },
      { name: 'failure', internalType: 'enum Failure', type: 'uint8' },
      { name: 'offset', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'RuleFailed',
  },
  {
    type: 'error',
    inputs: [
      { name: 'selector', internalType: 'bytes4', type: 'bytes4' },
      { name: 'allowed', internalType: 'bytes4', type: 'bytes4' },
    ],
    name: 'SelectorNotAllowed',
  },
  {
    type: 'error',
    inputs: [{ name: 'id', internalType: 'SessionId', type: 'bytes32' }],
    name: 'SessionDead',
  },
  { type: 'error', inputs: [], name: 'SessionKeyDataInvalid' },
  {
    type: 'error',
    inputs: [{ name: 'length', internalType: 'uint256', type: 'uint256' }],
    name: 'SessionKeyDataTooLong',
  },
  {
    type: 'error',
    inputs: [
      { name: 'id', internalType: 'SessionId', type: 'bytes32' },
      { name: 'root', internalType: 'SessionNode', type: 'bytes32' },
    ],
    name: 'SessionNotGranted',
  },
  {
    type: 'error',
    inputs: [{ name: 'signer', internalType: 'address', type: 'address' }],
    name: 'SignerForbidden',
  },
  {
    type: 'error',
    inputs: [
      { name: 'first', internalType: 'address', type: 'address' },
      { name: 'other', internalType: 'address', type: 'address' },
    ],
    name: 'SignersDiffer',
  },
  {
    type: 'error',
    inputs: [{ name: 'target', internalType: 'address', type: 'address' }],
    name: 'TargetForbidden',
  },
  {
    type: 'error',
    inputs: [
      { name: 'target', internalType: 'address', type: 'address' },
      { name: 'allowed', internalType: 'address', type: 'address' },
    ],
    name: 'TargetNotAllowed',
  },
  {
    type: 'error',
    inputs: [{ name: 'value', internalType: 'uint256', type: 'uint256' }],
    name: 'ValueNotAllowed',
  },
  {
    type: 'error',
    inputs: [
      { name: 'validUntil', internalType: 'uint48', type: 'uint48' },
      { name: 'validAfter', internalType: 'uint48', type: 'uint48' },
    ],
    name: 'WindowOutOfRange',
  },
  { type: 'error', inputs: [], name: 'WireMalformed' },
  {
    type: 'error',
    inputs: [{ name: 'version', internalType: 'uint8', type: 'uint8' }],
    name: 'WireVersionUnknown',
  },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// CallPolicyModule
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const callPolicyModuleAbi = [
  {
    type: 'function',
    inputs: [],
    name: 'EXECUTE_OPTIMIZED_SELECTOR',
    outputs: [{ name: '', internalType: 'bytes4', type: 'bytes4' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'EXECUTE_SELECTOR',
    outputs: [{ name: '', internalType: 'bytes4', type: 'bytes4' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: '', internalType: 'address', type: 'address' },
      { name: '', internalType: 'uint256', type: 'uint256' },
      { name: '', internalType: 'bytes', type: 'bytes' },
      { name: '', internalType: 'bytes', type: 'bytes' },
      { name: '', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'validateSessionParams',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'pure',
  },
  {
    type: 'function',
    inputs: [
      {
        name: 'op',
        internalType: 'struct UserOperation',
        type: 'tuple',
        components: [
          { name: 'sender', internalType: 'address', type: 'address' },
          { name: 'nonce', internalType: 'uint256', type: 'uint256' },
          { name: 'initCode', internalType: 'bytes', type: 'bytes' },
          { name: 'callData', internalType: 'bytes', type: 'bytes' },
          { name: 'callGasLimit', internalType: 'uint256', type: 'uint256' },
          {
            name: 'verificationGasLimit',
            internalType: 'uint256',
            type: 'uint256',
          },
          {
            name: 'preVerificationGas',
            internalType: 'uint256',
            type: 'uint256',
          },
          { name: 'maxFeePerGas', internalType: 'uint256', type: 'uint256' },
          {
            name: 'maxPriorityFeePerGas',
            internalType: 'uint256',
            type: 'uint256',
          },
          { name: 'paymasterAndData', internalType: 'bytes', type: 'bytes' },
          { name: 'signature', internalType: 'bytes', type: 'bytes' },
        ],
      },
      { name: 'userOpHash', internalType: 'bytes32', type: 'bytes32' },
      { name: 'sessionKeyData', internalType: 'bytes', type: 'bytes' },
      { name: 'sessionKeySignature', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'validateSessionUserOp',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'view',
  },
  {
    type: 'error',
    inputs: [{ name: 'selector', internalType: 'bytes4', type: 'bytes4' }],
    name: 'AccountFunctionNotAllowed',
  },
  { type: 'error', inputs: [], name: 'BatchEmpty' },
  {
    type: 'error',
    inputs: [
      { name: 'id', internalType: 'bytes16', type: 'bytes16' },
      { name: 'wanted', internalType: 'uint256', type: 'uint256' },
      { name: 'left', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'BudgetExceeded',
  },
  { type: 'error', inputs: [], name: 'BudgetsNeedRegistry' },
  {
    type: 'error',
    inputs: [
      { name: 'call', internalType: 'uint256', type: 'uint256' },
      { name: 'permission', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'CallDenied',
  },
  { type: 'error', inputs: [], name: 'CallJudgedAlone' },
  {
    type: 'error',
    inputs: [
      { name: 'call', internalType: 'uint256', type: 'uint256' },
      { name: 'target', internalType: 'address', type: 'address' },
      { name: 'selector', internalType: 'bytes4', type: 'bytes4' },
    ],
    name: 'CallNotPermitted',
  },
  { type: 'error', inputs: [], name: 'ExecutionMalformed' },
  {
    type: 'error',
    inputs: [
      { name: 'fee', internalType: 'uint256', type: 'uint256' },
      { name: 'cap', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'FeeAboveCap',
  },
  { type: 'error', inputs: [], name: 'InitCodeNotAllowed' },
  {
    type: 'error',
    inputs: [{ name: 'paymaster', internalType: 'address', type: 'address' }],
    name: 'PaymasterNotAllowed',
  },
  { type: 'error', inputs: [], name: 'PeriodOutOfRange' },
  {
    type: 'error',
    inputs: [
      { name: 'named', internalType: 'uint256', type: 'uint256' },
      { name: 'expected', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'PeriodsMismatch',
  },
  { type: 'error', inputs: [], name: 'PolicyMalformed' },
  {
    type: 'error',
    inputs: [
      { name: 'call', internalType: 'uint256', type: 'uint256' },
      { name: 'permission', internalType: 'uint256', type: 'uint256' },
      { name: 'failure', internalType: 'enum Failure', type: 'uint8' },
      { name: 'offset', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'RuleFailed',
  },
  {
    type: 'error',
    inputs: [{ name: 'target', internalType: 'address', type: 'address' }],
    name: 'TargetForbidden',
  },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// ERC1155MintModule
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const erc1155MintModuleAbi = [
  {
    type: 'constructor',
    inputs: [{ name: 'nft', internalType: 'address', type: 'address' }],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'EXECUTE_OPTIMIZED_SELECTOR',
    outputs: [{ name: '', internalType: 'bytes4', type: 'bytes4' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'EXECUTE_SELECTOR',
    outputs: [{ name: '', internalType: 'bytes4', type: 'bytes4' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'NFT',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'destinationContract', internalType: 'address', type: 'address' },
      { name: 'callValue', internalType: 'uint256', type: 'uint256' },
      { name: 'funcCallData', internalType: 'bytes', type: 'bytes' },
      { name: 'sessionKeyData', internalType: 'bytes', type: 'bytes' },
      { name: '', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'validateSessionParams',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      {
        name: 'op',
        internalType: 'struct UserOperation',
        type: 'tuple',
        components: [
          { name: 'sender', internalType: 'address', type: 'address' },
          { name: 'nonce', internalType: 'uint256', type: 'uint256' },
          { name: 'initCode', internalType: 'bytes', type: 'bytes' },
          { name: 'callData', internalType: 'bytes', type: 'bytes' },
          { name: 'callGasLimit', internalType: 'uint256', type: 'uint256' },
          {
            name: 'verificationGasLimit',
            internalType: 'uint256',
            type: 'uint256',
          },
          {
            name: 'preVerificationGas',
            internalType: 'uint256',
            type: 'uint256',
          },
          { name: 'maxFeePerGas', internalType: 'uint256', type: 'uint256' },
          {
            name: 'maxPriorityFeePerGas',
            internalType: 'uint256',
            type: 'uint256',
          },
          { name: 'paymasterAndData', internalType: 'bytes', type: 'bytes' },
          { name: 'signature', internalType: 'bytes', type: 'bytes' },
        ],
      },
      { name: 'userOpHash', internalType: 'bytes32', type: 'bytes32' },
      { name: 'sessionKeyData', internalType: 'bytes', type: 'bytes' },
      { name: 'sessionKeySignature', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'validateSessionUserOp',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'view',
  },
  {
    type: 'error',
    inputs: [{ name: 'selector', internalType: 'bytes4', type: 'bytes4' }],
    name: 'AccountFunctionNotAllowed',
  },
  {
    type: 'error',
    inputs: [
      { name: 'amount', internalType: 'uint256', type: 'uint256' },
      { name: 'maxAmount', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'AmountAboveCap',
  },
  {
    type: 'error',
    inputs: [
      { name: 'index', internalType: 'uint256', type: 'uint256' },
      { name: 'word', internalType: 'bytes32', type: 'bytes32' },
      { name: 'allowed', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'ArgumentNotAllowed',
  },
  { type: 'error', inputs: [], name: 'BatchEmpty' },
  {
    type: 'error',
    inputs: [
      { name: 'length', internalType: 'uint256', type: 'uint256' },
      { name: 'expected', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'CalldataLengthNotAllowed',
  },
  { type: 'error', inputs: [], name: 'ExecutionMalformed' },
  { type: 'error', inputs: [], name: 'NFTZero' },
  {
    type: 'error',
    inputs: [
      { name: 'selector', internalType: 'bytes4', type: 'bytes4' },
      { name: 'allowed', internalType: 'bytes4', type: 'bytes4' },
    ],
    name: 'SelectorNotAllowed',
  },
  { type: 'error', inputs: [], name: 'SessionKeyDataInvalid' },
  {
    type: 'error',
    inputs: [
      { name: 'target', internalType: 'address', type: 'address' },
      { name: 'allowed', internalType: 'address', type: 'address' },
    ],
    name: 'TargetNotAllowed',
  },
  {
    type: 'error',
    inputs: [{ name: 'value', internalType: 'uint256', type: 'uint256' }],
    name: 'ValueNotAllowed',
  },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// ERC20ApproveModule
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const erc20ApproveModuleAbi = [
  {
    type: 'function',
    inputs: [],
    name: 'EXECUTE_OPTIMIZED_SELECTOR',
    outputs: [{ name: '', internalType: 'bytes4', type: 'bytes4' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'EXECUTE_SELECTOR',
    outputs: [{ name: '', internalType: 'bytes4', type: 'bytes4' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'destinationContract', internalType: 'address', type: 'address' },
      { name: 'callValue', internalType: 'uint256', type: 'uint256' },
      { name: 'funcCallData', internalType: 'bytes', type: 'bytes' },
      { name: 'sessionKeyData', internalType: 'bytes', type: 'bytes' },
      { name: '', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'validateSessionParams',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      {
        name: 'op',
        internalType: 'struct UserOperation',
        type: 'tuple',
        components: [
          { name: 'sender', internalType: 'address', type: 'address' },
          { name: 'nonce', internalType: 'uint256', type: 'uint256' },
          { name: 'initCode', internalType: 'bytes', type: 'bytes' },
          { name: 'callData', internalType: 'bytes', type: 'bytes' },
          { name: 'callGasLimit', internalType: 'uint256', type: 'uint256' },
          {
            name: 'verificationGasLimit',
            internalType: 'uint256',
            type: 'uint256',
          },
          {
            name: 'preVerificationGas',
            internalType: 'uint256',
            type: 'uint256',
          },
          { name: 'maxFeePerGas', internalType: 'uint256', type: 'uint256' },
          {
            name: 'maxPriorityFeePerGas',
            internalType: 'uint256',
            type: 'uint256',
          },
          { name: 'paymasterAndData', internalType: 'bytes', type: 'bytes' },
          { name: 'signature', internalType: 'bytes', type: 'bytes' },
        ],
      },
      { name: 'userOpHash', internalType: 'bytes32', type: 'bytes32' },
      { name: 'sessionKeyData', internalType: 'bytes', type: 'bytes' },
      { name: 'sessionKeySignature', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'validateSessionUserOp',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'view',
  },
  {
    type: 'error',
    inputs: [{ name: 'selector', internalType: 'bytes4', type: 'bytes4' }],
    name: 'AccountFunctionNotAllowed',
  },
  {
    type: 'error',
    inputs: [
      { name: 'amount', internalType: 'uint256', type: 'uint256' },
      { name: 'maxAmount', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'AmountAboveCap',
  },
  {
    type: 'error',
    inputs: [
      { name: 'index', internalType: 'uint256', type: 'uint256' },
      { name: 'word', internalType: 'bytes32', type: 'bytes32' },
      { name: 'allowed', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'ArgumentNotAllowed',
  },
  { type: 'error', inputs: [], name: 'BatchEmpty' },
  {
    type: 'error',
    inputs: [
      { name: 'length', internalType: 'uint256', type: 'uint256' },
      { name: 'expected', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'CalldataLengthNotAllowed',
  },
  { type: 'error', inputs: [], name: 'ExecutionMalformed' },
  {
    type: 'error',
    inputs: [
      { name: 'selector', internalType: 'bytes4', type: 'bytes4' },
      { name: 'allowed', internalType: 'bytes4', type: 'bytes4' },
    ],
    name: 'SelectorNotAllowed',
  },
  { type: 'error', inputs: [], name: 'SessionKeyDataInvalid' },
  {
    type: 'error',
    inputs: [
      { name: 'target', internalType: 'address', type: 'address' },
      { name: 'allowed', internalType: 'address', type: 'address' },
    ],
    name: 'TargetNotAllowed',
  },
  {
    type: 'error',
    inputs: [{ name: 'value', internalType: 'uint256', type: 'uint256' }],
    name: 'ValueNotAllowed',
  },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// ERC20TransferModule
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const erc20TransferModuleAbi = [
  {
    type: 'function',
    inputs: [],
    name: 'EXECUTE_OPTIMIZED_SELECTOR',
    outputs: [{ name: '', internalType: 'bytes4', type: 'bytes4' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'EXECUTE_SELECTOR',
    outputs: [{ name: '', internalType: 'bytes4', type: 'bytes4' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'destinationContract', internalType: 'address', type: 'address' },
      { name: 'callValue', internalType: 'uint256', type: 'uint256' },
      { name: 'funcCallData', internalType: 'bytes', type: 'bytes' },
      { name: 'sessionKeyData', internalType: 'bytes', type: 'bytes' },
      { name: '', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'validateSessionParams',
    outputs: [{ name: '', internalType: 'address', type: 'address' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      {
        name: 'op',
        internalType: 'struct UserOperation',
        type: 'tuple',
        components: [
          { name: 'sender', internalType: 'address', type: 'address' },
          { name: 'nonce', internalType: 'uint256', type: 'uint256' },
          { name: 'initCode', internalType: 'bytes', type: 'bytes' },
          { name: 'callData', internalType: 'bytes', type: 'bytes' },
          { name: 'callGasLimit', internalType: 'uint256', type: 'uint256' },
          {
            name: 'verificationGasLimit',
            internalType: 'uint256',
            type: 'uint256',
          },
          {
            name: 'preVerificationGas',
            internalType: 'uint256',
            type: 'uint256',
          },
          { name: 'maxFeePerGas', internalType: 'uint256', type: 'uint256' },
          {
            name: 'maxPriorityFeePerGas',
            internalType: 'uint256',
            type: 'uint256',
          },
          { name: 'paymasterAndData', internalType: 'bytes', type: 'bytes' },
          { name: 'signature', internalType: 'bytes', type: 'bytes' },
        ],
      },
      { name: 'userOpHash', internalType: 'bytes32', type: 'bytes32' },
      { name: 'sessionKeyData', internalType: 'bytes', type: 'bytes' },
      { name: 'sessionKeySignature', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'validateSessionUserOp',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'view',
  },
  {
    type: 'error',
    inputs: [{ name: 'selector', internalType: 'bytes4', type: 'bytes4' }],
    name: 'AccountFunctionNotAllowed',
  },
  {
    type: 'error',
    inputs: [
      { name: 'amount', internalType: 'uint256', type: 'uint256' },
      { name: 'maxAmount', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'AmountAboveCap',
  },
  {
    type: 'error',
    inputs: [
      { name: 'index', internalType: 'uint256', type: 'uint256' },
      { name: 'word', internalType: 'bytes32', type: 'bytes32' },
      { name: 'allowed', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'ArgumentNotAllowed',
  },
  { type: 'error', inputs: [], name: 'BatchEmpty' },
  {
    type: 'error',
    inputs: [
      { name: 'length', internalType: 'uint256', type: 'uint256' },
      { name: 'expected', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'CalldataLengthNotAllowed',
  },
  { type: 'error', inputs: [], name: 'ExecutionMalformed' },
  {
    type: 'error',
    inputs: [
      { name: 'selector', internalType: 'bytes4', type: 'bytes4' },
      { name: 'allowed', internalType: 'bytes4', type: 'bytes4' },
    ],
    name: 'SelectorNotAllowed',
  },
  { type: 'error', inputs: [], name: 'SessionKeyDataInvalid' },
  {
    type: 'error',
    inputs: [
      { name: 'target', internalType: 'address', type: 'address' },
      { name: 'allowed', internalType: 'address', type: 'address' },
    ],
    name: 'TargetNotAllowed',
  },
  {
    type: 'error',
    inputs: [{ name: 'value', internalType: 'uint256', type: 'uint256' }],
    name: 'ValueNotAllowed',
  },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// ERC7579SessionValidator
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const erc7579SessionValidatorAbi = [
  {
    type: 'constructor',
    inputs: [
      {
        name: 'modules',
        internalType: 'struct BuiltInModules',
        type: 'tuple',
        components: [
          { name: 'callPolicy', internalType: 'address', type: 'address' },
          { name: 'erc20Approve', internalType: 'address', type: 'address' },
          { name: 'erc20Transfer', internalType: 'address', type: 'address' },
        ],
      },
    ],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'eip712Domain',
    outputs: [
      { name: 'fields', internalType: 'bytes1', type: 'bytes1' },
      { name: 'name', internalType: 'string', type: 'string' },
      { name: 'version', internalType: 'string', type: 'string' },
      { name: 'chainId', internalType: 'uint256', type: 'uint256' },
      { name: 'verifyingContract', internalType: 'address', type: 'address' },
      { name: 'salt', internalType: 'bytes32', type: 'bytes32' },
      { name: 'extensions', internalType: 'uint256[]', type: 'uint256[]' },
    ],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [{ name: 'account', internalType: 'address', type: 'address' }],
    name: 'epochOf',
    outputs: [{ name: 'epoch', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'root', internalType: 'SessionNode', type: 'bytes32' },
      { name: 'sessions', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'grantSessions',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [
      { name: 'smartAccount', internalType: 'address', type: 'address' },
    ],
    name: 'isInitialized',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'moduleTypeId', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'isModuleType',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'pure',
  },
  {
    type: 'function',
    inputs: [
      { name: 'account', internalType: 'address', type: 'address' },
      { name: 'id', internalType: 'SessionId', type: 'bytes32' },
      { name: 'proof', internalType: 'bytes32[]', type: 'bytes32[]' },
    ],
    name: 'isSessionLive',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: '', internalType: 'address', type: 'address' },
      { name: '', internalType: 'bytes32', type: 'bytes32' },
      { name: '', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'isValidSignatureWithSender',
    outputs: [{ name: '', internalType: 'bytes4', type: 'bytes4' }],
    stateMutability: 'pure',
  },
  {
    type: 'function',
    inputs: [{ name: 'data', internalType: 'bytes', type: 'bytes' }],
    name: 'onInstall',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: '', internalType: 'bytes', type: 'bytes' }],
    name: 'onUninstall',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [],
    name: 'revokeAllSessions',
    outputs: [{ name: 'epoch', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'root', internalType: 'SessionNode', type: 'bytes32' }],
    name: 'revokeGrant',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'id', internalType: 'SessionId', type: 'bytes32' }],
    name: 'revokeSession',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [{ name: 'ids', internalType: 'SessionId[]', type: 'bytes32[]' }],
    name: 'revokeSessions',
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [
      { name: 'key', internalType: 'bytes32', type: 'bytes32' },
      { name: 'account', internalType: 'address', type: 'address' },
    ],
    name: 'spentOf',
    outputs: [{ name: 'spent', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'node', internalType: 'SessionNode', type: 'bytes32' },
      { name: 'account', internalType: 'address', type: 'address' },
    ],
    name: 'statusOf',
    outputs: [{ name: 'status', internalType: 'uint256', type: 'uint256' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      {
        name: 'userOp',
        internalType: 'struct PackedUserOperation',
        type: 'tuple',
        components: [
          { name: 'sender', internalType: 'address', type: 'address' },
          { name: 'nonce', internalType: 'uint256', type: 'uint256' },
          { name: 'initCode', internalType: 'bytes', type: 'bytes' },
          { name: 'callData', internalType: 'bytes', type: 'bytes' },
          {
            name: 'accountGasLimits',
            internalType: 'bytes32',
            type: 'bytes32',
          },
          {
            name: 'preVerificationGas',
            internalType: 'uint256',
            type: 'uint256',
          },
          { name: 'gasFees', internalType: 'bytes32', type: 'bytes32' },
          { name: 'paymasterAndData', internalType: 'bytes', type: 'bytes' },
          { name: 'signature', internalType: 'bytes', type: 'bytes' },
        ],
      },
      { name: 'userOpHash', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'validateUserOp',
    outputs: [
      { name: 'validationData', internalType: 'uint256', type: 'uint256' },
    ],
    stateMutability: 'nonpayable',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'account',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'epoch',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
    ],
    name: 'AllSessionsRevoked',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'account',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'root',
        internalType: 'SessionNode',
        type: 'bytes32',
        indexed: true,
      },
    ],
    name: 'GrantRevoked',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'account',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      { name: 'id', internalType: 'SessionId', type: 'bytes32', indexed: true },
    ],
    name: 'SessionRevoked',
  },
  {
    type: 'event',
    anonymous: false,
    inputs: [
      {
        name: 'account',
        internalType: 'address',
        type: 'address',
        indexed: true,
      },
      {
        name: 'root',
        internalType: 'SessionNode',
        type: 'bytes32',
        indexed: true,
      },
      {
        name: 'epoch',
        internalType: 'uint256',
        type: 'uint256',
        indexed: false,
      },
      {
        name: 'sessions',
        internalType: 'bytes',
        type: 'bytes',
        indexed: false,
      },
    ],
    name: 'SessionsGranted',
  },
  {
    type: 'error',
    inputs: [{ name: 'selector', internalType: 'bytes4', type: 'bytes4' }],
    name: 'AccountFunctionNotAllowed',
  },
  {
    type: 'error',
    inputs: [{ name: 'account', internalType: 'address', type: 'address' }],
    name: 'AlreadyInitialized',
  },
  {
    type: 'error',
    inputs: [
      { name: 'amount', internalType: 'uint256', type: 'uint256' },
      { name: 'maxAmount', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'AmountAboveCap',
  },
  {
    type: 'error',
    inputs: [
      { name: 'index', internalType: 'uint256', type: 'uint256' },
      { name: 'word', internalType: 'bytes32', type: 'bytes32' },
      { name: 'allowed', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'ArgumentNotAllowed',
  },
  { type: 'error', inputs: [], name: 'BatchEmpty' },
  {
    type: 'error',
    inputs: [
      { name: 'id', internalType: 'bytes16', type: 'bytes16' },
      { name: 'wanted', internalType: 'uint256', type: 'uint256' },
      { name: 'left', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'BudgetExceeded',
  },
  {
    type: 'error',
    inputs: [
      { name: 'call', internalType: 'uint256', type: 'uint256' },
      { name: 'permission', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'CallDenied',
  },
  {
    type: 'error',
    inputs: [
      { name: 'call', internalType: 'uint256', type: 'uint256' },
      { name: 'target', internalType: 'address', type: 'address' },
      { name: 'selector', internalType: 'bytes4', type: 'bytes4' },
    ],
    name: 'CallNotPermitted',
  },
  {
    type: 'error',
    inputs: [
      { name: 'length', internalType: 'uint256', type: 'uint256' },
      { name: 'expected', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'CalldataLengthNotAllowed',
  },
  {
    type: 'error',
    inputs: [
      { name: 'caller', internalType: 'address', type: 'address' },
      { name: 'sender', internalType: 'address', type: 'address' },
    ],
    name: 'CallerNotSender',
  },
  { type: 'error', inputs: [], name: 'ExecutionMalformed' },
  {
    type: 'error',
    inputs: [{ name: 'mode', internalType: 'bytes32', type: 'bytes32' }],
    name: 'ExecutionModeNotAllowed',
  },
  {
    type: 'error',
    inputs: [
      { name: 'fee', internalType: 'uint256', type: 'uint256' },
      { name: 'cap', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'FeeAboveCap',
  },
  {
    type: 'error',
    inputs: [{ name: 'root', internalType: 'SessionNode', type: 'bytes32' }],
    name: 'GrantDead',
  },
  {
    type: 'error',
    inputs: [
      { name: 'root', internalType: 'SessionNode', type: 'bytes32' },
      { name: 'digest', internalType: 'bytes32', type: 'bytes32' },
    ],
    name: 'GrantSignatureInvalid',
  },
  { type: 'error', inputs: [], name: 'InitCodeNotAllowed' },
  {
    type: 'error',
    inputs: [{ name: 'length', internalType: 'uint256', type: 'uint256' }],
    name: 'InstallDataMalformed',
  },
  {
    type: 'error',
    inputs: [{ name: 'module', internalType: 'address', type: 'address' }],
    name: 'ModuleAnswerInvalid',
  },
  {
    type: 'error',
    inputs: [{ name: 'nonce', internalType: 'uint256', type: 'uint256' }],
    name: 'NonceReserved',
  },
  {
    type: 'error',
    inputs: [{ name: 'account', internalType: 'address', type: 'address' }],
    name: 'NotInitialized',
  },
  { type: 'error', inputs: [], name: 'NothingToRevoke' },
  {
    type: 'error',
    inputs: [{ name: 'paymaster', internalType: 'address', type: 'address' }],
    name: 'PaymasterNotAllowed',
  },
  { type: 'error', inputs: [], name: 'PeriodOutOfRange' },
  {
    type: 'error',
    inputs: [
      { name: 'named', internalType: 'uint256', type: 'uint256' },
      { name: 'expected', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'PeriodsMismatch',
  },
  { type: 'error', inputs: [], name: 'PolicyMalformed' },
  {
    type: 'error',
    inputs: [{ name: 'length', internalType: 'uint256', type: 'uint256' }],
    name: 'ProofTooLong',
  },
  { type: 'error', inputs: [], name: 'RootZero' },
  {
    type: 'error',
    inputs: [
      { name: 'call', internalType: 'uint256', type: 'uint256' },
      { name: 'permission', internalType: 'uint256', type: 'uint256' },
      { name: 'failure', internalType: 'enum Failure', type: 'uint8' },
      { name: 'offset', internalType: 'uint256', type: 'uint256' },
    ],
    name: 'RuleFailed',
  },
  {
    type: 'error',
    inputs: [
      { name: 'selector', internalType: 'bytes4', type: 'bytes4' },
      { name: 'allowed', internalType: 'bytes4', type: 'bytes4' },
    ],
    name: 'SelectorNotAllowed',
  },
  {
    type: 'error',
    inputs: [{ name: 'id', internalType: 'SessionId', type: 'bytes32' }],
    name: 'SessionDead',
  },
  { type: 'error', inputs: [], name: 'SessionKeyDataInvalid' },
  {
    type: 'error',
    inputs: [{ name: 'length', internalType: 'uint256', type: 'uint256' }],
    name: 'SessionKeyDataTooLong',
  },
  {
    type: 'error',
    inputs: [
      { name: 'id', internalType: 'SessionId', type: 'bytes32' },
      { name: 'root', internalType: 'SessionNode', type: 'bytes32' },
    ],
    name: 'SessionNotGranted',
  },
  {
    type: 'error',
    inputs: [{ name: 'signer', internalType: 'address', type: 'address' }],
    name: 'SignerForbidden',
  },
  {
    type: 'error',
    inputs: [
      { name: 'first', internalType: 'address', type: 'address' },
      { name: 'other', internalType: 'address', type: 'address' },
    ],
    name: 'SignersDiffer',
  },
  {
    type: 'error',
    inputs: [{ name: 'target', internalType: 'address', type: 'address' }],
    name: 'TargetForbidden',
  },
  {
    type: 'error',
    inputs: [
      { name: 'target', internalType: 'address', type: 'address' },
      { name: 'allowed', internalType: 'address', type: 'address' },
    ],
    name: 'TargetNotAllowed',
  },
  {
    type: 'error',
    inputs: [{ name: 'value', internalType: 'uint256', type: 'uint256' }],
    name: 'ValueNotAllowed',
  },
  {
    type: 'error',
    inputs: [
      { name: 'validUntil', internalType: 'uint48', type: 'uint48' },
      { name: 'validAfter', internalType: 'uint48', type: 'uint48' },
    ],
    name: 'WindowOutOfRange',
  },
  { type: 'error', inputs: [], name: 'WireMalformed' },
  {
    type: 'error',
    inputs: [{ name: 'version', internalType: 'uint8', type: 'uint8' }],
    name: 'WireVersionUnknown',
  },
] as const

//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////
// ISessionValidationModule
//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////

export const iSessionValidationModuleAbi = [
  {
    type: 'function',
    inputs: [],
    name: 'EXECUTE_OPTIMIZED_SELECTOR',
    outputs: [{ name: '', internalType: 'bytes4', type: 'bytes4' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [],
    name: 'EXECUTE_SELECTOR',
    outputs: [{ name: '', internalType: 'bytes4', type: 'bytes4' }],
    stateMutability: 'view',
  },
  {
    type: 'function',
    inputs: [
      { name: 'destinationContract', internalType: 'address', type: 'address' },
      { name: 'callValue', internalType: 'uint256', type: 'uint256' },
      { name: 'funcCallData', internalType: 'bytes', type: 'bytes' },
      { name: 'sessionKeyData', internalType: 'bytes', type: 'bytes' },
      { name: 'callSpecificData', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'validateSessionParams',
    outputs: [{ name: 'sessionKey', internalType: 'address', type: 'address' }],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    inputs: [
      {
        name: 'op',
        internalType: 'struct UserOperation',
        type: 'tuple',
        components: [
          { name: 'sender', internalType: 'address', type: 'address' },
          { name: 'nonce', internalType: 'uint256', type: 'uint256' },
          { name: 'initCode', internalType: 'bytes', type: 'bytes' },
          { name: 'callData', internalType: 'bytes', type: 'bytes' },
          { name: 'callGasLimit', internalType: 'uint256', type: 'uint256' },
          {
            name: 'verificationGasLimit',
            internalType: 'uint256',
            type: 'uint256',
          },
          {
            name: 'preVerificationGas',
            internalType: 'uint256',
            type: 'uint256',
          },
          { name: 'maxFeePerGas', internalType: 'uint256', type: 'uint256' },
          {
            name: 'maxPriorityFeePerGas',
            internalType: 'uint256',
            type: 'uint256',
          },
          { name: 'paymasterAndData', internalType: 'bytes', type: 'bytes' },
          { name: 'signature', internalType: 'bytes', type: 'bytes' },
        ],
      },
      { name: 'userOpHash', internalType: 'bytes32', type: 'bytes32' },
      { name: 'sessionKeyData', internalType: 'bytes', type: 'bytes' },
      { name: 'sessionKeySignature', internalType: 'bytes', type: 'bytes' },
    ],
    name: 'validateSessionUserOp',
    outputs: [{ name: '', internalType: 'bool', type: 'bool' }],
    stateMutability: 'nonpayable',
  },
] as const
