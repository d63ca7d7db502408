// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Safe7579Kit, SafeModule} from "./Safe7579Kit.sol";

interface ILaunchpad {
    struct InitData {
        address singleton;
        address[] owners;
        uint256 threshold;
        address setupTo;
        bytes setupData;
        address safe7579;
        SafeModule[] validators;
        bytes callData;
    }

    function preValidationSetup(bytes32 initHash, address to, bytes calldata preInit) external;
    function setupSafe(InitData calldata initData) external;
    function initSafe7579(
        address safe7579,
        SafeModule[] calldata executors,
        SafeModule[] calldata fallbacks,
        SafeModule[] calldata hooks,
        address[] calldata attesters,
        uint8 threshold
    ) external;
    function hash(InitData calldata initData) external pure returns (bytes32);
    function predictSafeAddress(
        address singleton,
        address safeProxyFactory,
        bytes calldata creationCode,
        bytes32 salt,
        bytes calldata factoryInitializer
    ) external pure returns (address);
}

interface ICreationCode {
    function proxyCreationCode() external view returns (bytes memory);
}

/// @notice The way in which SDKs make such a Safe: the account's own first op turns a launchpad into the Safe.
library Safe7579Launch {
    /// @param callData What the first op executes once the Safe stands.
    function initData(Safe7579Kit kit, address owner, bytes memory callData)
        internal
        view
        returns (ILaunchpad.InitData memory data)
    {
        SafeModule[] memory none = new SafeModule[](0);
        data.singleton = kit.singleton();
        data.owners = new address[](1);
        data.owners[0] = owner;
        data.threshold = 1;
        data.setupTo = kit.launchpad();
        data.setupData = abi.encodeCall(ILaunchpad.initSafe7579, (kit.adapter(), none, none, none, new address[](0), 0));
        data.safe7579 = kit.adapter();
        data.validators = new SafeModule[](1);
        data.validators[0] = SafeModule(address(kit.ownerValidator()), abi.encodePacked(owner));
        data.callData = callData;
    }

    function initCode(Safe7579Kit kit, ILaunchpad.InitData memory data) internal view returns (bytes memory) {
        return abi.encodePacked(
            kit.factory(),
            abi.encodeCall(kit.factory().createProxyWithNonce, (kit.launchpad(), _initializer(kit, data), 0))
        );
    }

    function predict(Safe7579Kit kit, ILaunchpad.InitData memory data) internal view returns (address) {
        return ILaunchpad(kit.launchpad())
            .predictSafeAddress(
                kit.launchpad(),
                address(kit.factory()),
                ICreationCode(address(kit.factory())).proxyCreationCode(),
                0,
                _initializer(kit, data)
            );
    }

    function _initializer(Safe7579Kit kit, ILaunchpad.InitData memory data) private view returns (bytes memory) {
        bytes32 hash = ILaunchpad(kit.launchpad()).hash(data);
        return abi.encodeCall(ILaunchpad.preValidationSetup, (hash, address(0), ""));
    }
}
