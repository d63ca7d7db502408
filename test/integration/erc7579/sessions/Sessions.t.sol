// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {
    OnDelegatedNexus,
    OnDelegatedOpenZeppelin,
    OnKernel,
    OnNexus,
    OnOpenZeppelin,
    OnSafe7579,
    OnV07,
    OnV08
} from "../../../utils/accounts/Accounts.sol";
import {BudgetsTest} from "./Budgets.t.sol";
import {DecodingTest} from "./Decoding.t.sol";
import {ExecutionRefusals} from "./ExecutionRefusals.t.sol";
import {InstallingTest} from "./Installing.t.sol";
import {JourneyTest} from "./Journey.t.sol";
import {LivenessRefusals} from "./LivenessRefusals.t.sol";
import {ModuleRefusals} from "./ModuleRefusals.t.sol";
import {OwnSideTest} from "./OwnSide.t.sol";
import {PolicyRefusals} from "./PolicyRefusals.t.sol";
import {SignatureRefusals} from "./SignatureRefusals.t.sol";
import {SignedGrantsTest} from "./SignedGrants.t.sol";
import {TargetRefusals} from "./TargetRefusals.t.sol";
import {WireRefusals} from "./WireRefusals.t.sol";

// Every test of sessions, on every account and EntryPoint. Fuzzed deeply on one of them: what the validator judges is the same on
// all, and what an account adds shows in a few runs.

abstract contract SessionsTest is
    BudgetsTest,
    DecodingTest,
    ExecutionRefusals,
    InstallingTest,
    JourneyTest,
    LivenessRefusals,
    ModuleRefusals,
    OwnSideTest,
    PolicyRefusals,
    SignatureRefusals,
    SignedGrantsTest,
    TargetRefusals,
    WireRefusals
{}

contract NexusOnV07SessionsTest is OnNexus, OnV07, SessionsTest {}

/// forge-config: default.fuzz.runs = 8
/// forge-config: deep.fuzz.runs = 256
contract NexusOnV08SessionsTest is OnNexus, OnV08, SessionsTest {}

/// forge-config: default.fuzz.runs = 8
/// forge-config: deep.fuzz.runs = 256
contract KernelOnV07SessionsTest is OnKernel, OnV07, SessionsTest {}

/// forge-config: default.fuzz.runs = 8
/// forge-config: deep.fuzz.runs = 256
contract KernelOnV08SessionsTest is OnKernel, OnV08, SessionsTest {}

/// forge-config: default.fuzz.runs = 8
/// forge-config: deep.fuzz.runs = 256
contract OpenZeppelinOnV07SessionsTest is OnOpenZeppelin, OnV07, SessionsTest {}

/// forge-config: default.fuzz.runs = 8
/// forge-config: deep.fuzz.runs = 256
contract OpenZeppelinOnV08SessionsTest is OnOpenZeppelin, OnV08, SessionsTest {}

/// forge-config: default.fuzz.runs = 8
/// forge-config: deep.fuzz.runs = 256
contract Safe7579OnV07SessionsTest is OnSafe7579, OnV07, SessionsTest {}

/// forge-config: default.fuzz.runs = 8
/// forge-config: deep.fuzz.runs = 256
contract DelegatedNexusOnV07SessionsTest is OnDelegatedNexus, OnV07, SessionsTest {}

/// forge-config: default.fuzz.runs = 8
/// forge-config: deep.fuzz.runs = 256
contract DelegatedNexusOnV08SessionsTest is OnDelegatedNexus, OnV08, SessionsTest {}

/// forge-config: default.fuzz.runs = 8
/// forge-config: deep.fuzz.runs = 256
contract DelegatedOpenZeppelinOnV07SessionsTest is OnDelegatedOpenZeppelin, OnV07, SessionsTest {}

/// forge-config: default.fuzz.runs = 8
/// forge-config: deep.fuzz.runs = 256
contract DelegatedOpenZeppelinOnV08SessionsTest is OnDelegatedOpenZeppelin, OnV08, SessionsTest {}
