// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {IAuthorizationModule} from "../../contracts/interfaces/IAuthorizationModule.sol";
import {IBiconomySessionRegistry} from "../../contracts/interfaces/IBiconomySessionRegistry.sol";
import {IModuleErrors} from "../../contracts/interfaces/IModuleErrors.sol";
import {ISessionValidation} from "../../contracts/interfaces/ISessionValidation.sol";
import {Base} from "../Base.t.sol";
import {TestERC20} from "../mocks/Tokens.sol";
import {IBiconomyAccount, ISessionKeyManager} from "../utils/Peers.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {Call, Journey} from "./Journey.t.sol";
import {BiconomyWire, NativeWire, Wire} from "./Wires.t.sol";

/// @notice Biconomy's own session contracts beside ours, on one account.
abstract contract Interop is Journey {
    using Sessions for Session;
    using Sessions for Session[];

    address internal keyManager;
    address internal router;
    address internal biconomyErc20Module;

    function setUp() public virtual override {
        super.setUp();
        keyManager = _deployBiconomy("SessionKeyManagerModule", "SessionKeyManager", "");
        router = _deployBiconomy("BatchedSessionRouterModule", "BatchedSessionRouter", "");
        biconomyErc20Module = _deployBiconomy("ERC20SessionValidationModule", "");
    }

    function _transferCall(uint256 amount) internal view returns (Call memory) {
        return Call(address(token), 0, abi.encodeCall(token.transfer, (recipient, amount)));
    }

    function _setManagerRoot(bytes32 root) internal {
        vm.prank(address(account));
        ISessionKeyManager(keyManager).setMerkleRoot(root);
    }

    /// @dev The op, presenting a session to Biconomy's `SessionKeyManager`.
    function _signedForManager(UserOperation memory op, Session memory session, bytes32[] memory proof)
        internal
        view
        returns (UserOperation memory)
    {
        op.signature = abi.encode(session.biconomyWire(proof, _sign(key, op)), keyManager);
        return op;
    }

    /// @dev A module of Biconomy's refuses the op because of what one contract behind it says.
    function _assertRefusedThrough(address module, address reverter, UserOperation memory op, bytes memory reason)
        internal
    {
        bytes32 hash = ENTRY_POINT.getUserOpHash(op);
        vm.expectRevert(reason, reverter);
        IAuthorizationModule(module).validateUserOp(op, hash);
        _assertEntryPointRefuses(op, "AA23 reverted (or OOG)");
    }
}

