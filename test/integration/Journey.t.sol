// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";
import {Vm} from "forge-std/Test.sol";

import {Base} from "../Base.t.sol";
import {IBiconomyAccount, IEcdsaOwnershipModule, IEntryPoint06} from "../utils/Peers.sol";

/// @notice One call of an account, as the tests write it.
struct Call {
    address target;
    uint256 value;
    bytes data;
}

/// @notice What journeys need beside `Base`: batches, bundles, further accounts, and refusals told apart by who refuses.
abstract contract Journey is Base {
    bytes32 private constant USER_OPERATION_REVERT_REASON =
        keccak256("UserOperationRevertReason(bytes32,address,uint256,bytes)");

    /* ACCOUNTS */

    /// @dev The account of an owner at another index of the factory, funded, with no module but the owner's.
    function _accountAt(address accountOwner, uint256 index) internal returns (IBiconomyAccount created) {
        created = IBiconomyAccount(factory.deployCounterFactualAccount(ecdsaModule, _setup(accountOwner), index));
        vm.deal(address(created), 100 ether);
        ENTRY_POINT.depositTo{value: 10 ether}(address(created));
    }

    function _setup(address accountOwner) internal pure returns (bytes memory) {
        return abi.encodeCall(IEcdsaOwnershipModule.initForSmartAccount, (accountOwner));
    }

    /* CALLS */

    function _mintCall() internal view returns (Call memory) {
        return _mintCall(TOKEN_ID);
    }

    function _mintCall(uint256 tokenId) internal view returns (Call memory) {
        return Call(address(nft), 0, abi.encodeCall(nft.mintTo, (recipient, tokenId, 1)));
    }

    function _approveCall(uint256 amount) internal view returns (Call memory) {
        return Call(address(token), 0, abi.encodeCall(token.approve, (spender, amount)));
    }

    function _pair(Call memory a, Call memory b) internal pure returns (Call[] memory calls) {
        calls = new Call[](2);
        (calls[0], calls[1]) = (a, b);
    }

    /// @dev `count` calls, `call` at `index` and others that the session allows around it.
    function _callsAround(Call memory call, uint256 index, uint256 count, Call memory other)
        internal
        pure
        returns (Call[] memory calls)
    {
        calls = new Call[](count);
        for (uint256 i; i < count; ++i) {
            calls[i] = i == index ? call : other;
        }
    }

    function _single(Call memory call) internal pure returns (bytes memory) {
        return _execute(call.target, call.value, call.data);
    }

    function _singleOptimized(Call memory call) internal pure returns (bytes memory) {
        return abi.encodeCall(IBiconomyAccount.execute_ncC, (call.target, call.value, call.data));
    }

    function _batch(Call[] memory calls) internal pure returns (bytes memory) {
        (address[] memory targets, uint256[] memory values, bytes[] memory datas) = _lists(calls);
        return abi.encodeCall(IBiconomyAccount.executeBatch, (targets, values, datas));
    }

    function _batchOptimized(Call[] memory calls) internal pure returns (bytes memory) {
        (address[] memory targets, uint256[] memory values, bytes[] memory datas) = _lists(calls);
        return abi.encodeCall(IBiconomyAccount.executeBatch_y6U, (targets, values, datas));
    }

    function _lists(Call[] memory calls)
        private
        pure
        returns (address[] memory targets, uint256[] memory values, bytes[] memory datas)
    {
        targets = new address[](calls.length);
        values = new uint256[](calls.length);
        datas = new bytes[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            (targets[i], values[i], datas[i]) = (calls[i].target, calls[i].value, calls[i].data);
        }
    }

    /* OPS */

    /// @dev An op that comes `offset` ops after the account's next one, for bundles.
    function _opAfter(uint256 offset, bytes memory callData) internal view returns (UserOperation memory op) {
        op = _op(callData);
        op.nonce += offset;
    }

    /// @dev The account makes one call, by an op that its owner signs.
    function _ownerDoes(address target, bytes memory data) internal {
        _assertRuns(_signedByOwner(_op(_execute(target, 0, data))));
    }

    function _registryDoes(bytes memory data) internal {
        _ownerDoes(address(registry), data);
    }

    /* RUNNING */

    function _bundle(UserOperation memory a, UserOperation memory b)
        internal
        pure
        returns (UserOperation[] memory ops)
    {
        ops = new UserOperation[](2);
        (ops[0], ops[1]) = (a, b);
    }

    /// @dev Runs a bundle and says of each op whether its execution succeeded.
    function _handleAll(UserOperation[] memory ops) internal returns (bool[] memory succeeded) {
        vm.recordLogs();
        vm.prank(bundler, bundler);
        ENTRY_POINT.handleOps(ops, bundler);

        Vm.Log[] memory logs = vm.getRecordedLogs();
        succeeded = new bool[](ops.length);
        uint256 count;
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == IEntryPoint06.UserOperationEvent.selector) {
                (, succeeded[count++],,) = abi.decode(logs[i].data, (uint256, bool, uint256, uint256));
            }
        }
        assertEq(count, ops.length, "not every op was included");
    }

    function _assertAllRun(UserOperation[] memory ops) internal {
        bool[] memory succeeded = _handleAll(ops);
        for (uint256 i; i < succeeded.length; ++i) {
            assertTrue(succeeded[i], "an op was included but its execution failed");
        }
    }

    /// @dev The op is included, and what it does reverts with one reason.
    function _assertFailsWith(UserOperation memory op, bytes memory reason) internal {
        vm.recordLogs();
        _handle(op);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == USER_OPERATION_REVERT_REASON) {
                (, bytes memory found) = abi.decode(logs[i].data, (uint256, bytes));
                assertEq(found, reason, "failed for another reason");
                return;
            }
        }
        assertTrue(false, "the op did not fail");
    }

    /// @dev A module refuses the op through the registry: the innermost revert is the module's, unless the registry judges its
    /// sessions itself.
    function _assertModuleRefuses(address module, UserOperation memory op, bytes memory reason) internal {
        bool builtIn = module == address(approveModule) || module == address(transferModule);
        _assertValidationReverts(builtIn ? address(registry) : module, op, reason);
        _assertEntryPointRefuses(op, "AA23 reverted (or OOG)");
    }

    /// @dev The registry, asked as the account asks it, refuses the op.
    function _assertValidationReverts(address reverter, UserOperation memory op, bytes memory reason) internal {
        bytes32 hash = ENTRY_POINT.getUserOpHash(op);
        vm.prank(op.sender);
        vm.expectRevert(reason, reverter);
        registry.validateUserOp(op, hash);
    }

    function _assertEntryPointRefuses(UserOperation memory op, string memory reason) internal {
        vm.expectRevert(abi.encodeWithSelector(IEntryPoint06.FailedOp.selector, 0, reason));
        this.handle(op);
    }

    /// @dev The EntryPoint refuses the op, for whatever reason, so that nothing of it runs.
    function _assertNeverRuns(UserOperation memory op) internal {
        try this.handle(op) {
            assertTrue(false, "the op was included");
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IEntryPoint06.FailedOp.selector, "refused by something else");
        }
    }

    /* BYTES */

    function _flipped(bytes memory data, uint256 index, uint8 mask) internal pure returns (bytes memory changed) {
        changed = bytes.concat(data);
        changed[index] ^= bytes1(mask);
    }

    function _head(bytes memory data, uint256 length) internal pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i; i < length; ++i) {
            part[i] = data[i];
        }
    }
}
