// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";

import {ISessionRegistry} from "../../contracts/interfaces/ISessionRegistry.sol";
import {ISessionValidation} from "../../contracts/interfaces/ISessionValidation.sol";
import {SessionId} from "../../contracts/types/SessionId.sol";
import {PackedPaymaster} from "../mocks/PackedPaymaster.sol";
import {IEntryPoint07} from "../utils/Peers7579.sol";
import {Policies} from "../utils/Policies.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {
    OnDelegatedNexus,
    OnDelegatedOpenZeppelin,
    OnKernel,
    OnNexus,
    OnOpenZeppelin,
    OnSafe7579,
    OnV07,
    OnV08
} from "../utils/accounts/Accounts.sol";
import {Op} from "./Arena.sol";
import {ERC7579Arena} from "./ERC7579Arena.sol";

/// @notice What only an ERC-7579 account, or an EntryPoint from v0.7 on, can be attacked by.
abstract contract ERC7579Attacks is ERC7579Arena {
    using Sessions for Session;

    /* MODES */

    /// @dev Every call type with every type of what happens on failure that the standard or an account has: only a plain single call
    /// and a plain batch are read, the rest is refused by name and never skipped.
    /// @custom:hole SEC-031-delegatecall
    /// @custom:hole SEC-032-call-types-skipped
    /// @custom:hole SEC-033-try-mode
    /// @custom:hole SEC-034-mode-payload
    function test_RevertWhen_TheModeIsAnyOther() public {
        Session memory session = _policyOf(Policies.anything());
        _live(session);
        Op memory right = _opOf(_approveCall(shop, 1));
        for (uint256 callType; callType < 256; ++callType) {
            for (uint256 execType; execType < 2; ++execType) {
                uint256 mode = callType << 248 | execType << 240;
                if (execType == 0 && callType < 2) continue;
                Op memory op = right;
                op.callData = _withWord(op.callData, 4, mode);
                bytes memory reason = abi.encodeWithSelector(ISessionValidation.ExecutionModeNotAllowed.selector, mode);
                // Through the account for those that mean something to one: static, delegatecall, and "try".
                if (callType < 2 || callType > 0xfc) {
                    _expectRefused(_by(op, session), reason);
                } else {
                    (bool answered, bytes memory answer) = _ask(_by(op, session));
                    assertFalse(answered);
                    assertEq(answer, reason);
                }
            }
        }
        // The four bytes of a mode's selector and the 22 of its payload, one bit each.
        for (uint256 bit; bit < 208; bit += 15) {
            Op memory op = right;
            op.callData = _withWord(op.callData, 4, 1 << bit);
            _expectRefused(
                _by(op, session), abi.encodeWithSelector(ISessionValidation.ExecutionModeNotAllowed.selector, 1 << bit)
            );
        }
        _expectRuns(_by(_opOf(_approveCall(shop, 1)), session));
    }

    /* NONCES */

    /// @dev The nonce names the validator. In the owner's lanes the owner's judges, to whom a session key is nobody, so no nonce there
    /// can be used up.
    /// @custom:hole SEC-081-revocation-kept-out
    /// @custom:hole SEC-104-nonce-lane
    function testFuzz_NeverRunsWhen_ASessionTakesTheOwnersLane(uint16 lane) public {
        _live(_approval());
        uint192 nonceKey = kit.nonceKey(address(kit.ownerValidator()), lane);
        uint256 nonce = entryPoint.getNonce(victim, nonceKey);
        PackedUserOperation memory userOp = _toUserOp(_opOf(_approveCall(shop, 1)));
        userOp.nonce = nonce;
        bytes memory signature = _personal(leaked, entryPoint.getUserOpHash(userOp));
        bytes[2] memory signatures = [signature, _approval().nativeWire(_alone(), signature)];
        for (uint256 i; i < signatures.length; ++i) {
            userOp.signature = signatures[i];
            try this.handle(userOp) {
                assertTrue(false, "the op was included");
            } catch (bytes memory reason) {
                assertTrue(
                    bytes4(reason) == IEntryPoint07.FailedOp.selector
                        || bytes4(reason) == IEntryPoint07.FailedOpWithRevert.selector
                );
            }
        }
        assertEq(entryPoint.getNonce(victim, nonceKey), nonce);
        assertEq(coin.allowance(victim, shop), 0);
    }

    /// @dev In every lane of its own a session is judged as in any other.
    /// @custom:hole SEC-104-nonce-lane
    function testFuzz_EachLaneIsJudgedAlike(uint16 lane) public {
        _live(_approval());
        Op memory op = _opOf(_approveCall(thief.addr, 1));
        op.lane = lane;
        _expectRefused(
            _by(op, _approval()),
            abi.encodeWithSignature(
                "ArgumentNotAllowed(uint256,bytes32,bytes32)", 0, uint256(uint160(thief.addr)), uint256(uint160(shop))
            )
        );
        op = _opOf(_approveCall(shop, 1));
        op.lane = lane;
        _expectRuns(_by(op, _approval()));
    }

    /* REVOKING */

    /// @dev All ops of a bundle are validated before the first one runs: what the owner revokes there still runs there, and never again.
    /// @custom:hole SEC-076-late-revocation
    function test_ARevocationDoesNotBindItsOwnBundle() public {
        _live(_approval());
        bytes memory revoke = abi.encodeCall(ISessionRegistry.revokeSession, (SessionId.wrap(_approval().id())));
        PackedUserOperation[] memory ops = new PackedUserOperation[](2);
        ops[0] = _ownerOp(_single(_to(address(guard), revoke)));
        ops[1] = _toUserOp(_by(_opOf(_approveCall(shop, 1)), _approval()));
        assertEq(_refusalOf(address(entryPoint), abi.encodeCall(entryPoint.handleOps, (ops, bundler))), "");
        assertEq(coin.allowance(victim, shop), 1);
        _expectRefused(_by(_opOf(_approveCall(shop, 2)), _approval()), _dead(_approval()));
    }

    /* PAYMASTERS */

    /// @dev EntryPoint v0.9 leaves what stands behind its magic out of the hash. Who pays is read before it, and what a module's session
    /// brings is refused whatever it is.
    /// @custom:hole SEC-099-any-paymaster
    /// @custom:hole SEC-100-paymaster-suffix
    function test_RevertWhen_APaymasterIsSlippedIn() public {
        bytes memory suffix = abi.encodePacked(thief.addr, uint16(20), bytes8(0x22e325a297439656));
        address good = address(new PackedPaymaster());
        address other = address(new PackedPaymaster());
        entryPoint.depositTo{value: 1 ether}(good);
        entryPoint.depositTo{value: 1 ether}(other);
        bytes[] memory entries = Policies.list(_approvalEntry());
        Session memory named =
            _policy(Policies.policy(hex"06", leaked.addr, abi.encodePacked(good), Policies.list(), entries));
        Session memory none = _policy(Policies.policy(hex"04", leaked.addr, "", Policies.list(), entries));
        for (uint256 i; i < 2; ++i) {
            bytes memory limits = abi.encodePacked(_pack(100_000, 100_000), i == 0 ? bytes("") : suffix);
            bytes memory data = abi.encodePacked(other, limits);
            _expectRefused(_paidBy(data, _approval()), _paymasterRefused(other));
            _expectRefused(_paidBy(data, named), _paymasterRefused(other));
            _expectRefused(_paidBy(data, none), _paymasterRefused(other));

            // EntryPoint v0.7 takes zero for none and charges the account; v0.8 refuses it by itself.
            Op memory op = _paidBy(abi.encodePacked(address(0), limits), named);
            if (entryPoint == ENTRY_POINT_V07) {
                _expectRefused(op, _paymasterRefused(address(0)));
            } else {
                (bool answered, bytes memory answer) = _ask(op);
                assertFalse(answered);
                assertEq(answer, _paymasterRefused(address(0)));
            }

            // The one that is named pays, whatever stands behind it, and the account does not.
            uint256 deposit = _deposit();
            _expectRuns(_paidBy(abi.encodePacked(good, limits), named));
            assertEq(_deposit(), deposit);
        }
        assertEq(entryPoint.balanceOf(other), 1 ether);
        assertLt(entryPoint.balanceOf(good), 1 ether);
    }

    function _paidBy(bytes memory paymasterAndData, Session memory session) private returns (Op memory op) {
        _live(session);
        op = _opOf(_approveCall(shop, 1));
        op.paymasterAndData = paymasterAndData;
        return _by(op, session);
    }

    function _paymasterRefused(address paymaster) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ISessionValidation.PaymasterNotAllowed.selector, paymaster);
    }

    /* UNINSTALLING */

    /// @dev Uninstalling costs the same with a thousand grants, and takes them all.
    /// @custom:hole SEC-077-incomplete-cleanup
    /// @custom:hole SEC-078-unbounded-uninstall
    function test_UninstallingEndsAThousandGrants() public {
        _live(_approval());
        uint256 snapshot = vm.snapshotState();
        uint256 few = _gasOfUninstalling();
        vm.revertToState(snapshot);
        for (uint256 i; i < 1_000; ++i) {
            _live(keccak256(abi.encode(i)));
        }
        assertEq(_gasOfUninstalling(), few);

        vm.revertToState(snapshot);
        _uninstall(address(validator), "");
        _expectNever(_by(_opOf(_approveCall(shop, 1)), _approval()));
        _install(address(validator), "");
        _expectRefused(_by(_opOf(_approveCall(shop, 1)), _approval()), _notGranted(_approval()));
    }

    function _gasOfUninstalling() private returns (uint256) {
        vm.prank(victim);
        validator.onUninstall("");
        return vm.lastCallGas().gasTotalUsed;
    }
}

