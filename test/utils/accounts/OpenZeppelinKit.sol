// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

import {IEntryPoint07} from "../Peers7579.sol";
import {AccountKit} from "./AccountKit.sol";

interface IOpenZeppelinAccount {
    function initialize(address validator, bytes calldata initData) external;
}

/// @notice OpenZeppelin's `AccountERC7579`, as clones of one implementation.
contract OpenZeppelinKit is AccountKit {
    address public immutable implementation;

    constructor(IEntryPoint07 accountsEntryPoint) AccountKit(accountsEntryPoint) {
        implementation = vm.deployCode(
            "out/peers/openzeppelin/OpenZeppelinAccount.sol/OpenZeppelinAccount.json", abi.encode(accountsEntryPoint)
        );
    }

    function create(address owner) external virtual override returns (address account) {
        account = Clones.clone(implementation);
        IOpenZeppelinAccount(account).initialize(address(ownerValidator), abi.encodePacked(owner));
    }

    /// @dev Validator, lane (4 bytes).
    function nonceKey(address validator, uint16 lane) public pure override returns (uint192) {
        return uint192(uint160(validator)) << 32 | lane;
    }
}
