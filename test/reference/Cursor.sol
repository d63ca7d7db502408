// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice A place in bytes that are read from left to right.
struct Cursor {
    bytes data;
    uint256 at;
    /// @dev Where what is read must end.
    uint256 end;
}

/// @notice Reads numbers, byte by byte.
library CursorLib {
    function open(bytes memory data) internal pure returns (Cursor memory) {
        return Cursor(data, 0, data.length);
    }

    /// @notice The next bytes, as a cursor of their own.
    function part(Cursor memory cursor, uint256 length) internal pure returns (Cursor memory taken) {
        taken = Cursor(cursor.data, cursor.at, cursor.at + length);
        cursor.at += length;
    }

    /// @notice The number of so many bytes. Behind the end of the data there are zeros.
    function take(Cursor memory cursor, uint256 size) internal pure returns (uint256 number) {
        for (uint256 i; i < size; ++i) {
            uint256 place = cursor.at + i;
            number = number * 256 + (place < cursor.data.length ? uint8(cursor.data[place]) : 0);
        }
        cursor.at += size;
    }

    /// @notice Whether more was read than there is.
    function isOverrun(Cursor memory cursor) internal pure returns (bool) {
        return cursor.at > cursor.end;
    }
}
