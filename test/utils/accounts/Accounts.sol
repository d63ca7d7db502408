// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IEntryPoint07} from "../Peers7579.sol";
import {AccountChoice} from "./AccountChoice.sol";
import {AccountKit} from "./AccountKit.sol";
import {DelegatedNexusKit, DelegatedOpenZeppelinKit} from "./DelegatedKits.sol";
import {KernelKit} from "./KernelKit.sol";
import {NexusKit} from "./NexusKit.sol";
import {OpenZeppelinKit} from "./OpenZeppelinKit.sol";
import {Safe7579Kit} from "./Safe7579Kit.sol";

// The EntryPoints and the accounts. A test of all of them is written once, as an abstract contract over `Base7579`, and inherited
// together with one of each: `contract NexusOnV07Test is OnNexus, OnV07, SomeTest {}`.

abstract contract OnV07 is AccountChoice {
    function _deployEntryPoint() internal override returns (IEntryPoint07) {
        return _deployEntryPointV07();
    }
}

abstract contract OnV08 is AccountChoice {
    function _deployEntryPoint() internal override returns (IEntryPoint07) {
        return _deployEntryPointV08();
    }
}

abstract contract OnNexus is AccountChoice {
    function _deployKit(IEntryPoint07 entryPoint) internal override returns (AccountKit) {
        return new NexusKit(entryPoint);
    }
}

abstract contract OnOpenZeppelin is AccountChoice {
    function _deployKit(IEntryPoint07 entryPoint) internal override returns (AccountKit) {
        return new OpenZeppelinKit(entryPoint);
    }
}

abstract contract OnKernel is AccountChoice {
    function _deployKit(IEntryPoint07 entryPoint) internal override returns (AccountKit) {
        return new KernelKit(entryPoint);
    }
}

abstract contract OnSafe7579 is AccountChoice {
    function _deployKit(IEntryPoint07 entryPoint) internal override returns (AccountKit) {
        return new Safe7579Kit(entryPoint);
    }
}

abstract contract OnDelegatedNexus is AccountChoice {
    function _deployKit(IEntryPoint07 entryPoint) internal override returns (AccountKit) {
        return new DelegatedNexusKit(entryPoint);
    }
}

abstract contract OnDelegatedOpenZeppelin is AccountChoice {
    function _deployKit(IEntryPoint07 entryPoint) internal override returns (AccountKit) {
        return new DelegatedOpenZeppelinKit(entryPoint);
    }
}
