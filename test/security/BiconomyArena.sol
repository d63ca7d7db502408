// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

import {IBiconomySessionRegistry} from "../../contracts/interfaces/IBiconomySessionRegistry.sol";
import {Base} from "../Base.t.sol";
import {IBiconomyAccount, IEcdsaOwnershipModule, IEntryPoint06} from "../utils/Peers.sol";
import {Arena, Call, IGuard, Op} from "./Arena.sol";

/// @notice Biconomy Smart Account v2 on EntryPoint v0.6.
abstract contract BiconomyArena is Base, Arena {
    uint256 private accounts;

    function setUp() public virtual override {
        super.setUp();
        guard = IGuard(address(registry));
        (approving, transferring) = (address(approveModule), address(transferModule));
        (minting, judging) = (address(mintModule), address(policyModule));
        (coin, art) = (token, nft);
        victim = address(account);
    }

    function _single(Call memory call) internal pure override returns (bytes memory) {
        return _execute(call.target, call.value, call.data);
    }

    function _several(Call[] memory calls) internal pure override returns (bytes memory) {
        address[] memory targets = new address[](calls.length);
        uint256[] memory values = new uint256[](calls.length);
        bytes[] memory datas = new bytes[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            (targets[i], values[i], datas[i]) = (calls[i].target, calls[i].value, calls[i].data);
        }
        return abi.encodeCall(IBiconomyAccount.executeBatch, (targets, values, datas));
    }

    function _toUserOp(Op memory op) internal view returns (UserOperation memory userOp) {
        userOp = _op(op.callData);
        userOp.nonce = _nonceOf(op.lane) + op.place;
        userOp.initCode = op.initCode;
        userOp.paymasterAndData = op.paymasterAndData;
        userOp.callGasLimit = 3_000_000;
        userOp.verificationGasLimit = 1_000_000;
        userOp.signature = abi.encode(op.wire, address(registry));
    }

    function _hashOf(Op memory op) internal view override returns (bytes32) {
        return ENTRY_POINT.getUserOpHash(_toUserOp(op));
    }

    /// @dev A second EntryPoint v0.6, of the same code.
    function _hashElsewhere(Op memory op) internal override returns (bytes32) {
        address elsewhere = makeAddr("another EntryPoint v0.6");
        vm.etch(elsewhere, address(ENTRY_POINT).code);
        return IEntryPoint06(elsewhere).getUserOpHash(_toUserOp(op));
    }

    function _bundleCall(Op[] memory ops) internal view override returns (address, bytes memory) {
        UserOperation[] memory userOps = new UserOperation[](ops.length);
        for (uint256 i; i < ops.length; ++i) {
            userOps[i] = _toUserOp(ops[i]);
        }
        return (address(ENTRY_POINT), abi.encodeCall(ENTRY_POINT.handleOps, (userOps, bundler)));
    }

    function _question(Op memory op) internal view override returns (bytes memory) {
        return abi.encodeCall(registry.validateUserOp, (_toUserOp(op), _hashOf(op)));
    }

    /// @dev EntryPoint v0.6 passes on only what is a string.
    function _refusal(uint256 index, bytes memory) internal pure override returns (bytes memory) {
        return abi.encodeWithSelector(IEntryPoint06.FailedOp.selector, index, "AA23 reverted (or OOG)");
    }

    function _deposit() internal view override returns (uint256) {
        return ENTRY_POINT.balanceOf(victim);
    }

    function _nonceOf(uint16 lane) internal view override returns (uint256) {
        return ENTRY_POINT.getNonce(victim, lane);
    }

    function _hasModule(address module) internal view override returns (bool) {
        return account.isModuleEnabled(module);
    }

    function _ownerDoes(Call memory call) internal override {
        _assertRuns(_signedByOwner(_op(_single(call))));
    }

    function _ownersWord(bytes32 digest) internal view override returns (bytes memory) {
        return abi.encode(_personal(owner, digest), ecdsaModule);
    }

    function _answerThroughGuard(bytes32 hash, bytes memory signature) internal view override returns (bytes4) {
        return IERC1271(victim).isValidSignature(hash, abi.encode(signature, address(registry)));
    }

    function _moveOn() internal override {
        bytes memory setup = abi.encodeCall(IEcdsaOwnershipModule.initForSmartAccount, (owner.addr));
        account = IBiconomyAccount(factory.deployCounterFactualAccount(ecdsaModule, setup, ++accounts));
        victim = address(account);
        vm.deal(victim, 100 ether);
        ENTRY_POINT.depositTo{value: 10 ether}(victim);
        _enable(address(registry));
        coin.mint(victim, WEALTH);
    }

    function _laterGuard() internal override returns (IGuard) {
        return IGuard(address(_deployRegistry([judging, approving, transferring])));
    }

    function _takeUp(IGuard later) internal override {
        (guard, registry) = (later, IBiconomySessionRegistry(address(later)));
        _enable(address(registry));
    }
}
