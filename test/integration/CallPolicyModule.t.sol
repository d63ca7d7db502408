// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {IAuthorizationModule} from "../../contracts/interfaces/IAuthorizationModule.sol";
import {ISessionValidation} from "../../contracts/interfaces/ISessionValidation.sol";
import {Base} from "../Base.t.sol";
import {IBiconomyAccount, IEntryPoint06, ISessionKeyManager} from "../utils/Peers.sol";
import {Policies} from "../utils/Policies.sol";
import {Session, Sessions} from "../utils/Sessions.sol";

/// @notice A policy that allows everything, under Biconomy's own `SessionKeyManager`: the module alone stands between the key and what
/// no session may reach.
contract CallPolicyModuleTest is Base {
    using Sessions for Session;

    address private manager;
    bytes private policy;

    function setUp() public override {
        super.setUp();
        manager = _deployBiconomy("SessionKeyManagerModule", "SessionKeyManager", "");
        _enable(manager);
        policy = Policies.policy(key.addr, Policies.list(), Policies.list(Policies.anything()));
        vm.prank(address(account));
        ISessionKeyManager(manager).setMerkleRoot(_session().id());
    }

    function test_RunsWhen_AnyTargetIsNobodysOwn() public {
        _assertRuns(_signedForManager(_op(_transfer(recipient, 7))));
        assertEq(token.balanceOf(recipient), 7);
    }

    /// @dev A call alone has no paymaster, fee or account to judge.
    function test_RevertWhen_ACallIsJudgedAlone() public {
        vm.expectRevert(bytes4(keccak256("CallJudgedAlone()")), address(policyModule));
        policyModule.validateSessionParams(address(token), 0, "", policy, "");
    }

    function test_RevertWhen_TheOpDeploys() public {
        UserOperation memory op = _op(_transfer(recipient, 1));
        op.initCode = hex"00";
        _assertModuleRefuses(op, abi.encodeWithSelector(ISessionValidation.InitCodeNotAllowed.selector));
    }

    /// @dev The account would change its owner or its modules at its own word.
    function test_RevertWhen_TheTargetIsTheAccount() public {
        _assertTargetForbidden(address(account));
    }

    /// @dev The session would grant itself more.
    function test_RevertWhen_TheTargetIsTheManager() public {
        _assertTargetForbidden(manager);
    }

    function test_RevertWhen_TheTargetIsTheModule() public {
        _assertTargetForbidden(address(policyModule));
    }

    /// @dev The session would withdraw the account's deposit.
    function test_RevertWhen_TheTargetIsTheEntryPoint() public {
        _assertTargetForbidden(address(ENTRY_POINT));
    }

    /// @dev The module that knows the owner would change it.
    function test_RevertWhen_AnyTargetIsAModuleOfTheAccount() public {
        _assertTargetForbidden(ecdsaModule);
    }

    function test_RevertWhen_ALaterTargetIsAModuleOfTheAccount() public {
        address[] memory targets = new address[](2);
        (targets[0], targets[1]) = (address(token), ecdsaModule);
        bytes[] memory datas = new bytes[](2);
        (datas[0], datas[1]) = (abi.encodeCall(token.transfer, (recipient, 1)), _ownerChange());
        UserOperation memory op = _op(abi.encodeCall(IBiconomyAccount.executeBatch, (targets, new uint256[](2), datas)));
        _assertModuleRefuses(op, _forbidden(ecdsaModule));
    }

    /* HELPERS */

    function _session() private view returns (Session memory) {
        return Session(0, 0, address(policyModule), policy);
    }

    function _signedForManager(UserOperation memory op) private view returns (UserOperation memory) {
        op.signature = abi.encode(_session().biconomyWire(_direct(), _sign(key, op)), manager);
        return op;
    }

    function _assertTargetForbidden(address target) private {
        _assertModuleRefuses(_op(_execute(target, 0, _ownerChange())), _forbidden(target));
    }

    function _ownerChange() private view returns (bytes memory) {
        return abi.encodeWithSignature("transferOwnership(address)", stranger.addr);
    }

    function _forbidden(address target) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ISessionValidation.TargetForbidden.selector, target);
    }

    /// @dev The manager passes on why; the EntryPoint, whose v0.6 keeps no custom errors, refuses the op.
    function _assertModuleRefuses(UserOperation memory op, bytes memory reason) private {
        op = _signedForManager(op);
        bytes32 hash = ENTRY_POINT.getUserOpHash(op);
        vm.prank(address(account));
        vm.expectRevert(reason, address(policyModule));
        IAuthorizationModule(manager).validateUserOp(op, hash);

        if (op.initCode.length != 0) return;
        vm.expectRevert(abi.encodeWithSelector(IEntryPoint06.FailedOp.selector, 0, "AA23 reverted (or OOG)"));
        this.handle(op);
    }
}
