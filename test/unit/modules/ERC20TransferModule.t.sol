// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC20} from "solady/tokens/ERC20.sol";

import {ERC20AmountModuleBase} from "./ERC20AmountModuleBase.t.sol";

contract ERC20TransferModuleTest is ERC20AmountModuleBase {
    function setUp() public {
        module = _deployModule("ERC20TransferModule");
    }

    function _selector() internal pure override returns (bytes4) {
        return ERC20.transfer.selector;
    }

    function _temptingSelectors() internal pure override returns (bytes4[] memory selectors) {
        selectors = new bytes4[](9);
        selectors[0] = ERC20.approve.selector;
        selectors[1] = ERC20.transferFrom.selector;
        selectors[2] = ERC20.permit.selector;
        selectors[3] = bytes4(keccak256("increaseAllowance(address,uint256)"));
        selectors[4] = bytes4(keccak256("burnFrom(address,uint256)"));
        selectors[5] = bytes4(keccak256("transferAndCall(address,uint256)"));
        selectors[6] = bytes4(keccak256("push(address,uint256)"));
        selectors[7] = bytes4(keccak256("pull(address,uint256)"));
        selectors[8] = bytes4(keccak256("move(address,address,uint256)"));
    }
}
