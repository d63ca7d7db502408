// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ISessionRegistry} from "../../contracts/interfaces/ISessionRegistry.sol";
import {ISessionValidation} from "../../contracts/interfaces/ISessionValidation.sol";
import {BombModule} from "../mocks/AnsweringModules.sol";
import {Policies} from "../utils/Policies.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {TreeBuilder} from "../utils/TreeBuilder.sol";
import {Arena, Op} from "./Arena.sol";

/// @notice Ops that make validation dear, and code that some chains or bundlers do not take.
abstract contract GasAttacks is Arena {
    using Sessions for Session;

    /// @dev A module that answers, or refuses, with more than anyone wants to copy.
    /// @custom:hole SEC-102-returndata-bomb
    function test_RevertWhen_AModuleAnswersWithABomb() public {
        uint256 length = 200_000;
        address bomb = address(new BombModule(length, false));
        Op memory op = _under(Session(0, 0, bomb, ""), _approveCall(shop, 1));
        _expectRefused(op, abi.encodeWithSelector(ISessionValidation.ModuleAnswerInvalid.selector, bomb));

        bomb = address(new BombModule(length, true));
        op = _under(Session(0, 0, bomb, ""), _approveCall(shop, 1));
        (bool answered, bytes memory answer) = _ask(op);
        assertFalse(answered);
        assertEq(answer.length, 1_024, "more of it was copied than is worth reading");
        _expectRefused(op, answer);
    }

    /// @dev What validation copies and hashes is bounded, whoever writes the session and whoever presents it.
    /// @custom:hole SEC-072-unbounded-proof
    function test_RevertWhen_TheWireIsBeyondItsCaps() public {
        for (uint256 length = 32; length < 34; ++length) {
            bytes32[] memory proof = new bytes32[](length);
            _live(_approval());
            Op memory op = _by(_opOf(_approveCall(shop, 1)), _approval(), proof);
            _expectRefused(
                op,
                length == 32
                    ? _notGranted(_approval(), proof)
                    : abi.encodeWithSelector(ISessionRegistry.ProofTooLong.selector, length)
            );
        }
        Session memory session = Session(0, 0, judging, new bytes(4_096));
        _expectRefused(_under(session, _approveCall(shop, 1)), _malformedPolicy());
        session.sessionKeyData = new bytes(4_097);
        _expectRefused(
            _under(session, _approveCall(shop, 1)),
            abi.encodeWithSelector(ISessionRegistry.SessionKeyDataTooLong.selector, 4_097)
        );
    }

    /// @dev The longest policy in the deepest tree, whose every entry is about the call and only the last lets it through, and one that
    /// charges as many budgets as there can be for the first time: the op is no longer, and validation no dearer, than bundlers take
    /// (ERC-7562, LIM-010 and LIM-060). A tenth of the gas is left to the account.
    /// @custom:hole SEC-072-unbounded-proof
    function test_TheLargestSessionsAreWithinTheLimitsOfBundlers() public {
        bytes[] memory entries = new bytes[](48);
        bytes memory rules = abi.encodePacked(Policies.eq(shop), Policies.lte(0));
        for (uint256 i; i < entries.length; ++i) {
            entries[i] = _entry(address(coin), coin.approve.selector, rules);
        }
        entries[47] = _approvalEntry();
        Session memory longest = _policyOf(new bytes[](0), entries);
        assertGt(longest.sessionKeyData.length, 4_000);
        _assertWithinLimits(longest);

        bytes[] memory budgets = new bytes[](16);
        for (uint256 i; i < budgets.length; ++i) {
            budgets[i] = Policies.budget(Policies.FEES, bytes16(uint128(i + 1)), type(uint128).max);
        }
        _assertWithinLimits(_policyOf(budgets, Policies.list(_approvalEntry())));
    }

    function _assertWithinLimits(Session memory session) private {
        bytes32[] memory proof = new bytes32[](32);
        bytes32 root = session.leaf();
        for (uint256 i; i < proof.length; ++i) {
            proof[i] = keccak256(abi.encode(i));
            root = TreeBuilder.hashPair(root, proof[i]);
        }
        _live(root);
        Op memory op = _by(_opOf(_approveCall(shop, 1)), session, proof);
        (, bytes memory bundle) = _bundleCall(_one(op));
        // Selector, the two words of the head, the count and the op's offset.
        assertLe(bundle.length - 132, 8_192, "longer than bundlers take");
        bytes memory question = _question(op);
        uint256 snapshot = vm.snapshotState();
        vm.cool(address(guard));
        vm.prank(victim);
        (bool answered,) = address(guard).call(question);
        assertTrue(answered);
        assertLe(vm.lastCallGas().gasTotalUsed, 450_000, "dearer than bundlers take");
        vm.revertToState(snapshot);
        _expectRuns(op);
    }

    /// @dev Opcodes that validation must not use on any path (ERC-7562), that could hand the account over, and that came after Paris.
    /// @custom:hole SEC-063-clock-in-validation
    /// @custom:hole SEC-066-chain-clocks
    /// @custom:hole SEC-105-newer-opcodes
    /// @custom:hole SEC-106-transient-storage
    function test_TheCodeHasNoOpcodeThatItMustNotHave() public view {
        address[5] memory contracts = [address(guard), approving, transferring, minting, judging];
        for (uint256 i; i < contracts.length; ++i) {
            _assertPlain(contracts[i].code);
        }
    }

    function _assertPlain(bytes memory code) private pure {
        bytes memory forbidden = hex"31323a4041424344454748494a5c5d5e5ff0f1f2f4f5ff";
        uint256 bits;
        for (uint256 i; i < forbidden.length; ++i) {
            bits |= 1 << uint8(forbidden[i]);
        }
        uint256 looked;
        uint256 invalids;
        for (uint256 at; at < code.length; ++at) {
            uint8 opcode = uint8(code[at]);
            assertEq(bits >> opcode & 1, 0, "an opcode that must not be there");
            if (opcode == 0xfe) ++invalids;
            // GAS is for the call that follows it at once (OP-012).
            if (opcode == 0x5a) assertEq(uint8(code[at + 1]), 0xfa);
            // What PUSH1 to PUSH32 push is no code.
            if (opcode >= 0x60 && opcode <= 0x7f) at += opcode - 0x5f;
            ++looked;
        }
        assertGt(looked, 100);
        // INVALID (OP-011) is what the compiler puts behind the last instruction, and nowhere else.
        assertLe(invalids, 1);
    }
}
