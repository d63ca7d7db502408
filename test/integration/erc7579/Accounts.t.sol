// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {
    Execution,
    MODULE_TYPE_EXECUTOR,
    MODULE_TYPE_HOOK,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

import {Base7579} from "../../Base7579.t.sol";
import {RecordingValidator} from "../../mocks/RecordingValidator.sol";

/// @notice The kits encode what the real accounts take, and what the accounts hand to validators is written down.
abstract contract AccountsTest is Base7579 {
    RecordingValidator internal second;

    function setUp() public override {
        super.setUp();
        second = new RecordingValidator();
    }

    /* OPS OF THE OWNER */

    function test_SingleCall() public {
        _assertRuns(_ownerOp(_transfer(recipient, 7)));
        assertEq(token.balanceOf(recipient), 7);
    }

    function test_SingleCallWithValue() public {
        _assertRuns(_ownerOp(kit.encodeSingle(recipient, 1 ether, "")));
        assertEq(recipient.balance, 1 ether);
    }

    function test_BatchCall() public {
        Execution[] memory calls = new Execution[](3);
        calls[0] = Execution(address(token), 0, abi.encodeCall(token.transfer, (recipient, 1)));
        calls[1] = Execution(recipient, 1 ether, "");
        calls[2] = Execution(address(token), 0, abi.encodeCall(token.transfer, (recipient, 2)));
        _assertRuns(_ownerOp(kit.encodeBatch(calls)));
        assertEq(token.balanceOf(recipient), 3);
        assertEq(recipient.balance, 1 ether);
    }

    function test_FailingCallFailsTheExecution() public {
        _assertFails(_ownerOp(_transfer(recipient, 1_001e18)));
    }

    function test_StrangersSignatureIsRefused() public {
        PackedUserOperation memory op = _ownerOp(_transfer(recipient, 7));
        op.signature = kit.ownerSignature(stranger.key, entryPoint.getUserOpHash(op));
        _assertSignatureRefused(op);
    }

    function test_LanesHaveNoncesOfTheirOwn() public {
        PackedUserOperation memory first = _op(address(kit.ownerValidator()), 7, _transfer(recipient, 1));
        _assertRuns(_signedByOwner(first));
        _assertRuns(_ownerOp(_transfer(recipient, 1)));
        PackedUserOperation memory next = _op(address(kit.ownerValidator()), 7, _transfer(recipient, 1));
        assertEq(next.nonce, first.nonce + 1);
        _assertRuns(_signedByOwner(next));
        assertEq(token.balanceOf(recipient), 3);
    }

    function test_TwoAccountsAreIndependent() public {
        assertNotEq(address(_createAccount(owner.addr)), address(account));
    }

    /* A SECOND VALIDATOR */

    function test_InstallHandsItsDataOver() public {
        _installSecond();
        assertEq(second.installs(), 1);
        assertEq(second.installData(), abi.encodePacked(key.addr));
    }

    function test_InstallWithEmptyData() public {
        _install(address(second), "");
        assertEq(second.installs(), 1);
        assertTrue(account.isModuleInstalled(MODULE_TYPE_VALIDATOR, address(second), ""));
    }

    function test_NonceKeySelectsTheSecondValidator() public {
        _installSecond();
        _assertRuns(_secondOp(_transfer(recipient, 7)));
        assertEq(token.balanceOf(recipient), 7);

        PackedUserOperation memory op = _op(address(second), 3, _transfer(recipient, 1));
        op.signature = kit.ownerSignature(key.key, entryPoint.getUserOpHash(op));
        _assertRuns(op);
        _assertSignatureRefused(_signedByOwner(_op(address(second), _transfer(recipient, 1))));
    }

    function test_ValidatorReceivesTheOpUnchanged() public {
        _installSecond();
        PackedUserOperation memory op = _secondOp(_transfer(recipient, 7));
        bytes32 hash = entryPoint.getUserOpHash(op);
        _assertRuns(op);
        assertEq(second.caller(), address(account));
        assertEq(second.receivedHash(), hash);
        assertEq(second.receivedOp(), abi.encode(op));
    }

    function test_KnowsItsModulesDuringValidation() public {
        _installSecond();
        for (uint256 moduleType = MODULE_TYPE_VALIDATOR; moduleType <= MODULE_TYPE_HOOK; ++moduleType) {
            second.ask(abi.encodeCall(account.isModuleInstalled, (moduleType, address(second), "")));
        }
        _assertRuns(_secondOp(_transfer(recipient, 7)));
        _assertAnswer(0, true, abi.encode(true));
        for (uint256 moduleType = MODULE_TYPE_EXECUTOR; moduleType <= MODULE_TYPE_HOOK; ++moduleType) {
            (bool succeeded, bytes memory data) = _answerAboutOtherType(moduleType);
            _assertAnswer(moduleType - 1, succeeded, data);
        }
    }

    function test_AnswersForTheOwnersSignatureDuringValidation() public {
        _installSecond();
        bytes32 hash = keccak256("what the owner is asked about");
        bytes memory signature = kit.erc1271Signature(address(account), owner.key, hash);
        second.ask(abi.encodeCall(account.isValidSignature, (hash, signature)));
        _assertRuns(_secondOp(_transfer(recipient, 7)));
        _assertAnswer(0, true, abi.encode(IERC1271.isValidSignature.selector));
    }

    /* UNINSTALLING */

    function test_UninstallHandsItsDataOver() public {
        _installSecond();
        _uninstall(address(second), hex"c0ffee");
        assertFalse(account.isModuleInstalled(MODULE_TYPE_VALIDATOR, address(second), ""));
        assertEq(second.uninstalls(), 1);
        assertEq(second.uninstallData(), hex"c0ffee");
    }

    function test_UninstalledValidatorIsNotAsked() public {
        _installSecond();
        _uninstall(address(second), "");
        _assertUninstalledRefused(_secondOp(_transfer(recipient, 7)));
    }

    function test_UninstallOfAModuleThatReverts() public {
        _installSecond();
        vm.mockCallRevert(address(second), abi.encodeWithSelector(second.onUninstall.selector), "no");
        PackedUserOperation memory op = _ownerOp(kit.uninstallValidator(address(account), address(second), ""));
        if (_uninstallsModulesThatRevert()) _assertRuns(op);
        else _assertFails(op);
        assertEq(account.isModuleInstalled(MODULE_TYPE_VALIDATOR, address(second), ""), !_uninstallsModulesThatRevert());
    }

    function test_InstallsAgainAfterUninstall() public {
        _installSecond();
        _uninstall(address(second), "");
        _installSecond();
        _assertRuns(_secondOp(_transfer(recipient, 7)));
    }

    function test_UninstallsFirstOfTwo() public {
        RecordingValidator third = new RecordingValidator();
        _installSecond();
        _install(address(third), abi.encodePacked(key.addr));
        _uninstall(address(second), "");
        assertFalse(account.isModuleInstalled(MODULE_TYPE_VALIDATOR, address(second), ""));
        assertTrue(account.isModuleInstalled(MODULE_TYPE_VALIDATOR, address(third), ""));
        _uninstall(address(third), "");
        assertFalse(account.isModuleInstalled(MODULE_TYPE_VALIDATOR, address(third), ""));
    }

    /* ERC-1271 */

    function test_AnswersForTheOwnersSignature() public view {
        bytes32 hash = keccak256("hash");
        bytes memory signature = kit.erc1271Signature(address(account), owner.key, hash);
        assertEq(account.isValidSignature(hash, signature), IERC1271.isValidSignature.selector);
    }

    function test_DoesNotAnswerForAStrangersSignature() public view {
        bytes32 hash = keccak256("hash");
        bytes memory signature = kit.erc1271Signature(address(account), stranger.key, hash);
        assertEq(account.isValidSignature(hash, signature), bytes4(0xffffffff));
    }

    /* WHERE ACCOUNTS DIFFER */

    /// @dev What the account answers about a validator of its own, asked whether it is installed as something else.
    function _answerAboutOtherType(uint256) internal virtual returns (bool succeeded, bytes memory data) {
        return (true, abi.encode(false));
    }

    /// @dev The op names a validator that the account does not have.
    function _assertUninstalledRefused(PackedUserOperation memory op) internal virtual;

    /// @dev Whether the account lets a module go that reverts in `onUninstall`.
    function _uninstallsModulesThatRevert() internal pure virtual returns (bool) {
        return true;
    }

    /* HELPERS */

    function _installSecond() internal {
        _install(address(second), abi.encodePacked(key.addr));
    }

    function _secondOp(bytes memory callData) internal view returns (PackedUserOperation memory op) {
        op = _op(address(second), callData);
        op.signature = kit.ownerSignature(key.key, entryPoint.getUserOpHash(op));
    }

    function _assertAnswer(uint256 index, bool succeeded, bytes memory data) private view {
        RecordingValidator.Answer memory answer = second.answerAt(index);
        assertEq(answer.succeeded, succeeded);
        assertEq(answer.data, data);
    }
}
