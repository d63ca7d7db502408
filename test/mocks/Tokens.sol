// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC1155} from "solady/tokens/ERC1155.sol";
import {ERC20} from "solady/tokens/ERC20.sol";

/// @notice An ERC-20 that anyone may mint and burn.
contract TestERC20 is ERC20 {
    function name() public pure override returns (string memory) {
        return "Test USD";
    }

    function symbol() public pure override returns (string memory) {
        return "TUSD";
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function burnFrom(address from, uint256 amount) external {
        _burn(from, amount);
    }

    function increaseAllowance(address spender, uint256 amount) external returns (bool) {
        _approve(msg.sender, spender, allowance(msg.sender, spender) + amount);
        return true;
    }
}

/// @notice An ERC-1155 with the `mintTo` of the example in Particle Network's documentation.
contract TestERC1155 is ERC1155 {
    function uri(uint256) public pure override returns (string memory) {
        return "";
    }

    function mintTo(address to, uint256 id, uint256 amount) external payable {
        _mint(to, id, amount, "");
    }
}
