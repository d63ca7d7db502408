// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice Writes policies, plainly from `docs/policy-encoding.md`.
library Policies {
    uint8 internal constant CALLS = 1;
    uint8 internal constant NATIVE_VALUE = 2;
    uint8 internal constant SUM = 3;
    uint8 internal constant FEES = 4;

    uint8 internal constant ADDRESS = 19;
    uint8 internal constant UINT256 = 31;

    /// @dev Any paymaster, any fee, no salt.
    function policy(address signer, bytes[] memory budgets, bytes[] memory permissions)
        internal
        pure
        returns (bytes memory)
    {
        return policy(hex"05", signer, "", budgets, permissions);
    }

    function policy(
        bytes1 flags,
        address signer,
        bytes memory optional,
        bytes[] memory budgets,
        bytes[] memory permissions
    ) internal pure returns (bytes memory) {
        return abi.encodePacked(
            uint8(1),
            flags,
            signer,
            optional,
            uint8(budgets.length),
            _join(budgets),
            uint8(permissions.length),
            _join(permissions)
        );
    }

    function budget(uint8 kind, bytes16 id, uint128 cap) internal pure returns (bytes memory) {
        return abi.encodePacked(kind, id, cap);
    }

    function budget(uint8 kind, bytes16 id, uint128 cap, uint48 start, uint32 period)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(kind | 0x80, id, cap, start, period);
    }

    /// @dev One function of one contract, without value.
    function permission(address target, bytes4 selector, bytes memory refs, bytes memory program)
        internal
        pure
        returns (bytes memory)
    {
        return entry(abi.encodePacked(uint8(0), target, selector, uint8(refs.length), refs, program));
    }

    function deny(address target, bytes4 selector, bytes memory program) internal pure returns (bytes memory) {
        return entry(abi.encodePacked(uint8(1), target, selector, uint8(0), program));
    }

    /// @dev An empty call with value up to a cap.
    function plainTransfer(address target, uint128 maxValue, bytes memory refs) internal pure returns (bytes memory) {
        return entry(abi.encodePacked(uint8(0x14), target, maxValue, uint8(refs.length), refs));
    }

    /// @dev Any function of any contract, without value.
    function anything() internal pure returns (bytes memory) {
        return entry(abi.encodePacked(uint8(0x0a), uint8(0)));
    }

    function entry(bytes memory body) internal pure returns (bytes memory) {
        return abi.encodePacked(uint16(body.length), body);
    }

    function eq(address value) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(0x40), ADDRESS, value);
    }

    /// @dev The account that the op is of.
    function account() internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(0x49), ADDRESS);
    }

    function lte(uint256 value) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(0x43), UINT256, value);
    }

    /// @dev Capped per call, and charged to a budget.
    function lteAndSum(uint256 value, uint8 ref) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(0xc3), UINT256, value, uint8(0x4a), UINT256, ref);
    }

    function sum(uint8 ref) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(0x4a), UINT256, ref);
    }

    function skip(uint8 words) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(1), words);
    }

    function list() internal pure returns (bytes[] memory) {
        return new bytes[](0);
    }

    function list(bytes memory a) internal pure returns (bytes[] memory items) {
        items = new bytes[](1);
        items[0] = a;
    }

    function list(bytes memory a, bytes memory b) internal pure returns (bytes[] memory items) {
        items = new bytes[](2);
        (items[0], items[1]) = (a, b);
    }

    function list(bytes memory a, bytes memory b, bytes memory c) internal pure returns (bytes[] memory items) {
        items = new bytes[](3);
        (items[0], items[1], items[2]) = (a, b, c);
    }

    function _join(bytes[] memory items) private pure returns (bytes memory joined) {
        for (uint256 i; i < items.length; ++i) {
            joined = abi.encodePacked(joined, items[i]);
        }
    }
}
