// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Failure} from "../../contracts/interfaces/IPolicyErrors.sol";
import {IModuleErrors} from "../../contracts/interfaces/IModuleErrors.sol";
import {ISessionValidation} from "../../contracts/interfaces/ISessionValidation.sol";
import {Policies} from "../utils/Policies.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {Arena, Call, Op} from "./Arena.sol";

/// @notice Batches and value.
abstract contract ExecutionAttacks is Arena {
    using Sessions for Session;

    bytes16 private constant ID = "spending";

    function _budgetedApproval(uint128 cap) private view returns (Session memory) {
        bytes memory rules = abi.encodePacked(Policies.eq(shop), Policies.sum(0));
        return _policyOf(
            Policies.list(Policies.budget(Policies.SUM, ID, cap)),
            Policies.list(_entry(address(coin), coin.approve.selector, rules))
        );
    }

    /// @dev Nothing to judge is nothing allowed: else anyone could make the account pay for doing nothing, signature or not.
    /// @custom:hole SEC-035-empty-batch
    function test_RevertWhen_ABatchIsEmpty() public {
        bytes memory reason = abi.encodeWithSelector(ISessionValidation.BatchEmpty.selector);
        Session[3] memory sessions = [_approval(), _mintOf(shop), _policyOf(Policies.anything())];
        for (uint256 i; i < sessions.length; ++i) {
            _live(sessions[i]);
            Op memory op = _opOf(new Call[](0));
            _expectRefused(_by(op, sessions[i]), reason);
            _expectRefused(_by(op, sessions[i], _alone(), thief), reason);
            op.wire = sessions[i].nativeWire(_alone(), new bytes(65));
            _expectRefused(op, reason);
        }
    }

    /// @dev The cap of a budget is on what all calls of an op add up to, however often one of them is repeated.
    /// @custom:hole SEC-037-reuse-within-batch
    /// @custom:hole SEC-084-cap-per-op-only
    function testFuzz_RevertWhen_ABatchRepeatsWhatIsAllowedOnce(uint256 count) public {
        count = bound(count, 2, 8);
        Session memory session = _budgetedApproval(uint128(CAP));
        Call memory whole = _approveCall(shop, CAP);
        _expectRefused(_under(session, _among(whole, 0, count, whole)), _exceeded(ID, count * CAP, CAP));
        _expectRuns(_under(session, whole));
        _expectRefused(_under(session, _approveCall(shop, 1)), _exceeded(ID, 1, 0));
        assertEq(coin.allowance(victim, shop), CAP);
    }

    /// @dev Wherever it stands: no call is judged for another.
    /// @custom:hole SEC-038-early-return
    /// @custom:hole SEC-040-self-call
    function testFuzz_RevertWhen_OneCallOfABatchIsTooMuch(uint256 index, uint256 count) public {
        count = bound(count, 1, 8);
        index = bound(index, 0, count - 1);
        Call memory good = _approveCall(shop, 1);
        Call[] memory above = _among(_approveCall(shop, CAP + 1), index, count, good);
        _expectRefused(
            _under(_approval(), above), abi.encodeWithSelector(IModuleErrors.AmountAboveCap.selector, CAP + 1, CAP)
        );
        Session memory policy = _policyOf(_approvalEntry());
        _expectRefused(_under(policy, above), _ruleFailed(index, 0, Failure.WORD_NOT_ALLOWED, 36));

        Call[] memory theft = _among(_transferCall(thief.addr, 1), index, count, good);
        _expectRefused(
            _under(_approval(), theft),
            abi.encodeWithSelector(
                IModuleErrors.SelectorNotAllowed.selector, coin.transfer.selector, coin.approve.selector
            )
        );
        _expectRefused(_under(policy, theft), _notPermitted(index, address(coin), coin.transfer.selector));

        Call[] memory own = _among(_to(victim, _single(good)), index, count, good);
        bytes memory reason = abi.encodeWithSelector(ISessionValidation.TargetForbidden.selector, victim);
        _expectRefused(_under(_approval(), own), reason);
        _expectRefused(_under(_policyOf(Policies.anything()), own), reason);
    }

    /// @dev More than an entry allows, in one call, in all, and where only the lower bits are within it.
    /// @custom:hole SEC-044-value-smuggling
    function test_RevertWhen_ValueIsSmuggled() public {
        Session memory session = _policyOf(
            Policies.list(Policies.budget(Policies.NATIVE_VALUE, ID, 10)),
            Policies.list(Policies.plainTransfer(shop, 10, hex"00"))
        );
        uint256[3] memory values = [uint256(11), 1 << 128, (1 << 128) + 1];
        for (uint256 i; i < values.length; ++i) {
            _expectRefused(_under(session, Call(shop, values[i], "")), _ruleFailed(Failure.VALUE_ABOVE_MAX, 0));
            _expectRefused(
                _under(session, _two(Call(shop, 0, ""), Call(shop, values[i], ""))),
                _ruleFailed(1, 0, Failure.VALUE_ABOVE_MAX, 0)
            );
        }
        _expectRefused(_under(session, _two(Call(shop, 10, ""), Call(shop, 1, ""))), _exceeded(ID, 11, 10));
        _expectRuns(_under(session, _two(Call(shop, 4, ""), Call(shop, 5, ""))));
        _expectRefused(_under(session, Call(shop, 2, "")), _exceeded(ID, 2, 1));
        assertEq(shop.balance, 9);

        Call memory paid = _approveCall(shop, 1);
        paid.value = 1;
        _expectRefused(_under(_approval(), paid), abi.encodeWithSelector(IModuleErrors.ValueNotAllowed.selector, 1));
        _expectRefused(_under(_policyOf(_approvalEntry()), paid), _ruleFailed(Failure.VALUE_ABOVE_MAX, 0));
        _expectRefused(_under(_policyOf(Policies.anything()), paid), _ruleFailed(Failure.VALUE_ABOVE_MAX, 0));
    }
}
