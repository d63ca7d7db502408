// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";

import {BLOCK_NUMBER_FLAGS, SessionHead} from "../../../contracts/types/SessionHead.sol";
import {Session, Sessions} from "../../utils/Sessions.sol";

contract SessionHeadTest is Test {
    using Sessions for Session;

    uint48 private constant FIRST_BLOCK_NUMBER = 1 << 47;

    function testFuzz_Fields(uint48 validUntil, uint48 validAfter, address module) public pure {
        SessionHead head = _head(validUntil, validAfter, module);
        assertEq(head.validUntil(), validUntil);
        assertEq(head.validAfter(), validAfter);
        assertEq(head.module(), module);
    }

    function testFuzz_Fields_OfAnyWord(uint256 word) public pure {
        SessionHead head = SessionHead.wrap(word);
        assertEq(head.validUntil(), (word >> 208) & type(uint48).max);
        assertEq(head.validAfter(), (word >> 160) & type(uint48).max);
        assertEq(uint160(head.module()), word & type(uint160).max);
    }

    function testFuzz_IsThePreimageOfTheId(Session memory session) public pure {
        SessionHead head = _head(session.validUntil, session.validAfter, session.module);
        assertEq(keccak256(abi.encodePacked(head, session.sessionKeyData)), session.id());
    }

    function test_BlockNumberFlags() public pure {
        assertEq(BLOCK_NUMBER_FLAGS, SessionHead.unwrap(_head(FIRST_BLOCK_NUMBER, FIRST_BLOCK_NUMBER, address(0))));
    }

    function testFuzz_HasWindowInSeconds(uint48 validUntil, uint48 validAfter, address module) public pure {
        assertEq(
            _head(validUntil, validAfter, module).hasWindowInSeconds(),
            validUntil < FIRST_BLOCK_NUMBER && validAfter < FIRST_BLOCK_NUMBER
        );
    }

    function test_HasWindowInSeconds_AroundTheFirstBlockNumber() public pure {
        _assertWindow(0, 0, true);
        _assertWindow(FIRST_BLOCK_NUMBER - 1, 0, true);
        _assertWindow(FIRST_BLOCK_NUMBER, 0, false);
        _assertWindow(FIRST_BLOCK_NUMBER + 1, 0, false);
        _assertWindow(0, FIRST_BLOCK_NUMBER - 1, true);
        _assertWindow(0, FIRST_BLOCK_NUMBER, false);
        _assertWindow(0, FIRST_BLOCK_NUMBER + 1, false);
        _assertWindow(FIRST_BLOCK_NUMBER - 1, FIRST_BLOCK_NUMBER - 1, true);
        _assertWindow(type(uint48).max, 0, false);
        _assertWindow(0, type(uint48).max, false);
    }

    /// @dev The module's bits are no flags.
    function _assertWindow(uint48 validUntil, uint48 validAfter, bool inSeconds) private pure {
        assertEq(_head(validUntil, validAfter, address(0)).hasWindowInSeconds(), inSeconds);
        assertEq(_head(validUntil, validAfter, address(type(uint160).max)).hasWindowInSeconds(), inSeconds);
    }

    function _head(uint48 validUntil, uint48 validAfter, address module) private pure returns (SessionHead) {
        return SessionHead.wrap(uint256(bytes32(abi.encodePacked(validUntil, validAfter, module))));
    }
}
