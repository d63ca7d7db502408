// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {AccountERC7579} from "@openzeppelin/contracts/account/extensions/draft-AccountERC7579.sol";
import {IEntryPoint} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {MODULE_TYPE_VALIDATOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";

/// @notice OpenZeppelin's account, with what it leaves to whoever uses it: an EntryPoint, and the first validator.
contract OpenZeppelinAccount is AccountERC7579, Initializable {
    IEntryPoint private immutable ENTRY_POINT;

    constructor(IEntryPoint accountsEntryPoint) {
        ENTRY_POINT = accountsEntryPoint;
        _disableInitializers();
    }

    function initialize(address validator, bytes calldata initData) external initializer {
        _installModule(MODULE_TYPE_VALIDATOR, validator, initData);
    }

    function entryPoint() public view override returns (IEntryPoint) {
        return ENTRY_POINT;
    }
}
