// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

/// @notice Why an entry of a policy does not fit a call (`docs/policy-encoding.md`).
enum Failure {
    /// @dev The entry fits.
    NONE,
    /// @dev The call carries more than the entry's `maxValue`.
    VALUE_ABOVE_MAX,
    /// @dev The calldata is not the canonical encoding of the program's shape.
    NOT_CANONICAL,
    /// @dev The word does not keep to its type: dirty bits beside an address, a short integer or a short `bytesN`.
    DIRTY_WORD,
    /// @dev A rule on the word does not hold.
    WORD_NOT_ALLOWED,
    /// @dev The dynamic value has another hash.
    HASH_DIFFERS,
    /// @dev The dynamic value is longer than allowed.
    BYTES_TOO_LONG,
    /// @dev The array has fewer elements than have rules of their own.
    ARRAY_TOO_SHORT,
    /// @dev The array has more elements than allowed.
    ARRAY_TOO_LONG
}

/// @title IPolicyErrors
/// @notice Why a policy refuses an op. The errors stand in the order of the checks.
interface IPolicyErrors {
    /// @notice The policy cannot be read to its last byte as `docs/policy-encoding.md` says.
    error PolicyMalformed();

    /// @notice The op can cost the account more than the policy allows per op.
    /// @param fee The most that it can cost, wei.
    /// @param cap The most that the policy allows, wei.
    error FeeAboveCap(uint256 fee, uint256 cap);

    /// @notice A deny entry fits the call.
    /// @param call Which call of the op, from zero.
    /// @param permission Which entry of the policy, from zero.
    error CallDenied(uint256 call, uint256 permission);

    /// @notice No entry is about the call's target and function.
    /// @param call Which call of the op, from zero.
    /// @param target Where it goes.
    /// @param selector Its function; calldata shorter than 4 bytes is padded with zeros.
    error CallNotPermitted(uint256 call, address target, bytes4 selector);

    /// @notice An entry is about the call's target and function, but does not fit. When there are several, this is the last.
    /// @param call Which call of the op, from zero.
    /// @param permission Which entry of the policy, from zero.
    /// @param failure Why it does not fit.
    /// @param offset Byte of the call's data at which the word at fault begins; zero when it is not about one word.
    error RuleFailed(uint256 call, uint256 permission, Failure failure, uint256 offset);

    /// @notice The op would count more than is left of a budget.
    /// @param id The budget.
    /// @param wanted What the op adds up to.
    /// @param left What is left, for life or in the period.
    error BudgetExceeded(bytes16 id, uint256 wanted, uint256 left);

    /// @notice The wire names another number of periods than the policy has budgets per period.
    /// @param named How many it names.
    /// @param expected How many there are.
    error PeriodsMismatch(uint256 named, uint256 expected);

    /// @notice A period ends in second 0, which EntryPoints read as no end at all, or at or after 2^47, which v0.9 reads as a block
    /// number.
    error PeriodOutOfRange();
}
