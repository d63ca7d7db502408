// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice A policy, read from its first byte to its last.
struct ParsedPolicy {
    uint256 paymasterRule;
    address paymaster;
    uint256 feeRule;
    uint256 maxFee;
    ParsedBudget[] budgets;
    ParsedPermission[] permissions;
}

struct ParsedBudget {
    /// @dev Without bit 7.
    uint256 kind;
    bool perPeriod;
    bytes16 id;
    uint256 cap;
    uint256 start;
    uint256 period;
}

struct ParsedPermission {
    bool denies;
    bool anyTarget;
    address target;
    uint256 functionRule;
    bytes4 selector;
    uint256 maxValue;
    /// @dev Indexes of budgets.
    uint256[] refs;
    Item[] program;
    /// @dev The fields before the program say what none may say. It matters only when the entry is about a call.
    bool unreadable;
}

enum ItemKind {
    UNKNOWN,
    SKIP,
    BYTES,
    BYTES_HASH,
    BYTES_MAX,
    TUPLE,
    ARRAY,
    WORD
}

/// @notice An item of a program.
struct Item {
    ItemKind kind;
    /// @dev It cannot be read, and what follows it neither. It matters only when an argument stands where the item says.
    bool unreadable;
    /// @dev `SKIP`: how many words. `ARRAY`: words of one static element, or zero.
    uint256 words;
    /// @dev `BYTES_HASH`.
    bytes32 hash;
    /// @dev `BYTES_MAX`, `ARRAY`.
    uint256 max;
    /// @dev `WORD`.
    Rule[] rules;
    /// @dev `TUPLE`: its program. `ARRAY`: that of the elements without their own.
    Item[] program;
    /// @dev `ARRAY`.
    Item[][] prefix;
}

enum WordKind {
    UNSIGNED,
    SIGNED,
    LEFT
}

/// @notice A rule on one word.
struct Rule {
    /// @dev Without bit 7.
    uint256 op;
    WordKind kind;
    /// @dev Bytes.
    uint256 size;
    /// @dev As they are written: numbers of `size` bytes.
    uint256[] operands;
    /// @dev `sum`: index of its budget.
    uint256 ref;
}

/// @notice An argument, taken out of the calldata. There is one for each item of a program.
struct Value {
    /// @dev Byte of the calldata at which its word, its length or its head begins.
    uint256 position;
    /// @dev `WORD`.
    uint256 word;
    /// @dev `bytes` and strings.
    bytes content;
    /// @dev `TUPLE`: its values.
    Value[] fields;
    /// @dev `ARRAY`: the values of each element.
    Value[][] elements;
}
