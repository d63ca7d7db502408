import { expect, test } from 'vitest'
import * as abis from './generated/abis.js'
import * as latchkey from './index.js'
import * as node from './node/index.js'
import * as particle from './particle/index.js'
import * as policy from './policy/index.js'

test('default', () => {
  expect(Object.keys(latchkey)).toMatchInlineSnapshot(`
    [
      "biconomyAccountAbi",
      "decodeBiconomyCalls",
      "encodeBiconomyCalls",
      "encodeValidatorInstallation",
      "decodeErc7579Calls",
      "encodeErc7579Calls",
      "getErc7579NonceKey",
      "ownerNonceKey",
      "toSessionAccount",
      "getBudget",
      "getSessionRefusal",
      "getSessionStatus",
      "getSessions",
      "CallsDecodingError",
      "ClientMissingError",
      "EmptyCallsError",
      "NonceKeyError",
      "PeriodsOnBiconomyWireError",
      "SessionSigningError",
      "TreeKindError",
      "UnsupportedAccountError",
      "Erc7579CallsDecodingError",
      "LaneError",
      "InvalidSignedGrantError",
      "TooFewGrantsError",
      "InvalidHashError",
      "InvalidP256KeyError",
      "EmptySessionsError",
      "InvalidSessionError",
      "SessionsDecodingError",
      "InvalidSessionKeyDataError",
      "SessionKeyDataDecodingError",
      "AmbiguousBiconomySessionError",
      "DuplicateSessionError",
      "InvalidProofError",
      "SessionNotInTreeError",
      "TooManySessionsError",
      "InvalidWireFieldError",
      "SignatureDecodingError",
      "decodeGrantSignature",
      "encodeGrantSignature",
      "getMultichainGrantTypedData",
      "toMultichainGrant",
      "getSessionGrantTypedData",
      "hashSessionGrant",
      "signSessionGrant",
      "decodeErc20ApproveSessionKeyData",
      "encodeErc20ApproveSessionKeyData",
      "decodeErc20TransferSessionKeyData",
      "encodeErc20TransferSessionKeyData",
      "decodeErc1155MintSessionKeyData",
      "encodeErc1155MintSessionKeyData",
      "decodeSessions",
      "encodeSessions",
      "getSessionId",
      "getSessionLeaf",
      "assertSession",
      "maxSessionKeyDataSize",
      "toP256Signer",
      "toWebAuthnSigner",
      "maxProofLength",
      "getSessionProof",
      "processProof",
      "maxSessionTreeSize",
      "toBiconomySessionTree",
      "toSessionTree",
      "updateSessionTree",
      "verifySessionProof",
      "decodeAccountSignature",
      "encodeAccountSignature",
      "decodeBiconomySignature",
      "encodeBiconomySignature",
      "decodeNativeSignature",
      "encodeNativeSignature",
      "stubSessionKeySignature",
    ]
  `)
})

test('behavior: no name belongs to two entries', () => {
  const names = [abis, latchkey, node, particle, policy].flatMap((entry) => Object.keys(entry))
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})
