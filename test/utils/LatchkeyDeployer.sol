// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {CommonBase} from "forge-std/Base.sol";
import {VmSafe} from "forge-std/Vm.sol";

import {IBiconomySessionRegistry} from "../../contracts/interfaces/IBiconomySessionRegistry.sol";
import {IERC7579SessionValidator} from "../../contracts/interfaces/IERC7579SessionValidator.sol";
import {ISessionValidationModule} from "../../contracts/interfaces/ISessionValidationModule.sol";

/// @notice Deploys Latchkey's contracts as they are compiled for chains: tests are compiled fast, and not optimized.
abstract contract LatchkeyDeployer is CommonBase {
    /// @param modules The modules whose sessions the registry judges itself: policy, approve and transfer.
    function _deployRegistry(address[3] memory modules) internal returns (IBiconomySessionRegistry) {
        return IBiconomySessionRegistry(_deployLatchkey("BiconomySessionRegistry", abi.encode(modules)));
    }

    function _deployValidator(address[3] memory modules) internal returns (IERC7579SessionValidator) {
        return IERC7579SessionValidator(_deployLatchkey("ERC7579SessionValidator", abi.encode(modules)));
    }

    function _deployModule(string memory name) internal returns (ISessionValidationModule) {
        return ISessionValidationModule(_deployLatchkey(name, ""));
    }

    function _deployMintModule(address nft) internal returns (ISessionValidationModule) {
        return ISessionValidationModule(_deployLatchkey("ERC1155MintModule", abi.encode(nft)));
    }

    /// @dev Creation code, arguments included.
    function _creationCode(string memory name, bytes memory args) internal view returns (bytes memory) {
        return abi.encodePacked(vm.getCode(_artifact("out/", name, name)), args);
    }

    /// @dev A mock that opens a library, compiled like the contracts.
    function _deployMock(string memory file, string memory name) internal returns (address) {
        return vm.deployCode(_artifact("out/", file, name));
    }

    function _deployLatchkey(string memory name, bytes memory args) private returns (address) {
        return vm.deployCode(_artifact("out/", name, name), args);
    }

    function _artifact(string memory directory, string memory file, string memory name)
        private
        view
        returns (string memory)
    {
        // Coverage counts only what it has compiled itself.
        if (vm.isContext(VmSafe.ForgeContext.Coverage)) return string.concat(file, ".sol:", name);
        return string.concat(directory, file, ".sol/", name, ".json");
    }
}
