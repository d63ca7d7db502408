// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

interface IPaginatedValidators {
    function getValidatorsPaginated(address cursor, uint256 size)
        external
        view
        returns (address[] memory page, address next);
}

/// @notice Accounts that keep validators in a linked list are told which one stands before the one that goes.
library LinkedValidators {
    address internal constant SENTINEL = address(1);

    function uninstallData(address account, address validator, bytes memory deInitData)
        internal
        view
        returns (bytes memory)
    {
        return abi.encode(_previous(account, validator), deInitData);
    }

    function _previous(address account, address validator) private view returns (address previous) {
        (address[] memory page,) = IPaginatedValidators(account).getValidatorsPaginated(SENTINEL, 100);
        previous = SENTINEL;
        for (uint256 i; i < page.length && page[i] != validator; ++i) {
            previous = page[i];
        }
    }
}
