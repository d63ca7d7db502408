// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IEntryPoint07} from "../Peers7579.sol";
import {AccountKit} from "./AccountKit.sol";
import {LinkedValidators} from "./LinkedValidators.sol";

struct NexusModule {
    address module;
    bytes data;
}

interface INexusBootstrap {
    function getInitNexusWithSingleValidatorCalldata(
        NexusModule calldata validator,
        address registry,
        address[] calldata attesters,
        uint8 threshold
    ) external view returns (bytes memory);
}

interface INexusAccountFactory {
    function createAccount(bytes calldata initData, bytes32 salt) external payable returns (address payable);
}

/// @notice Biconomy's Nexus 1.0.0.
contract NexusKit is AccountKit {
    address public immutable implementation;
    INexusBootstrap internal immutable bootstrap;
    INexusAccountFactory internal immutable factory;

    uint256 private created;

    constructor(IEntryPoint07 accountsEntryPoint) AccountKit(accountsEntryPoint) {
        implementation = _deployPeer("Nexus", abi.encode(accountsEntryPoint));
        bootstrap = INexusBootstrap(_deployPeer("NexusBootstrap", ""));
        factory = INexusAccountFactory(_deployPeer("NexusAccountFactory", abi.encode(implementation, address(this))));
    }

    function create(address owner) external virtual override returns (address) {
        return factory.createAccount(_initData(owner), bytes32(created++));
    }

    /// @dev Lane (3 bytes), mode (0: validate), validator.
    function nonceKey(address validator, uint16 lane) public pure override returns (uint192) {
        return uint192(lane) << 168 | uint160(validator);
    }

    /// @dev No registry: none is asked about modules.
    function _initData(address owner) internal view returns (bytes memory) {
        return bootstrap.getInitNexusWithSingleValidatorCalldata(
            NexusModule(address(ownerValidator), abi.encodePacked(owner)), address(0), new address[](0), 0
        );
    }

    function _uninstallData(address account, address validator, bytes memory deInitData)
        internal
        view
        override
        returns (bytes memory)
    {
        return LinkedValidators.uninstallData(account, validator, deInitData);
    }
}
