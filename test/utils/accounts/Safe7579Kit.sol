// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IEntryPoint07} from "../Peers7579.sol";
import {AccountKit} from "./AccountKit.sol";
import {LinkedValidators} from "./LinkedValidators.sol";

struct SafeModule {
    address module;
    bytes initData;
}

interface ISafe {
    function setup(
        address[] calldata owners,
        uint256 threshold,
        address to,
        bytes calldata data,
        address fallbackHandler,
        address paymentToken,
        uint256 payment,
        address payable paymentReceiver
    ) external;
}

interface ISafeProxyFactory {
    function createProxyWithNonce(address singleton, bytes calldata initializer, uint256 saltNonce)
        external
        returns (address);
}

interface ISafe7579Launchpad {
    function addSafe7579(
        address safe7579,
        SafeModule[] calldata validators,
        SafeModule[] calldata executors,
        SafeModule[] calldata fallbacks,
        SafeModule[] calldata hooks,
        address[] calldata attesters,
        uint8 threshold
    ) external;
}

/// @notice A Safe with Rhinestone's Safe7579 adapter as its module and fallback handler.
contract Safe7579Kit is AccountKit {
    address public immutable adapter;
    address public immutable launchpad;
    address public immutable singleton;
    ISafeProxyFactory public immutable factory;

    uint256 private created;

    /// @dev No registry: none is asked about modules.
    constructor(IEntryPoint07 accountsEntryPoint) AccountKit(accountsEntryPoint) {
        adapter = _deployPeer("Safe7579", "");
        launchpad = _deployPeer("Safe7579Launchpad", abi.encode(accountsEntryPoint, address(0)));
        singleton = _deployPeer("SafeSingleton", "");
        factory = ISafeProxyFactory(_deployPeer("SafeProxyFactory", ""));
    }

    /// @dev The owner also signs for the Safe itself, beside the adapter.
    function create(address owner) external override returns (address) {
        address[] memory owners = new address[](1);
        owners[0] = owner;
        SafeModule[] memory validators = new SafeModule[](1);
        validators[0] = SafeModule(address(ownerValidator), abi.encodePacked(owner));
        SafeModule[] memory none = new SafeModule[](0);
        bytes memory addAdapter = abi.encodeCall(
            ISafe7579Launchpad.addSafe7579, (adapter, validators, none, none, none, new address[](0), 0)
        );
        bytes memory setup = abi.encodeCall(
            ISafe.setup, (owners, 1, launchpad, addAdapter, adapter, address(0), 0, payable(address(0)))
        );
        return factory.createProxyWithNonce(singleton, setup, created++);
    }

    /// @dev Validator, lane (4 bytes).
    function nonceKey(address validator, uint16 lane) public pure override returns (uint192) {
        return uint192(uint160(validator)) << 32 | lane;
    }

    /// @dev The adapter asks through the Safe, and says of a call that failed only that it failed.
    function passedOn(bytes memory) external pure override returns (bytes memory) {
        return abi.encodeWithSignature("ExecutionFailed()");
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
