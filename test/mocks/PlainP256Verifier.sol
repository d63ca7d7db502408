// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";

/// @notice Answers as the verifier contract that solady's library asks where there is no precompile: one word, 1 or 0.
contract PlainP256Verifier {
    fallback(bytes calldata question) external returns (bytes memory) {
        (bytes32 hash, bytes32 r, bytes32 s, bytes32 x, bytes32 y) =
            abi.decode(question, (bytes32, bytes32, bytes32, bytes32, bytes32));
        return abi.encode(P256.verifySolidity(hash, r, s, x, y));
    }
}
