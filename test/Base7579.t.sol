// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {Test, Vm} from "forge-std/Test.sol";

import {TestERC20} from "./mocks/Tokens.sol";
import {AccountChoice} from "./utils/accounts/AccountChoice.sol";
import {AccountKit} from "./utils/accounts/AccountKit.sol";
import {IERC7579Account, IEntryPoint07} from "./utils/Peers7579.sol";
import {VmHardfork} from "./utils/VmHardfork.sol";

/// @notice A real ERC-7579 account on a real EntryPoint. `test/utils/accounts/Accounts.sol` says which.
abstract contract Base7579 is Test, AccountChoice {
    IEntryPoint07 internal entryPoint;
    AccountKit internal kit;
    IERC7579Account internal account;
    TestERC20 internal token;

    Account internal owner = makeAccount("owner");
    Account internal key = makeAccount("session key");
    Account internal stranger = makeAccount("stranger");
    address internal recipient = makeAddr("recipient");
    address payable internal bundler = payable(makeAddr("bundler"));

    function setUp() public virtual {
        VmHardfork(address(vm)).setEvmVersion("osaka");
        vm.warp(1_800_000_000);
        entryPoint = _deployEntryPoint();
        kit = _deployKit(entryPoint);
        account = _createAccount(owner.addr);
        token = new TestERC20();
        token.mint(address(account), 1_000e18);
    }

    function _createAccount(address accountOwner) internal returns (IERC7579Account created) {
        created = IERC7579Account(kit.create(accountOwner));
        vm.deal(address(created), 100 ether);
        entryPoint.depositTo{value: 10 ether}(address(created));
    }

    /* OPS */

    function _op(address validator, bytes memory callData) internal view returns (PackedUserOperation memory) {
        return _op(validator, 0, callData);
    }

    function _op(address validator, uint16 lane, bytes memory callData)
        internal
        view
        returns (PackedUserOperation memory op)
    {
        op.sender = address(account);
        op.nonce = entryPoint.getNonce(op.sender, kit.nonceKey(validator, lane));
        op.callData = callData;
        op.accountGasLimits = _pack(3_000_000, 1_000_000);
        op.preVerificationGas = 60_000;
        op.gasFees = _pack(1 gwei, 1 gwei);
    }

    /// @dev An op of the owner, signed.
    function _ownerOp(bytes memory callData) internal view returns (PackedUserOperation memory) {
        return _signedByOwner(_op(address(kit.ownerValidator()), callData));
    }

    function _signedByOwner(PackedUserOperation memory op) internal view returns (PackedUserOperation memory) {
        op.signature = kit.ownerSignature(owner.key, entryPoint.getUserOpHash(op));
        return op;
    }

    function _pack(uint128 high, uint128 low) internal pure returns (bytes32) {
        return bytes32(uint256(high) << 128 | low);
    }

    /* CALLS */

    function _transfer(address to, uint256 amount) internal view returns (bytes memory) {
        return kit.encodeSingle(address(token), 0, abi.encodeCall(token.transfer, (to, amount)));
    }

    /* MODULES */

    function _install(address validator, bytes memory initData) internal {
        _assertRuns(_ownerOp(kit.installValidator(validator, initData)));
    }

    function _uninstall(address validator, bytes memory deInitData) internal {
        _assertRuns(_ownerOp(kit.uninstallValidator(address(account), validator, deInitData)));
    }

    /* RUNNING */

    function _handle(PackedUserOperation memory op) internal {
        PackedUserOperation[] memory ops = new PackedUserOperation[](1);
        ops[0] = op;
        vm.prank(bundler, bundler);
        entryPoint.handleOps(ops, bundler);
    }

    /// @dev The op runs, and what it does succeeds.
    function _assertRuns(PackedUserOperation memory op) internal {
        vm.recordLogs();
        _handle(op);
        assertTrue(_lastOpSucceeded(), "the op was included but its execution failed");
    }

    /// @dev The op is included, and what it does reverts.
    function _assertFails(PackedUserOperation memory op) internal {
        vm.recordLogs();
        _handle(op);
        assertFalse(_lastOpSucceeded(), "the op's execution succeeded");
    }

    /// @dev The account or its validator reverts with `reason`.
    function _assertRefused(PackedUserOperation memory op, bytes memory reason) internal {
        vm.expectRevert(abi.encodeWithSelector(IEntryPoint07.FailedOpWithRevert.selector, 0, "AA23 reverted", reason));
        this.handle(op);
    }

    /// @dev The validator did all its work and returned "signature failed".
    function _assertSignatureRefused(PackedUserOperation memory op) internal {
        vm.expectRevert(abi.encodeWithSelector(IEntryPoint07.FailedOp.selector, 0, "AA24 signature error"));
        this.handle(op);
    }

    /// @dev External, so that `expectRevert` sees one call.
    function handle(PackedUserOperation calldata op) external {
        _handle(op);
    }

    function _lastOpSucceeded() private returns (bool succeeded) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == IEntryPoint07.UserOperationEvent.selector) {
                (, succeeded,,) = abi.decode(logs[i].data, (uint256, bool, uint256, uint256));
            }
        }
    }
}
