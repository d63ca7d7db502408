// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AgreeingPaymaster} from "../mocks/IntegrationPaymaster.sol";
import {PackedPaymaster} from "../mocks/PackedPaymaster.sol";
import {IBiconomyAccount} from "../utils/Peers.sol";
import {OnKernel, OnNexus, OnOpenZeppelin, OnSafe7579, OnV07, OnV08} from "../utils/accounts/Accounts.sol";
import {Op} from "../security/Arena.sol";
import {BiconomyArena} from "../security/BiconomyArena.sol";
import {ERC7579Arena} from "../security/ERC7579Arena.sol";
import {Mutations} from "./Mutations.sol";

/// forge-config: default.evm_version = "osaka"
contract BiconomyMutations is BiconomyArena, Mutations {
    function test_BiconomyAlone() public {
        _testAll(Kind.BiconomyAlone);
    }

    function test_BiconomyInTree() public {
        _testAll(Kind.BiconomyInTree);
    }

    /// @dev With policies by the account's cheaper names for the same functions.
    function _bare(Kind kind) internal view override returns (Op memory op) {
        op = super._bare(kind);
        if (kind == Kind.PolicyAlone) _rename(op.callData, IBiconomyAccount.execute_ncC.selector);
        else if (kind == Kind.PolicyInTree) _rename(op.callData, IBiconomyAccount.executeBatch_y6U.selector);
    }

    function _rename(bytes memory callData, bytes4 selector) private pure {
        for (uint256 i; i < 4; ++i) {
            callData[i] = selector[i];
        }
    }

    function _headWords() internal pure override returns (uint256) {
        return 11;
    }

    function _isOffset(uint256 word) internal pure override returns (bool) {
        return word == 2 || word == 3 || word == 9 || word == 10;
    }

    function _newPaymaster() internal override returns (bytes memory) {
        address paymaster = address(new AgreeingPaymaster());
        ENTRY_POINT.depositTo{value: 1 ether}(paymaster);
        return abi.encodePacked(paymaster);
    }

    /// @dev Of the account's layer, of Biconomy's wire, and of the owner's signature in a grant.
    function _isPaddingOfSignature(Op memory op, uint256 at) internal pure override returns (bool) {
        // Two words of the head and the length.
        uint256 wire = 96;
        if (at >= wire + op.wire.length) return true;
        if (at < wire) return false;
        at -= wire;
        if (op.wire[0] == 0x00) {
            // The head of six words, then the data with its length; the signature is 65 bytes in three words at the end.
            uint256 length = _wordAt(op.wire, 192);
            bool behindData = at >= 224 + length && at < 224 + (length + 31) / 32 * 32;
            return behindData || at >= op.wire.length - 31;
        }
        if (op.wire[0] != 0x03) return false;
        // Chain proof and published sessions, then the owner's signature: two words of the head, the length, 65 bytes.
        uint256 word = 6 + 32 * uint8(op.wire[1]) + uint8(op.wire[3]);
        return at >= word + 96 + 65 && at < word + 96 + 96;
    }
}

abstract contract ERC7579Mutations is ERC7579Arena, Mutations {
    function _headWords() internal pure override returns (uint256) {
        return 9;
    }

    function _isOffset(uint256 word) internal pure override returns (bool) {
        return word == 2 || word == 3 || word == 7 || word == 8;
    }

    function _newPaymaster() internal override returns (bytes memory) {
        address paymaster = address(new PackedPaymaster());
        entryPoint.depositTo{value: 1 ether}(paymaster);
        return abi.encodePacked(paymaster, _pack(100_000, 100_000));
    }

    /// @dev The wire stands there as it is.
    function _isPaddingOfSignature(Op memory, uint256) internal pure override returns (bool) {
        return false;
    }
}

/// forge-config: default.evm_version = "osaka"
contract NexusOnV07Mutations is OnNexus, OnV07, ERC7579Mutations {}

/// forge-config: default.evm_version = "osaka"
contract OpenZeppelinOnV08Mutations is OnOpenZeppelin, OnV08, ERC7579Mutations {}

/// forge-config: default.evm_version = "osaka"
contract KernelOnV07Mutations is OnKernel, OnV07, ERC7579Mutations {}

/// forge-config: default.evm_version = "osaka"
contract Safe7579OnV07Mutations is OnSafe7579, OnV07, ERC7579Mutations {}
