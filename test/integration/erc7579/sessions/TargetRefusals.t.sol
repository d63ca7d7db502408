// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {ISessionRegistry} from "../../../../contracts/interfaces/ISessionRegistry.sol";
import {ISessionValidation} from "../../../../contracts/interfaces/ISessionValidation.sol";
import {SessionNode} from "../../../../contracts/types/SessionNode.sol";
import {Session} from "../../../utils/Sessions.sol";
import {SessionOps} from "./SessionOps.t.sol";

/// @notice Where no session leads, whatever its module or its policy says.
abstract contract TargetRefusals is SessionOps {
    function _assertTargetForbidden(Session memory session, Execution memory call) private {
        bytes memory reason = abi.encodeWithSelector(ISessionValidation.TargetForbidden.selector, call.target);
        _assertSessionRefused(_opUnder(session, _single(call)), reason);
        for (uint256 i; i < 3; ++i) {
            _assertSessionRefused(_opUnder(session, _batchAround(call, i, 3, _approveCall(1))), reason);
        }
    }

    /// @dev Of a module and of a policy, alone and at each place among calls that are allowed.
    function _assertTargetForbidden(address target, bytes memory data) private {
        _assertTargetForbidden(_agreed(), _call(target, data));
        _assertTargetForbidden(_anyCall(), _call(target, data));
    }

    /// @dev The account lets itself do anything.
    function test_RevertWhen_TheTargetIsTheAccount() public {
        _assertTargetForbidden(address(account), kit.installValidator(stranger.addr, ""));
        _assertTargetForbidden(address(account), _transfer(stranger.addr, 1));
    }

    /// @dev OpenZeppelin's account calls itself when the target is zero, as ERC-7821 wants it.
    function test_RevertWhen_TheTargetIsZero() public {
        _assertTargetForbidden(address(0), kit.installValidator(stranger.addr, ""));
        _assertTargetForbidden(address(0), "");
    }

    /// @dev The session key would grant itself sessions.
    function test_RevertWhen_TheTargetIsTheValidator() public {
        SessionNode root = SessionNode.wrap(keccak256("a root of the key's own"));
        _assertTargetForbidden(address(validator), abi.encodeCall(ISessionRegistry.grantSessions, (root, "")));
    }

    function test_RevertWhen_TheTargetIsTheModule() public {
        _assertTargetForbidden(_agreed(), _call(address(agreeing), "change your mind"));
        _assertTargetForbidden(_anyCall(), _call(address(policyModule), "change your mind"));
    }

    /// @dev The deposit is the account's money, whichever EntryPoint holds it.
    function test_RevertWhen_TheTargetIsAnEntryPoint() public {
        bytes memory data = abi.encodeCall(entryPoint.withdrawTo, (payable(stranger.addr), 1 ether));
        _assertTargetForbidden(ENTRY_POINT_V06, data);
        _assertTargetForbidden(address(ENTRY_POINT_V07), data);
        _assertTargetForbidden(address(ENTRY_POINT_V08), data);
        _assertTargetForbidden(ENTRY_POINT_V09, data);
    }

    function testFuzz_RevertWhen_AForbiddenTargetIsCalledWithAnything(uint8 which, uint256 value, bytes memory data)
        public
    {
        address[4] memory targets = [address(account), address(validator), address(agreeing), address(entryPoint)];
        address target = targets[which % 4];
        _assertSessionRefused(
            _agreedOp(kit.encodeSingle(target, value, data)),
            abi.encodeWithSelector(ISessionValidation.TargetForbidden.selector, target)
        );
    }

    /// @dev So that the refusals above are of the target and of nothing else.
    function test_RunsWhen_TheTargetIsNotForbidden() public {
        _assertRuns(_agreedOp(_approve(spender, 1)));
        _assertRuns(_agreedOp(_batch(_approveCall(1), _transferCall(1))));
        _assertRuns(_opUnder(_anyCall(), _batch(_approveCall(1), _transferCall(1))));
    }
}
