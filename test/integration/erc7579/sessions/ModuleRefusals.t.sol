// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IModuleErrors} from "../../../../contracts/interfaces/IModuleErrors.sol";
import {ISessionValidation} from "../../../../contracts/interfaces/ISessionValidation.sol";
import {EchoingModule, SplittingModule} from "../../../mocks/IntegrationModules.sol";
import {TestERC20} from "../../../mocks/Tokens.sol";
import {Session} from "../../../utils/Sessions.sol";
import {SessionOps} from "./SessionOps.t.sol";

/// @notice What modules answer, and what those that are built in refuse.
abstract contract ModuleRefusals is SessionOps {
    EchoingModule private immutable ECHOING = new EchoingModule();
    SplittingModule private immutable SPLITTING = new SplittingModule();

    /* ANSWERS */

    function _assertAnswerRefused(address module, bytes memory sessionKeyData) private {
        _assertSessionRefused(
            _opUnder(Session(0, 0, module, sessionKeyData), _approve(spender, 1)),
            abi.encodeWithSelector(ISessionValidation.ModuleAnswerInvalid.selector, module)
        );
    }

    function test_RevertWhen_TheModuleHasNoCode() public {
        _assertAnswerRefused(makeAddr("no code"), abi.encode(key.addr));
    }

    /// @dev The identity precompile sends the question back, SHA-256 a word that is no address.
    function test_RevertWhen_TheModuleIsAPrecompile() public {
        _assertAnswerRefused(address(2), abi.encode(key.addr));
        _assertAnswerRefused(address(4), abi.encode(key.addr));
    }

    function testFuzz_RevertWhen_TheModuleAnswersAnotherLength(uint256 length) public {
        length = bound(length, 0, 96);
        vm.assume(length != 32);
        _assertAnswerRefused(address(ECHOING), _head(abi.encode(key.addr, key.addr, key.addr), length));
    }

    function testFuzz_RevertWhen_TheModuleAnswersADirtyAddress(uint96 dirt) public {
        vm.assume(dirt != 0);
        _assertAnswerRefused(address(ECHOING), abi.encode((uint256(dirt) << 160) | uint160(key.addr)));
    }

    function _assertSignerForbidden(address signer) private {
        bytes memory reason = abi.encodeWithSelector(ISessionValidation.SignerForbidden.selector, signer);
        Session memory session = Session(0, 0, address(ECHOING), abi.encode(signer));
        _assertSessionRefused(_opUnder(session, _approve(spender, 1)), reason);
        _assertSessionRefused(_opUnder(session, _batch(_approveCall(1), _approveCall(2))), reason);
    }

    /// @dev Zero is what a failed recovery yields: any garbage would be its signature.
    function test_RevertWhen_TheSignerIsZero() public {
        _assertSignerForbidden(address(0));
    }

    function test_RevertWhen_TheSignerIsTheAccount() public {
        _assertSignerForbidden(address(account));
    }

    /// @dev Wherever the other call stands, also first: the last call's signer must not stand for all.
    function testFuzz_RevertWhen_TheSignersDiffer(uint256 index, uint256 count) public {
        count = bound(count, 2, 5);
        index = bound(index, 0, count - 1);
        address other = address(new TestERC20());
        Session memory session = Session(0, 0, address(SPLITTING), abi.encode(other, stranger.addr, key.addr));
        (address first, address second) = index == 0 ? (stranger.addr, key.addr) : (key.addr, stranger.addr);
        bytes memory callData =
            _batchAround(_call(other, abi.encodeCall(token.approve, (spender, 1))), index, count, _approveCall(1));
        _assertSessionRefused(
            _opUnder(session, callData),
            abi.encodeWithSelector(ISessionValidation.SignersDiffer.selector, first, second)
        );
    }

    /* BUILT-IN MODULES */

    function _assertApproveRefused(bytes memory callData, bytes memory reason) private {
        _assertSessionRefused(_opUnder(_approveSession(), callData), reason);
    }

    function testFuzz_RevertWhen_TheAmountIsAboveTheCap(uint256 amount) public {
        amount = bound(amount, MAX_AMOUNT + 1, type(uint256).max);
        bytes memory reason = abi.encodeWithSelector(IModuleErrors.AmountAboveCap.selector, amount, MAX_AMOUNT);
        _assertApproveRefused(_approve(spender, amount), reason);
        _assertApproveRefused(_batch(_approveCall(1), _approveCall(amount)), reason);
        _assertSessionRefused(_opUnder(_transferSession(), _transfer(recipient, amount)), reason);
    }

    function testFuzz_RevertWhen_ThereIsAnotherCounterparty(uint256 word) public {
        vm.assume(word != uint160(spender));
        _assertApproveRefused(
            kit.encodeSingle(address(token), 0, abi.encodeWithSelector(token.approve.selector, word, 1)),
            abi.encodeWithSelector(IModuleErrors.ArgumentNotAllowed.selector, 0, word, uint256(uint160(spender)))
        );
    }

    function testFuzz_RevertWhen_TheTargetIsAnother(address target) public {
        vm.assume(target != address(token) && target != address(account) && target != address(validator));
        vm.assume(target != address(0) && target != address(approveModule) && !_isEntryPoint(target));
        _assertApproveRefused(
            kit.encodeSingle(target, 0, abi.encodeCall(token.approve, (spender, 1))),
            abi.encodeWithSelector(IModuleErrors.TargetNotAllowed.selector, target, token)
        );
    }

    function testFuzz_RevertWhen_TheSelectorIsAnother(bytes4 selector) public {
        vm.assume(selector != token.approve.selector);
        _assertApproveRefused(
            kit.encodeSingle(address(token), 0, abi.encodeWithSelector(selector, spender, 1)),
            abi.encodeWithSelector(IModuleErrors.SelectorNotAllowed.selector, selector, token.approve.selector)
        );
    }

    function testFuzz_RevertWhen_TheCallCarriesValue(uint256 value) public {
        vm.assume(value != 0);
        _assertApproveRefused(
            kit.encodeSingle(address(token), value, abi.encodeCall(token.approve, (spender, 1))),
            abi.encodeWithSelector(IModuleErrors.ValueNotAllowed.selector, value)
        );
    }

    function testFuzz_RevertWhen_BytesFollowTheArguments(bytes memory tail) public {
        vm.assume(tail.length != 0);
        _assertApproveRefused(
            kit.encodeSingle(address(token), 0, bytes.concat(abi.encodeCall(token.approve, (spender, 1)), tail)),
            abi.encodeWithSelector(IModuleErrors.CalldataLengthNotAllowed.selector, 68 + tail.length, 68)
        );
    }

    function testFuzz_RevertWhen_TheSessionKeyDataIsOfAnotherLength(bytes memory data) public {
        vm.assume(data.length != 128);
        _assertSessionRefused(
            _opUnder(Session(0, 0, address(approveModule), data), _approve(spender, 1)),
            abi.encodeWithSelector(IModuleErrors.SessionKeyDataInvalid.selector)
        );
    }
}
