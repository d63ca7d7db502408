// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IPolicyErrors} from "../../contracts/interfaces/IPolicyErrors.sol";
import {Item, ItemKind, Value} from "./Parsed.sol";

/// @notice Takes the arguments out of calldata that is the canonical encoding of a program's shape, whatever their rules.
///
/// @dev The layout is worked out from the program: the head, then the tails in order, each as long as its content says. Every
/// offset that the calldata names must be the one that was worked out. Slices are Solidity's own, which check their bounds.
library CalldataShape {
    /// @param args The calldata behind the selector.
    /// @return canonical Whether it is canonical. If not, `values` means nothing.
    function read(Item[] memory program, bytes calldata args)
        internal
        pure
        returns (bool canonical, Value[] memory values)
    {
        uint256 size;
        (canonical, size, values) = _head(program, args, 4);
        canonical = canonical && size == args.length;
    }

    /// @dev A head and its tails.
    /// @param data The calldata from the head on.
    /// @param position Byte of the calldata at which that is.
    /// @return canonical Whether what is there is canonical.
    /// @return size Bytes of the head and the tails.
    function _head(Item[] memory program, bytes calldata data, uint256 position)
        private
        pure
        returns (bool canonical, uint256 size, Value[] memory values)
    {
        (bool known, uint256 tail) = _headSize(program);
        values = new Value[](program.length);
        uint256 head;
        for (uint256 i; i < program.length; ++i) {
            Item memory item = program[i];
            Value memory value = values[i];
            if (_isDynamic(item)) {
                if (head + 32 > data.length) return (false, 0, values);
                uint256 offset = _word(data, head);
                // How long a head is that cannot be read to its end, only its first offset says.
                if (!known) (known, tail) = (true, offset);
                if (offset != tail || tail > data.length) return (false, 0, values);
                (canonical, size) = _dynamic(item, data[tail:], position + tail, value);
                if (!canonical) return (false, 0, values);
                tail += size;
                head += 32;
            } else {
                if (item.unreadable) revert IPolicyErrors.PolicyMalformed();
                uint256 words = item.kind == ItemKind.SKIP ? item.words : 1;
                if (head + 32 * words > data.length) return (false, 0, values);
                value.position = position + head;
                value.word = _word(data, head);
                head += 32 * words;
            }
        }
        return (true, tail, values);
    }

    /// @dev A value that stands behind its head.
    /// @param data The calldata from the value on.
    /// @param position Byte of the calldata at which that is.
    /// @return canonical Whether what is there is canonical.
    /// @return size Bytes of the value.
    function _dynamic(Item memory item, bytes calldata data, uint256 position, Value memory value)
        private
        pure
        returns (bool canonical, uint256 size)
    {
        if (item.unreadable) revert IPolicyErrors.PolicyMalformed();
        value.position = position;
        if (item.kind == ItemKind.TUPLE) {
            (canonical, size, value.fields) = _head(item.program, data, position);
            return (canonical, size);
        }
        if (data.length < 32) return (false, 0);
        uint256 length = _word(data, 0);
        if (item.kind == ItemKind.ARRAY) {
            // An element has at least one word, so there is no more to see.
            if (length > (data.length - 32) / 32) return (false, 0);
            value.elements = new Value[][](length);
            return item.words == 0
                ? _dynamicElements(item, data[32:], position + 32, value)
                : _staticElements(item, data[32:], position + 32, value);
        }
        if (length > data.length - 32) return (false, 0);
        value.content = data[32:32 + length];
        size = 32 + (length + 31) / 32 * 32;
        if (size > data.length) return (false, 0);
        for (uint256 i = 32 + length; i < size; ++i) {
            if (data[i] != 0) return (false, 0);
        }
        return (true, size);
    }

    /// @dev Elements whose words stand one behind the other.
    function _staticElements(Item memory item, bytes calldata data, uint256 position, Value memory value)
        private
        pure
        returns (bool, uint256)
    {
        uint256 size = item.words * 32;
        if (value.elements.length * size > data.length) return (false, 0);
        for (uint256 i; i < value.elements.length; ++i) {
            Item[] memory program = programOf(item, i);
            if (program.length == 0) continue;
            if (!_isStaticOf(program, item.words)) revert IPolicyErrors.PolicyMalformed();
            (,, value.elements[i]) = _head(program, data[i * size:(i + 1) * size], position + i * size);
        }
        return (true, 32 + value.elements.length * size);
    }

    /// @dev Elements that stand behind their offsets.
    function _dynamicElements(Item memory item, bytes calldata data, uint256 position, Value memory value)
        private
        pure
        returns (bool, uint256)
    {
        uint256 tail = value.elements.length * 32;
        for (uint256 i; i < value.elements.length; ++i) {
            if (_word(data, i * 32) != tail) return (false, 0);
            Item[] memory program = programOf(item, i);
            if (program.length != 1 || !_isDynamic(program[0])) revert IPolicyErrors.PolicyMalformed();
            value.elements[i] = new Value[](1);
            (bool canonical, uint256 size) = _dynamic(program[0], data[tail:], position + tail, value.elements[i][0]);
            if (!canonical) return (false, 0);
            tail += size;
        }
        return (true, 32 + tail);
    }

    /// @notice The program of an array's element.
    function programOf(Item memory array, uint256 index) internal pure returns (Item[] memory) {
        return index < array.prefix.length ? array.prefix[index] : array.program;
    }

    /// @return known Whether the whole head can be read.
    /// @return size Its bytes.
    function _headSize(Item[] memory program) private pure returns (bool known, uint256 size) {
        for (uint256 i; i < program.length; ++i) {
            if (program[i].unreadable) return (false, 0);
            size += 32 * (program[i].kind == ItemKind.SKIP ? program[i].words : 1);
        }
        return (true, size);
    }

    function _isStaticOf(Item[] memory program, uint256 words) private pure returns (bool) {
        for (uint256 i; i < program.length; ++i) {
            if (_isDynamic(program[i])) return false;
        }
        (bool known, uint256 size) = _headSize(program);
        return known && size == words * 32;
    }

    function _isDynamic(Item memory item) private pure returns (bool) {
        return item.kind >= ItemKind.BYTES && item.kind <= ItemKind.ARRAY;
    }

    function _word(bytes calldata data, uint256 at) private pure returns (uint256) {
        return uint256(bytes32(data[at:at + 32]));
    }
}