/// forge-config: default.fuzz.runs = 64
/// forge-config: deep.fuzz.runs = 256
contract NexusOnV07OwnAttacks is OnNexus, OnV07, ERC7579Attacks {}

/// forge-config: default.fuzz.runs = 8
/// forge-config: deep.fuzz.runs = 256
contract KernelOnV08OwnAttacks is OnKernel, OnV08, ERC7579Attacks {}

/// forge-config: default.fuzz.runs = 8
/// forge-config: deep.fuzz.runs = 256
contract OpenZeppelinOnV08OwnAttacks is OnOpenZeppelin, OnV08, ERC7579Attacks {}

/// forge-config: default.fuzz.runs = 8
/// forge-config: deep.fuzz.runs = 256
contract Safe7579OnV07OwnAttacks is OnSafe7579, OnV07, ERC7579Attacks {}

/// @notice EntryPoint v0.8 runs the init code of an account that is there, if it is a key that delegated itself (EIP-7702).
abstract contract DelegatedInitCodeAttacks is ERC7579Arena {
    bytes20 private constant EIP7702_MARKER = bytes20(hex"7702");

    /// @dev The EntryPoint calls the account with what stands behind the marker before it asks anyone. With a session it is undone.
    /// @custom:hole SEC-101-initcode
    /// @custom:hole SEC-045-owner-as-session-key
    function test_RevertWhen_ASessionBringsCodeForADelegatedKey() public {
        bytes memory notAllowed = abi.encodeWithSelector(ISessionValidation.InitCodeNotAllowed.selector);
        bytes[3] memory codes = [
            abi.encodePacked(EIP7702_MARKER),
            abi.encodePacked(EIP7702_MARKER, abi.encodeWithSignature("supportsModule(uint256)", 1)),
            abi.encodePacked(EIP7702_MARKER, _single(_transferCall(thief.addr, WEALTH)))
        ];
        _live(_approval());
        for (uint256 i; i < codes.length; ++i) {
            Op memory op = _opOf(_approveCall(shop, 1));
            op.initCode = codes[i];
            // What the last one wants the account refuses by itself; the others are refused by the registry.
            if (i < 2) _expectRefused(_by(op, _approval()), notAllowed);
            else _expectNever(_by(op, _approval()));
        }
        _expectRuns(_by(_opOf(_approveCall(shop, 1)), _approval()));
    }

    /// @dev To have something to compare with: the same init code runs with the owner's own op.
    /// @custom:hole SEC-101-initcode
    function test_TheOwnerMayBringIt() public {
        PackedUserOperation memory op = _op(address(kit.ownerValidator()), _single(_approveCall(shop, 1)));
        op.initCode = abi.encodePacked(EIP7702_MARKER, abi.encodeWithSignature("supportsModule(uint256)", 1));
        _assertRuns(_signedByOwner(op));
    }
}

contract DelegatedNexusInitCodeAttacks is OnDelegatedNexus, OnV08, DelegatedInitCodeAttacks {}

contract DelegatedOpenZeppelinInitCodeAttacks is OnDelegatedOpenZeppelin, OnV08, DelegatedInitCodeAttacks {}
