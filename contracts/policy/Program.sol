// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

import {Failure, IPolicyErrors} from "../interfaces/IPolicyErrors.sol";
import {CalldataLib} from "../libraries/CalldataLib.sol";
import {Budget} from "./Budget.sol";
import {WordRuleLib} from "./WordRule.sol";

/// @notice What a walk through a call's data knows and finds. Positions are those of the whole calldata.
struct Walk {
    /// @dev The account that makes the call.
    address account;
    /// @dev The policy's budgets.
    Budget[] budgets;
    /// @dev Whether the entry is a deny entry.
    bool denies;
    /// @dev Where the call's data begins and ends.
    uint256 dataStart;
    uint256 dataEnd;
    /// @dev The first rule that does not hold, or `NOT_CANONICAL`, which comes before all others.
    Failure failure;
    /// @dev Byte of the call's data at which the word at fault begins.
    uint256 offset;
}

/// @title ProgramLib
/// @notice Walks a call's data along a program (`docs/policy-encoding.md`): checks that the data is the canonical encoding of
/// the program's shape, and each rule where its argument stands.
///
/// @dev Canonical means: in each tuple and array the tails follow the head in order, without gap or overlap, padded with
/// zeros, and nothing follows the last. So where an argument stands is not for the caller to choose, and what is read here is
/// what every decoder reads.
///
/// `at` and `end` bound the program, `base`, `head`, `tail` and `last` stand in the call's data; all are positions of the whole
/// calldata.
library ProgramLib {
    /// @dev Items.
    uint256 private constant SKIP = 0x01;
    uint256 private constant BYTES = 0x02;
    uint256 private constant BYTES_HASH = 0x03;
    uint256 private constant BYTES_MAX = 0x04;
    uint256 private constant TUPLE = 0x05;
    uint256 private constant ARRAY = 0x06;

    /// @notice Walks the arguments of a call. The result is in `walk`. Reverts with `PolicyMalformed`.
    /// @param at Where the program begins.
    /// @param end Where it ends.
    /// @param walk Knows the call's data, at least 4 bytes, the account and the budgets, and takes the result.
    function run(uint256 at, uint256 end, Walk memory walk) internal pure {
        unchecked {
            (uint256 last,) = _tuple(at, end, walk.dataStart + 4, walk);
            if (last != walk.dataEnd) _notCanonical(walk);
        }
    }

    /// @notice Notes a rule that does not hold, unless one before it did not.
    /// @param position Where the word at fault begins, in the whole calldata.
    function fail(Walk memory walk, Failure failure, uint256 position) internal pure {
        unchecked {
            if (walk.failure != Failure.NONE) return;
            walk.failure = failure;
            walk.offset = position - walk.dataStart;
        }
    }

    /// @dev Walks one head and its tails.
    /// @param base Where the head begins; offsets count from here.
    /// @return last Where the last tail, or else the head, ends.
    /// @return dynamic Whether there was a tail.
    function _tuple(uint256 at, uint256 end, uint256 base, Walk memory walk)
        private
        pure
        returns (uint256 last, bool dynamic)
    {
        unchecked {
            uint256 head = base;
            uint256 firstTail;
            while (at < end) {
                uint256 item = CalldataLib.load(at);
                uint256 op = item >> 248;
                if (op & 0x70 == 0x40) {
                    // Beyond the end of the data this reads what stands there; the comparison of lengths refuses it.
                    at = WordRuleLib.run(at, end, CalldataLib.load(head), head, walk);
                    head += 32;
                } else if (op == SKIP) {
                    uint256 words = (item >> 240) & 0xff;
                    at += 2;
                    if (words == 0 || at > end) revert IPolicyErrors.PolicyMalformed();
                    head += words * 32;
                } else {
                    if (op < BYTES || op > ARRAY) revert IPolicyErrors.PolicyMalformed();
                    uint256 offset = CalldataLib.load(head);
                    // The second comparison keeps the sums below from wrapping round.
                    if (head + 32 > walk.dataEnd || offset > walk.dataEnd) return _stop(walk);
                    if (!dynamic) {
                        // The first tail says how long the head is; at the end it is compared.
                        dynamic = true;
                        firstTail = last = base + offset;
                    } else if (base + offset != last) {
                        return _stop(walk);
                    }
                    (at, last) = _dynamic(at, end, last, walk);
                    if (walk.failure == Failure.NOT_CANONICAL) return (0, true);
                    head += 32;
                }
            }
            if (!dynamic) last = head;
            else if (firstTail != head) return _stop(walk);
        }
    }

    /// @dev Walks one dynamic value.
    /// @param at Where its item begins.
    /// @param tail Where the value's length, or a tuple's head, stands.
    /// @return next Where the item ends.
    /// @return last Where the value ends.
    function _dynamic(uint256 at, uint256 end, uint256 tail, Walk memory walk)
        private
        pure
        returns (uint256 next, uint256 last)
    {
        unchecked {
            uint256 item = CalldataLib.load(at);
            uint256 op = item >> 248;
            if (op == TUPLE) {
                next = at + 3 + ((item >> 232) & 0xffff);
                if (next > end) revert IPolicyErrors.PolicyMalformed();
                (last,) = _tuple(at + 3, next, tail, walk);
                // A tuple without tails has had its end compared by nobody.
                if (last > walk.dataEnd) _notCanonical(walk);
                return (next, last);
            }
            if (op == ARRAY) return _array(at + 1, end, tail, walk);
            if (op == BYTES) next = at + 1;
            else if (op == BYTES_HASH) next = at + 33;
            else if (op == BYTES_MAX) next = at + 5;
            else revert IPolicyErrors.PolicyMalformed();
            if (next > end) revert IPolicyErrors.PolicyMalformed();

            uint256 length = CalldataLib.load(tail);
            // The second comparison keeps the sum below from wrapping round.
            if (tail + 32 > walk.dataEnd || length > walk.dataEnd) return _stopAt(next, walk);
            last = tail + 32 + CalldataLib.padded(length);
            if (last > walk.dataEnd || !_isPaddedWithZeros(tail + 32, length)) return _stopAt(next, walk);

            if (op == BYTES_HASH) {
                if (uint256(CalldataLib.hashAt(tail + 32, length)) != CalldataLib.load(at + 1)) {
                    fail(walk, Failure.HASH_DIFFERS, tail);
                }
            } else if (op == BYTES_MAX) {
                if (length > (item >> 216) & 0xffffffff) fail(walk, Failure.BYTES_TOO_LONG, tail);
            }
        }
    }

    /// @dev Walks one dynamic array: its length, the first elements by programs of their own, the others by one.
    /// @param at Behind the item's first byte.
    /// @param tail Where the array's length stands.
    function _array(uint256 at, uint256 end, uint256 tail, Walk memory walk)
        private
        pure
        returns (uint256 next, uint256 last)
    {
        unchecked {
            uint256 item = CalldataLib.load(at);
            uint256 elementWords = (item >> 216) & 0xff;
            uint256 prefixCount = (item >> 208) & 0xff;
            at += 6;
            next = _behindPrograms(at, end, prefixCount + 1);

            uint256 length = CalldataLib.load(tail);
            // The second comparison keeps the product below from wrapping round.
            if (tail + 32 > walk.dataEnd || length > walk.dataEnd) return _stopAt(next, walk);
            if (length > item >> 224) fail(walk, Failure.ARRAY_TOO_LONG, tail);
            else if (length < prefixCount) fail(walk, Failure.ARRAY_TOO_SHORT, tail);

            tail += 32;
            last = tail + length * 32 * (elementWords == 0 ? 1 : elementWords);
            if (last > walk.dataEnd) return _stopAt(next, walk);

            for (uint256 i; i < length; ++i) {
                uint256 programEnd = at + 2 + (CalldataLib.load(at) >> 240);
                if (elementWords == 0) {
                    if (tail + CalldataLib.load(tail + i * 32) != last) return _stopAt(next, walk);
                    last = _dynamicElement(at + 2, programEnd, last, walk);
                    if (walk.failure == Failure.NOT_CANONICAL) return (next, 0);
                } else if (programEnd != at + 2) {
                    _staticElement(at + 2, programEnd, tail + i * elementWords * 32, elementWords, walk);
                } else if (i >= prefixCount) {
                    // Elements without a rule are as long as `elementWords` says: there is nothing to look at.
                    break;
                }
                if (i < prefixCount) at = programEnd;
            }
        }
    }

    /// @dev Walks one element whose words stand in the array itself.
    function _staticElement(uint256 at, uint256 end, uint256 base, uint256 words, Walk memory walk) private pure {
        unchecked {
            (uint256 last, bool dynamic) = _tuple(at, end, base, walk);
            if (dynamic || last != base + words * 32) revert IPolicyErrors.PolicyMalformed();
        }
    }

    /// @dev Walks one element that stands behind the array's offsets.
    /// @return last Where the element ends.
    function _dynamicElement(uint256 at, uint256 end, uint256 tail, Walk memory walk)
        private
        pure
        returns (uint256 last)
    {
        uint256 next;
        (next, last) = _dynamic(at, end, tail, walk);
        if (next != end) revert IPolicyErrors.PolicyMalformed();
    }

    /// @dev Where a list of programs with lengths ends.
    function _behindPrograms(uint256 at, uint256 end, uint256 count) private pure returns (uint256) {
        unchecked {
            do {
                at += 2 + (CalldataLib.load(at) >> 240);
            } while (--count != 0);
            if (at > end) revert IPolicyErrors.PolicyMalformed();
            return at;
        }
    }

    /// @dev Whether the bytes between a dynamic value and the next word are zero.
    function _isPaddedWithZeros(uint256 position, uint256 length) private pure returns (bool) {
        unchecked {
            uint256 rest = length & 31;
            return rest == 0 || CalldataLib.load(position + length - rest) << (rest * 8) == 0;
        }
    }

    function _notCanonical(Walk memory walk) private pure {
        walk.failure = Failure.NOT_CANONICAL;
        walk.offset = 0;
    }

    function _stop(Walk memory walk) private pure returns (uint256, bool) {
        _notCanonical(walk);
        return (0, true);
    }

    function _stopAt(uint256 next, Walk memory walk) private pure returns (uint256, uint256) {
        _notCanonical(walk);
        return (next, 0);
    }
}
