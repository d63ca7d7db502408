// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {
    OnDelegatedOpenZeppelin,
    OnKernel,
    OnNexus,
    OnOpenZeppelin,
    OnSafe7579,
    OnV07,
    OnV08
} from "../utils/accounts/Accounts.sol";
import {AccountingAttacks} from "./Accounting.t.sol";
import {BiconomyArena} from "./BiconomyArena.sol";
import {ERC7579Arena} from "./ERC7579Arena.sol";
import {EncodingAttacks} from "./Encoding.t.sol";
import {ExecutionAttacks} from "./Execution.t.sol";
import {GasAttacks} from "./Gas.t.sol";
import {RevokingAttacks} from "./Revoking.t.sol";
import {ScopeAttacks} from "./Scope.t.sol";
import {SignatureAttacks} from "./Signatures.t.sol";
import {TreeAttacks} from "./Trees.t.sol";
import {WildcardAttacks} from "./Wildcards.t.sol";

// Every attack on every family. Fuzzed deeply on two of them: what the registry judges is the same on all ERC-7579 accounts.

abstract contract Attacks is
    AccountingAttacks,
    EncodingAttacks,
    ExecutionAttacks,
    GasAttacks,
    RevokingAttacks,
    ScopeAttacks,
    SignatureAttacks,
    TreeAttacks,
    WildcardAttacks
{}

/// forge-config: default.evm_version = "osaka"
/// forge-config: default.fuzz.runs = 64
/// forge-config: deep.fuzz.runs = 256
contract BiconomyAttacks is BiconomyArena, Attacks {}

/// forge-config: default.evm_version = "osaka"
/// forge-config: default.fuzz.runs = 64
/// forge-config: deep.fuzz.runs = 256
contract NexusOnV07Attacks is OnNexus, OnV07, ERC7579Arena, Attacks {}

/// forge-config: default.evm_version = "osaka"
/// forge-config: default.fuzz.runs = 8
/// forge-config: deep.fuzz.runs = 256
contract NexusOnV08Attacks is OnNexus, OnV08, ERC7579Arena, Attacks {}

/// forge-config: default.evm_version = "osaka"
/// forge-config: default.fuzz.runs = 8
/// forge-config: deep.fuzz.runs = 256
contract KernelOnV07Attacks is OnKernel, OnV07, ERC7579Arena, Attacks {}

/// forge-config: default.evm_version = "osaka"
/// forge-config: default.fuzz.runs = 8
/// forge-config: deep.fuzz.runs = 256
contract OpenZeppelinOnV08Attacks is OnOpenZeppelin, OnV08, ERC7579Arena, Attacks {}

/// forge-config: default.evm_version = "osaka"
/// forge-config: default.fuzz.runs = 8
/// forge-config: deep.fuzz.runs = 256
contract Safe7579OnV07Attacks is OnSafe7579, OnV07, ERC7579Arena, Attacks {}

/// forge-config: default.evm_version = "osaka"
/// forge-config: default.fuzz.runs = 8
/// forge-config: deep.fuzz.runs = 256
contract DelegatedOpenZeppelinOnV08Attacks is OnDelegatedOpenZeppelin, OnV08, ERC7579Arena, Attacks {}