/// @notice Our modules under Biconomy's `SessionKeyManager`, where they alone stand between the key and the account.
contract SessionKeyManagerInterop is Interop {
    using Sessions for Session;
    using Sessions for Session[];

    function setUp() public override {
        super.setUp();
        _enable(keyManager);
        _setManagerRoot(_sessions().biconomyRoot());
    }

    function _sessions() private view returns (Session[] memory sessions) {
        sessions = new Session[](3);
        (sessions[0], sessions[1], sessions[2]) = (_mintSession(), _approveSession(), _transferSession());
    }

    /// @dev What each session allows.
    function _calls() private view returns (Call[3] memory) {
        return [_mintCall(), _approveCall(MAX_AMOUNT), _transferCall(MAX_AMOUNT)];
    }

    function _by(uint256 index, bytes memory callData) private view returns (UserOperation memory) {
        return _signedForManager(_op(callData), _sessions()[index], _sessions().biconomyProof(index));
    }

    function _assertModuleStops(uint256 index, bytes memory callData, bytes memory reason) private {
        _assertRefusedThrough(keyManager, _sessions()[index].module, _by(index, callData), reason);
    }

    function test_EachModuleLetsItsCallThrough() public {
        for (uint256 i; i < 3; ++i) {
            _assertRuns(_by(i, _single(_calls()[i])));
            _assertRuns(_by(i, _singleOptimized(_calls()[i])));
        }
        assertEq(nft.balanceOf(recipient, TOKEN_ID), 2);
        assertEq(token.allowance(address(account), spender), MAX_AMOUNT);
        assertEq(token.balanceOf(recipient), 2 * MAX_AMOUNT);
    }

    function test_EachModuleLetsABatchOfItsCallsThrough() public {
        for (uint256 i; i < 3; ++i) {
            _assertRuns(_by(i, _batch(_pair(_calls()[i], _calls()[i]))));
            _assertRuns(_by(i, _batchOptimized(_pair(_calls()[i], _calls()[i]))));
        }
    }

    function test_RevertWhen_AnArgumentIsAnother() public {
        _assertModuleStops(
            0, _single(_mintCall(2)), abi.encodeWithSelector(IModuleErrors.ArgumentNotAllowed.selector, 1, 2, TOKEN_ID)
        );
        for (uint256 i = 1; i < 3; ++i) {
            Call memory call = _calls()[i];
            call.data = abi.encodeWithSelector(bytes4(call.data), stranger.addr, 1);
            _assertModuleStops(
                i,
                _single(call),
                abi.encodeWithSelector(
                    IModuleErrors.ArgumentNotAllowed.selector,
                    0,
                    uint256(uint160(stranger.addr)),
                    uint256(uint160(i == 1 ? spender : recipient))
                )
            );
        }
    }

    function test_RevertWhen_TheAmountIsAboveTheCap() public {
        bytes memory reason = abi.encodeWithSelector(IModuleErrors.AmountAboveCap.selector, MAX_AMOUNT + 1, MAX_AMOUNT);
        _assertModuleStops(1, _single(_approveCall(MAX_AMOUNT + 1)), reason);
        _assertModuleStops(2, _single(_transferCall(MAX_AMOUNT + 1)), reason);
    }

    function test_RevertWhen_TheCallIsAnotherSessions() public {
        for (uint256 i; i < 3; ++i) {
            for (uint256 j; j < 3; ++j) {
                if (i == j) continue;
                Call memory call = _calls()[j];
                address allowed = _calls()[i].target;
                _assertModuleStops(
                    i,
                    _single(call),
                    call.target == allowed
                        ? abi.encodeWithSelector(
                            IModuleErrors.SelectorNotAllowed.selector, bytes4(call.data), bytes4(_calls()[i].data)
                        )
                        : abi.encodeWithSelector(IModuleErrors.TargetNotAllowed.selector, call.target, allowed)
                );
            }
        }
    }

    function test_RevertWhen_TheCallCarriesValue() public {
        for (uint256 i; i < 3; ++i) {
            Call memory call = _calls()[i];
            call.value = 1;
            _assertModuleStops(i, _single(call), abi.encodeWithSelector(IModuleErrors.ValueNotAllowed.selector, 1));
        }
    }

    /// @dev No registry of ours stands here: it is the module's pinned target that keeps the key off the account.
    function test_RevertWhen_TheTargetIsTheAccount() public {
        Call memory call = Call(address(account), 0, abi.encodeCall(IBiconomyAccount.enableModule, (stranger.addr)));
        for (uint256 i; i < 3; ++i) {
            bytes memory reason =
                abi.encodeWithSelector(IModuleErrors.TargetNotAllowed.selector, account, _calls()[i].target);
            _assertModuleStops(i, _single(call), reason);
            for (uint256 j; j < 3; ++j) {
                _assertModuleStops(i, _batch(_callsAround(call, j, 3, _calls()[i])), reason);
            }
        }
    }

    function test_RevertWhen_TheFunctionIsAnotherOfTheAccounts() public {
        bytes memory callData = abi.encodeCall(IBiconomyAccount.enableModule, (stranger.addr));
        for (uint256 i; i < 3; ++i) {
            _assertModuleStops(
                i,
                callData,
                abi.encodeWithSelector(
                    ISessionValidation.AccountFunctionNotAllowed.selector, IBiconomyAccount.enableModule.selector
                )
            );
        }
    }

    function test_RevertWhen_TheBatchIsEmpty() public {
        for (uint256 i; i < 3; ++i) {
            _assertModuleStops(i, _batch(new Call[](0)), abi.encodeWithSelector(ISessionValidation.BatchEmpty.selector));
        }
    }

    function test_RevertWhen_TheCallDataHasATail() public {
        for (uint256 i; i < 3; ++i) {
            _assertModuleStops(
                i,
                bytes.concat(_single(_calls()[i]), new bytes(32)),
                abi.encodeWithSelector(ISessionValidation.ExecutionMalformed.selector)
            );
        }
    }

    function test_RefusesTheSignatureOfAnyoneElse() public {
        for (uint256 i; i < 3; ++i) {
            UserOperation memory op = _op(_single(_calls()[i]));
            op.signature =
                abi.encode(_sessions()[i].biconomyWire(_sessions().biconomyProof(i), _sign(stranger, op)), keyManager);
            assertEq(IAuthorizationModule(keyManager).validateUserOp(op, ENTRY_POINT.getUserOpHash(op)), 1);
            _assertEntryPointRefuses(op, "AA24 signature error");
        }
    }

    /// @dev In place of Biconomy's: same root, same wire, same answer. Only the module's address in the shell differs.
    function test_OneRootAndOneWireServeBoth() public {
        vm.prank(address(account));
        registry.setMerkleRoot(_sessions().biconomyRoot());
        for (uint256 i; i < 3; ++i) {
            UserOperation memory op = _by(i, _single(_calls()[i]));
            (bytes memory wire,) = abi.decode(op.signature, (bytes, address));
            uint256 before = vm.snapshotState();
            _assertRuns(op);
            vm.revertToState(before);
            op.signature = abi.encode(wire, address(registry));
            _assertRuns(op);
        }
        assertEq(
            abi.encode(registry.getSessionKeys(address(account))),
            abi.encode(IBiconomySessionRegistry(keyManager).getSessionKeys(address(account)))
        );
    }
}

