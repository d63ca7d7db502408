// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {IAuthorizationModule} from "../../contracts/interfaces/IAuthorizationModule.sol";
import {Failure, IPolicyErrors} from "../../contracts/interfaces/IPolicyErrors.sol";
import {ISessionValidation} from "../../contracts/interfaces/ISessionValidation.sol";
import {Base} from "../Base.t.sol";
import {IBiconomyAccount, IEntryPoint06, ISessionKeyManager} from "../utils/Peers.sol";
import {Policies} from "../utils/Policies.sol";
import {Session, Sessions} from "../utils/Sessions.sol";

/// @notice Policies under Biconomy's own `SessionKeyManager`, most of them one that allows everything: the module alone stands between
/// the key and what no session may reach.
contract CallPolicyModuleTest is Base {
    using Sessions for Session;

    address private manager;
    bytes private policy;

    function setUp() public override {
        super.setUp();
        manager = _deployBiconomy("SessionKeyManagerModule", "SessionKeyManager", "");
        _enable(manager);
        _use(Policies.policy(key.addr, Policies.list(), Policies.list(Policies.anything())));
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

    /* WHAT A POLICY NAMES */

    /// @dev The session would grant itself more, and the owner was made to sign for it.
    function test_RevertWhen_ThePolicyNamesTheManager() public {
        _use(_only(manager, ISessionKeyManager.setMerkleRoot.selector, Policies.skip(1)));
        bytes memory data = abi.encodeCall(ISessionKeyManager.setMerkleRoot, ("a root of the thief's own"));
        _assertModuleRefuses(_op(_execute(manager, 0, data)), _forbidden(manager));
    }

    /// @dev "Any target" is no module of the account; one that is named is what the owner signed for.
    function test_RunsWhen_ThePolicyNamesAnotherModule() public {
        bytes memory data = abi.encodeWithSignature("getOwner(address)", account);
        _use(_only(ecdsaModule, bytes4(data), Policies.skip(1)));
        _assertRuns(_signedForManager(_op(_execute(ecdsaModule, 0, data))));
    }

    function testFuzz_RevertWhen_TheRecipientIsNotTheAccountItself(address other) public {
        vm.assume(other != address(account));
        _use(_only(address(token), token.transfer.selector, bytes.concat(Policies.account(), Policies.skip(1))));
        _assertModuleRefuses(
            _op(_transfer(other, 1)),
            abi.encodeWithSelector(IPolicyErrors.RuleFailed.selector, 0, 0, Failure.WORD_NOT_ALLOWED, 4)
        );
        _assertRuns(_signedForManager(_op(_transfer(address(account), 1))));
    }

    function test_RunsWhen_EachCallOfABatchIsAllowed() public {
        _use(_only(address(token), token.transfer.selector, Policies.skip(2)));
        address[] memory targets = new address[](2);
        (targets[0], targets[1]) = (address(token), address(token));
        bytes[] memory datas = new bytes[](2);
        (datas[0], datas[1]) =
        (abi.encodeCall(token.transfer, (recipient, 3)), abi.encodeCall(token.transfer, (recipient, 4)));
        bytes memory callData = abi.encodeCall(IBiconomyAccount.executeBatch, (targets, new uint256[](2), datas));
        _assertRuns(_signedForManager(_op(callData)));
        assertEq(token.balanceOf(recipient), 7);
    }

    /* FEES AND PAYMASTERS */

    function test_Fee_Triplet() public {
        UserOperation memory op = _op(_transfer(recipient, 1));
        uint256 fee = (op.callGasLimit + op.verificationGasLimit + op.preVerificationGas) * op.maxFeePerGas;
        for (uint256 cap = fee - 1; cap <= fee + 1; ++cap) {
            bytes[] memory entries = Policies.list(Policies.anything());
            _use(Policies.policy(0x09, key.addr, abi.encodePacked(uint128(cap)), Policies.list(), entries));
            op = _op(_transfer(recipient, 1));
            if (cap >= fee) _assertRuns(_signedForManager(op));
            else _assertModuleRefuses(op, abi.encodeWithSelector(IPolicyErrors.FeeAboveCap.selector, fee, cap));
        }
    }

    function test_RevertWhen_ThePolicyNamesNoPaymaster() public {
        _use(Policies.policy(0x04, key.addr, "", Policies.list(), Policies.list(Policies.anything())));
        UserOperation memory op = _op(_transfer(recipient, 1));
        address paymaster = makeAddr("paymaster");
        ENTRY_POINT.depositTo{value: 1 ether}(paymaster);
        op.paymasterAndData = abi.encodePacked(paymaster);
        _assertModuleRefuses(op, abi.encodeWithSelector(ISessionValidation.PaymasterNotAllowed.selector, paymaster));
    }

    /* HELPERS */

    /// @dev Makes a policy the session's, and grants it.
    function _use(bytes memory other) private {
        policy = other;
        vm.prank(address(account));
        ISessionKeyManager(manager).setMerkleRoot(_session().id());
    }

    /// @dev Allows one function of one contract.
    function _only(address target, bytes4 selector, bytes memory program) private view returns (bytes memory) {
        bytes memory entry = Policies.permission(target, selector, "", program);
        return Policies.policy(key.addr, Policies.list(), Policies.list(entry));
    }

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
