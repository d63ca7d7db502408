// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {Execution, MODULE_TYPE_VALIDATOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {IERC7579SessionValidator} from "../../contracts/interfaces/IERC7579SessionValidator.sol";
import {Base7579Sessions} from "../Base7579Sessions.t.sol";
import {TestERC1155} from "../mocks/Tokens.sol";
import {IEntryPoint07} from "../utils/Peers7579.sol";
import {Arena, Call, IGuard, Op} from "./Arena.sol";

/// @notice ERC-7579 accounts on EntryPoint v0.7 and later.
abstract contract ERC7579Arena is Base7579Sessions, Arena {
    function setUp() public virtual override {
        super.setUp();
        guard = IGuard(address(validator));
        (approving, transferring) = (address(approveModule), address(transferModule));
        (coin, art) = (token, new TestERC1155());
        (minting, judging) = (address(_deployMintModule(address(art))), address(policyModule));
        victim = address(account);
    }

    function _single(Call memory call) internal view override returns (bytes memory) {
        return kit.encodeSingle(call.target, call.value, call.data);
    }

    function _several(Call[] memory calls) internal view override returns (bytes memory) {
        Execution[] memory executions = new Execution[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            executions[i] = Execution(calls[i].target, calls[i].value, calls[i].data);
        }
        return kit.encodeBatch(executions);
    }

    function _toUserOp(Op memory op) internal view returns (PackedUserOperation memory userOp) {
        userOp = _op(address(validator), op.lane, op.callData);
        userOp.nonce += op.place;
        userOp.initCode = op.initCode;
        userOp.paymasterAndData = op.paymasterAndData;
        userOp.signature = op.wire;
    }

    function _hashOf(Op memory op) internal view override returns (bytes32) {
        return entryPoint.getUserOpHash(_toUserOp(op));
    }

    /// @dev An EntryPoint of the same code at another address: the one that is not under test.
    function _hashElsewhere(Op memory op) internal override returns (bytes32) {
        IEntryPoint07 elsewhere = entryPoint == ENTRY_POINT_V07 ? _deployEntryPointV08() : _deployEntryPointV07();
        return elsewhere.getUserOpHash(_toUserOp(op));
    }

    function _bundleCall(Op[] memory ops) internal view override returns (address, bytes memory) {
        PackedUserOperation[] memory userOps = new PackedUserOperation[](ops.length);
        for (uint256 i; i < ops.length; ++i) {
            userOps[i] = _toUserOp(ops[i]);
        }
        return (address(entryPoint), abi.encodeCall(entryPoint.handleOps, (userOps, bundler)));
    }

    function _question(Op memory op) internal view override returns (bytes memory) {
        return abi.encodeCall(validator.validateUserOp, (_toUserOp(op), _hashOf(op)));
    }

    function _refusal(uint256 index, bytes memory reason) internal view override returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IEntryPoint07.FailedOpWithRevert.selector, index, "AA23 reverted", kit.passedOn(reason)
            );
    }

    function _deposit() internal view override returns (uint256) {
        return entryPoint.balanceOf(victim);
    }

    function _nonceOf(uint16 lane) internal view override returns (uint256) {
        return entryPoint.getNonce(victim, kit.nonceKey(address(validator), lane));
    }

    function _hasModule(address module) internal view override returns (bool) {
        return account.isModuleInstalled(MODULE_TYPE_VALIDATOR, module, "");
    }

    function _ownerDoes(Call memory call) internal override {
        _assertRuns(_ownerOp(_single(call)));
    }

    function _ownersWord(bytes32 digest) internal view override returns (bytes memory) {
        return kit.erc1271Signature(victim, owner.key, digest);
    }

    /// @dev An account that reverts has not said yes.
    function _answerThroughGuard(bytes32 hash, bytes memory signature) internal view override returns (bytes4) {
        try account.isValidSignature(hash, kit.erc1271Wrap(address(validator), signature)) returns (bytes4 answer) {
            return answer;
        } catch {
            return NOT_A_SIGNATURE;
        }
    }

    function _moveOn() internal override {
        account = _createAccount(owner.addr);
        victim = address(account);
        _install(address(validator), "");
        coin.mint(victim, WEALTH);
    }

    function _laterGuard() internal override returns (IGuard) {
        return IGuard(address(_deployValidator([judging, approving, transferring])));
    }

    function _takeUp(IGuard later) internal override {
        (guard, validator) = (later, IERC7579SessionValidator(address(later)));
        _install(address(validator), "");
    }
}