/// @notice Our modules under Biconomy's `BatchedSessionRouter`, which asks each about one call of a batch.
contract BatchedSessionRouterInterop is Interop {
    using Sessions for Session;
    using Sessions for Session[];

    /// @dev As the router reads it.
    struct SessionData {
        uint48 validUntil;
        uint48 validAfter;
        address module;
        bytes sessionKeyData;
        bytes32[] proof;
        bytes callSpecificData;
    }

    function setUp() public override {
        super.setUp();
        _enable(keyManager);
        _enable(router);
        _setManagerRoot(_sessions().biconomyRoot());
    }

    function _sessions() private view returns (Session[] memory sessions) {
        sessions = new Session[](3);
        (sessions[0], sessions[1], sessions[2]) = (_mintSession(), _approveSession(), _transferSession());
        (sessions[0].validUntil, sessions[0].validAfter) = (1_900_000_000, 1_700_000_000);
        sessions[1].validUntil = 1_850_000_000;
        sessions[2].validAfter = 1_750_000_000;
    }

    function _calls() private view returns (Call[] memory calls) {
        calls = new Call[](3);
        (calls[0], calls[1], calls[2]) = (_mintCall(), _approveCall(1), _transferCall(1));
    }

    function _signedForRouter(Account memory signer, UserOperation memory op)
        private
        view
        returns (UserOperation memory)
    {
        Session[] memory sessions = _sessions();
        SessionData[] memory datas = new SessionData[](3);
        for (uint256 i; i < 3; ++i) {
            Session memory s = sessions[i];
            datas[i] = SessionData(
                s.validUntil, s.validAfter, s.module, s.sessionKeyData, sessions.biconomyProof(i), "unused"
            );
        }
        bytes32 hash = keccak256(abi.encodePacked(ENTRY_POINT.getUserOpHash(op), keyManager));
        (uint8 v, bytes32 r, bytes32 s_) =
            vm.sign(signer.key, keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", hash)));
        op.signature = abi.encode(abi.encode(keyManager, datas, abi.encodePacked(r, s_, v)), router);
        return op;
    }

    function test_ABatchRunsUnderOneSessionPerCall() public {
        _assertRuns(_signedForRouter(key, _op(_batch(_calls()))));
        _assertRuns(_signedForRouter(key, _op(_batchOptimized(_calls()))));
        assertEq(nft.balanceOf(recipient, TOKEN_ID), 2);
        assertEq(token.allowance(address(account), spender), 1);
        assertEq(token.balanceOf(recipient), 2);
    }

    function test_TheWindowsIntersect() public {
        UserOperation memory op = _signedForRouter(key, _op(_batch(_calls())));
        assertEq(
            IAuthorizationModule(router).validateUserOp(op, ENTRY_POINT.getUserOpHash(op)),
            (uint256(1_850_000_000) << 160) | (uint256(1_750_000_000) << 208)
        );
    }

    function test_RevertWhen_OneCallIsNotAllowed() public {
        for (uint256 i; i < 3; ++i) {
            Call[] memory calls = _calls();
            calls[i].value = 1;
            _assertRefusedThrough(
                router,
                _sessions()[i].module,
                _signedForRouter(key, _op(_batch(calls))),
                abi.encodeWithSelector(IModuleErrors.ValueNotAllowed.selector, 1)
            );
        }
    }

    /// @dev Each call is judged by the session at its own place.
    function test_RevertWhen_TheCallsChangePlaces() public {
        Call[] memory calls = _calls();
        (calls[1], calls[2]) = (calls[2], calls[1]);
        _assertRefusedThrough(
            router,
            address(approveModule),
            _signedForRouter(key, _op(_batch(calls))),
            abi.encodeWithSelector(
                IModuleErrors.SelectorNotAllowed.selector, token.transfer.selector, token.approve.selector
            )
        );
    }

    function test_RefusesTheSignatureOfAnyoneElse() public {
        UserOperation memory op = _signedForRouter(stranger, _op(_batch(_calls())));
        assertEq(IAuthorizationModule(router).validateUserOp(op, ENTRY_POINT.getUserOpHash(op)), 1);
        _assertEntryPointRefuses(op, "AA24 signature error");
    }
}

/// @notice Biconomy's `ERC20SessionValidationModule` under our registry, on either wire.
abstract contract BiconomyModuleInterop is Interop, Wire {
    using Sessions for Session;
    using Sessions for Session[];

    function setUp() public virtual override(Base, Interop) {
        Interop.setUp();
    }

    function _biconomySession() private view returns (Session memory session) {
        session = _transferSession();
        session.module = biconomyErc20Module;
    }

    function _assertBiconomyModuleRefuses(Call memory call, string memory reason) private {
        UserOperation memory op = _opUnder(_biconomySession(), _single(call));
        _assertValidationReverts(biconomyErc20Module, op, bytes(reason));
        _assertEntryPointRefuses(op, string.concat("AA23 reverted: ", reason));
    }

    function test_TheModuleLetsItsCallThrough() public {
        _assertRuns(_opUnder(_biconomySession(), _single(_transferCall(MAX_AMOUNT))));
        _assertRuns(_opUnder(_biconomySession(), _singleOptimized(_transferCall(MAX_AMOUNT))));
        assertEq(token.balanceOf(recipient), 2 * MAX_AMOUNT);
    }

    /// @dev Under Biconomy's own manager this takes the router; the registry asks the module about each call.
    function test_TheModuleLetsABatchThrough() public {
        _assertRuns(_opUnder(_biconomySession(), _batch(_pair(_transferCall(1), _transferCall(2)))));
        assertEq(token.balanceOf(recipient), 3);
    }

    function test_TheModuleRunsInATree() public {
        Session[] memory sessions = _treeAround(_biconomySession(), 5, 16);
        _makeLive(sessions);
        _assertRuns(_signedAs(_op(_single(_transferCall(1))), sessions[5], _proofOf(sessions, 5)));
    }

    function test_RevertWhen_TheModuleRefuses() public {
        _assertBiconomyModuleRefuses(_transferCall(MAX_AMOUNT + 1), "ERC20SV Max Amount Exceeded");
        _assertBiconomyModuleRefuses(
            Call(address(token), 0, abi.encodeCall(token.transfer, (stranger.addr, 1))), "ERC20SV Wrong Recipient"
        );
        _assertBiconomyModuleRefuses(Call(address(token), 1, _transferCall(1).data), "ERC20SV Non Zero Value");
        _assertBiconomyModuleRefuses(Call(address(new TestERC20()), 0, _transferCall(1).data), "ERC20SV Invalid Token");
    }

    /// @dev A session of it that names one of the four forbidden targets as its token is stopped by the registry.
    function test_RevertWhen_TheModulesTokenIsForbidden() public {
        address[4] memory targets = [address(account), address(registry), biconomyErc20Module, address(ENTRY_POINT)];
        for (uint256 i; i < 4; ++i) {
            Session memory session =
                Session(0, 0, biconomyErc20Module, abi.encode(key.addr, targets[i], recipient, type(uint256).max));
            _assertRefused(
                _opUnder(session, _single(Call(targets[i], 0, _transferCall(1).data))),
                abi.encodeWithSelector(ISessionValidation.TargetForbidden.selector, targets[i])
            );
        }
    }

    function test_RefusesTheSignatureOfAnyoneElse() public {
        _makeLive(_biconomySession());
        UserOperation memory op = _op(_single(_transferCall(1)));
        _assertSignatureRefused(_carrying(op, _wireOf(_biconomySession(), _direct(), _sign(stranger, op))));
    }

    function test_RevertGiven_TheSessionIsDead() public {
        UserOperation memory op = _opUnder(_biconomySession(), _single(_transferCall(1)));
        _revoke(_biconomySession());
        _assertRefused(op, abi.encodeWithSignature("SessionDead(bytes32)", _biconomySession().id()));
    }

    /* SIDE BY SIDE */

    function _approvalOfTheRecipient() private view returns (Call memory) {
        return Call(address(token), 0, abi.encodeCall(token.approve, (recipient, MAX_AMOUNT)));
    }

    /// @dev Biconomy's module is documented to serve any `method(address,uint256)`: it does not look at the selector.
    function test_ATransferSessionOfBiconomysModuleApproves() public {
        _assertRuns(_opUnder(_biconomySession(), _single(_approvalOfTheRecipient())));
        assertEq(token.allowance(address(account), recipient), MAX_AMOUNT);
    }

    /// @dev The same data, the same registry, the same call.
    function test_RevertWhen_ATransferSessionOfOurModuleApproves() public {
        _assertModuleRefuses(
            address(transferModule),
            _opUnder(_transferSession(), _single(_approvalOfTheRecipient())),
            abi.encodeWithSelector(
                IModuleErrors.SelectorNotAllowed.selector, token.approve.selector, token.transfer.selector
            )
        );
        assertEq(token.allowance(address(account), recipient), 0);
    }

    /// @dev Under Biconomy's own manager the two differ in the same way.
    function test_TheManagerToldApartByItsModules() public {
        _enable(keyManager);
        Session[] memory sessions = new Session[](2);
        (sessions[0], sessions[1]) = (_biconomySession(), _transferSession());
        _setManagerRoot(sessions.biconomyRoot());
        bytes memory callData = _single(_approvalOfTheRecipient());

        _assertRefusedThrough(
            keyManager,
            address(transferModule),
            _signedForManager(_op(callData), sessions[1], sessions.biconomyProof(1)),
            abi.encodeWithSelector(
                IModuleErrors.SelectorNotAllowed.selector, token.approve.selector, token.transfer.selector
            )
        );
        _assertRuns(_signedForManager(_op(callData), sessions[0], sessions.biconomyProof(0)));
    }
}

contract NativeBiconomyModuleInterop is BiconomyModuleInterop, NativeWire {
    function setUp() public override(Base, BiconomyModuleInterop) {
        BiconomyModuleInterop.setUp();
    }
}

contract BiconomyBiconomyModuleInterop is BiconomyModuleInterop, BiconomyWire {
    function setUp() public override(Base, BiconomyModuleInterop) {
        BiconomyModuleInterop.setUp();
    }
}
