// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {CommonBase} from "forge-std/Base.sol";

import {IPolicyErrors} from "../../contracts/interfaces/IPolicyErrors.sol";
import {ISessionValidation} from "../../contracts/interfaces/ISessionValidation.sol";
import {IPolicyJudge} from "./IPolicyJudge.sol";

/// @notice Writes answers as `test/vectors/policies.json` has them: the error with its arguments, in lower case.
abstract contract Answers is CommonBase {
    /// @param answer What `IPolicyJudge.judge` reverts with.
    function _toText(bytes memory answer) internal pure returns (string memory) {
        bytes4 error = bytes4(answer);
        bytes memory args = new bytes(answer.length - 4);
        for (uint256 i; i < args.length; ++i) {
            args[i] = answer[i + 4];
        }
        if (error == IPolicyJudge.Allowed.selector) return _allowed(abi.decode(args, (uint256[])));
        if (error == IPolicyErrors.PolicyMalformed.selector) return "policymalformed";
        if (error == ISessionValidation.PaymasterNotAllowed.selector) {
            return string.concat("paymasternotallowed", _word(abi.decode(args, (address))));
        }
        if (error == IPolicyErrors.FeeAboveCap.selector) return string.concat("feeabovecap", _numbers(args));
        if (error == IPolicyErrors.CallDenied.selector) return string.concat("calldenied", _numbers(args));
        if (error == IPolicyErrors.CallNotPermitted.selector) {
            (uint256 call, address target, bytes4 selector) = abi.decode(args, (uint256, address, bytes4));
            return string.concat("callnotpermitted", _word(call), _word(target), _word(abi.encodePacked(selector)));
        }
        if (error == IPolicyErrors.RuleFailed.selector) return string.concat("rulefailed", _numbers(args));
        if (error == IPolicyErrors.BudgetExceeded.selector) {
            (bytes16 id, uint256 wanted, uint256 left) = abi.decode(args, (bytes16, uint256, uint256));
            return string.concat("budgetexceeded", _word(abi.encodePacked(id)), _word(wanted), _word(left));
        }
        if (error == IPolicyErrors.PeriodsMismatch.selector) return string.concat("periodsmismatch", _numbers(args));
        if (error == IPolicyErrors.PeriodOutOfRange.selector) return "periodoutofrange";
        revert("no answer");
    }

    /// @dev Which budgets are charged, and how much.
    function _allowed(uint256[] memory charges) private pure returns (string memory text) {
        text = "allowed";
        for (uint256 i; i < charges.length; ++i) {
            if (charges[i] != 0) text = string.concat(text, _word(i), ":", vm.toString(charges[i]));
        }
    }

    function _numbers(bytes memory args) private pure returns (string memory text) {
        for (uint256 i; i < args.length; i += 32) {
            bytes memory word = new bytes(32);
            for (uint256 k; k < 32; ++k) {
                word[k] = args[i + k];
            }
            text = string.concat(text, _word(abi.decode(word, (uint256))));
        }
    }

    function _word(uint256 number) private pure returns (string memory) {
        return string.concat(" ", vm.toString(number));
    }

    function _word(address a) private pure returns (string memory) {
        return string.concat(" ", vm.toLowercase(vm.toString(a)));
    }

    function _word(bytes memory data) private pure returns (string memory) {
        return string.concat(" ", vm.toString(data));
    }
}
