// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {ISessionValidation} from "../../contracts/interfaces/ISessionValidation.sol";
import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {AgreeingModule} from "../mocks/IntegrationModules.sol";
import {CallJournal, CallRecorder} from "../mocks/CallRecorder.sol";
import {EntryPointDeployer} from "../utils/EntryPointDeployer.sol";
import {IBiconomyAccount, IEcdsaOwnershipModule} from "../utils/Peers.sol";
import {IEntryPoint07} from "../utils/Peers7579.sol";
import {Policies} from "../utils/Policies.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {Call, Op} from "./Arena.sol";
import {BiconomyArena} from "./BiconomyArena.sol";

/// @notice What only a Biconomy account on EntryPoint v0.6 can be attacked by.
contract BiconomyOwnAttacks is BiconomyArena, EntryPointDeployer {
    using Sessions for Session;

    /* CALL DATA */

    CallJournal private immutable JOURNAL = new CallJournal();

    /// @dev The plain reader: solc's own decoder.
    function readCalls(bytes calldata callData) external pure returns (Call[] memory calls) {
        bytes4 selector = bytes4(callData);
        if (selector == IBiconomyAccount.execute.selector || selector == IBiconomyAccount.execute_ncC.selector) {
            calls = new Call[](1);
            (calls[0].target, calls[0].value, calls[0].data) = abi.decode(callData[4:], (address, uint256, bytes));
            return calls;
        }
        (address[] memory targets, uint256[] memory values, bytes[] memory datas) =
            abi.decode(callData[4:], (address[], uint256[], bytes[]));
        calls = new Call[](targets.length);
        for (uint256 i; i < calls.length; ++i) {
            calls[i] = Call(targets[i], values[i], datas[i]);
        }
    }

    function _target(uint256 random) private pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("target", random % 4)))));
    }

    function _random(bytes32 seed, uint256 count, bool single) private pure returns (bytes memory) {
        Call[] memory calls = new Call[](count);
        for (uint256 i; i < count; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            calls[i] = Call(_target(random), random % 3, _cut(abi.encode(random, ~random, random), (random >> 8) % 71));
        }
        return single ? _single(calls[0]) : _several(calls);
    }

    /// @dev Refused as a whole, or run exactly as the plain reader reads it.
    /// @return accepted Whether the registry accepted it.
    function _refusedOrRunsAsRead(bytes memory callData) private returns (bool accepted) {
        Session memory session = Session(0, 0, address(new AgreeingModule()), abi.encode(leaked.addr));
        _live(session);
        Op memory op;
        op.callData = callData;
        op = _by(op, session);
        (accepted,) = _ask(op);
        if (!accepted) {
            _expectNever(op);
            assertEq(JOURNAL.count(), 0);
            return false;
        }
        Call[] memory calls = this.readCalls(callData);
        bytes32 digest;
        uint256 value;
        for (uint256 i; i < calls.length; ++i) {
            // Where a damaged word leads is written down too; precompiles and what belongs to the test are left alone.
            address target = calls[i].target;
            bool known = target == _target(0) || target == _target(1) || target == _target(2) || target == _target(3);
            if (uint160(target) <= 0xffff || (target.code.length != 0 && !known)) return true;
            vm.etch(target, address(new CallRecorder(JOURNAL)).code);
            digest = keccak256(abi.encode(digest, target, calls[i].value, calls[i].data));
            if (calls[i].value > 1 ether) return true;
            value += calls[i].value;
        }
        _expectRuns(op);
        assertEq(JOURNAL.count(), calls.length);
        assertEq(JOURNAL.digest(), digest);
    }

    /// @custom:hole SEC-021-two-decoders
    function testFuzz_RunsAsRead(bytes32 seed, uint256 count, bool single) public {
        assertTrue(_refusedOrRunsAsRead(_random(seed, bound(count, 1, 4), single)));
    }

    /// @custom:hole SEC-021-two-decoders
    function testFuzz_OneWordReplaced(bytes32 seed, uint256 count, uint256 place, uint256 word, bool single) public {
        bytes memory callData = _random(seed, bound(count, 1, 4), single);
        uint256 words = (callData.length - 4) / 32;
        place = 4 + bound(place, 0, words - 1) * 32;
        uint256 right = _wordAt(callData, place);
        uint256[6] memory others = [
            word,
            word % 512,
            right ^ (1 << (word % 256)),
            right ^ 32,
            right ^ 1,
            _wordAt(callData, 4 + (word % words) * 32)
        ];
        _refusedOrRunsAsRead(_withWord(callData, place, others[uint256(keccak256(abi.encode(word, seed))) % 6]));
    }

    /// @custom:hole SEC-021-two-decoders
    function testFuzz_AnyWords(uint8[14] memory shapes, uint8 which) public {
        bytes4[4] memory selectors = [
            IBiconomyAccount.execute.selector,
            IBiconomyAccount.execute_ncC.selector,
            IBiconomyAccount.executeBatch.selector,
            IBiconomyAccount.executeBatch_y6U.selector
        ];
        bytes memory callData = abi.encodePacked(selectors[which % 4]);
        for (uint256 i; i < shapes.length; ++i) {
            callData = abi.encodePacked(callData, uint256(shapes[i] % 9) * 32 >> (shapes[i] % 2) * 5);
        }
        _refusedOrRunsAsRead(callData);
    }

    function _wordAt(bytes memory data, uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 0x20), offset))
        }
    }

    /* PAYMASTERS */

    /// @dev Of a module's session none at all; of a policy's the one that it names, read as the EntryPoint reads it.
    /// @custom:hole SEC-099-any-paymaster
    function test_RevertWhen_APaymasterIsSlippedIn() public {
        ENTRY_POINT.depositTo{value: 1 ether}(thief.addr);
        bytes memory named = Policies.policy(
            hex"06", leaked.addr, abi.encodePacked(shop), Policies.list(), Policies.list(_approvalEntry())
        );
        bytes memory reason = abi.encodeWithSelector(ISessionValidation.PaymasterNotAllowed.selector, thief.addr);
        Session[2] memory sessions = [_approval(), _policy(named)];
        for (uint256 i; i < sessions.length; ++i) {
            Op memory op = _opOf(_approveCall(shop, 1));
            op.paymasterAndData = abi.encodePacked(thief.addr);
            _live(sessions[i]);
            _expectRefused(_by(op, sessions[i]), reason);
            op.paymasterAndData = abi.encodePacked(thief.addr, shop);
            _expectRefused(_by(op, sessions[i]), reason);
        }
    }

    /* ENTRYPOINTS */

    /// @dev The account's own EntryPoint is out of reach of any target. A later one, to which nothing of the account belongs unless somebody
    /// pays it in there, is a contract like any other.
    /// @custom:hole SEC-042-entrypoint-as-target
    function test_AnyTargetLeavesOutTheAccountsOwnEntryPoint() public {
        IEntryPoint07 later = _deployEntryPointV07();
        later.depositTo{value: 1 ether}(victim);
        ENTRY_POINT.depositTo{value: 1 ether}(victim);
        Session memory wildcard = _policyOf(Policies.anything());
        bytes memory withdrawal = abi.encodeCall(later.withdrawTo, (payable(thief.addr), 1 ether));
        _expectRefused(
            _under(wildcard, _to(address(ENTRY_POINT), withdrawal)),
            abi.encodeWithSelector(ISessionValidation.TargetForbidden.selector, ENTRY_POINT)
        );
        _expectRuns(_under(wildcard, _to(address(later), withdrawal)));
        assertEq(later.balanceOf(victim), 0);
    }

    /* DEPLOYMENT */

    /// @dev Anyone may deploy an account that does not exist yet: it is its owner's, has no registry, and no session of anybody's.
    /// @custom:hole SEC-103-front-run-enable
    function test_WhoeverDeploysAnAccountGainsNothing() public {
        address first = victim;
        bytes memory setup = abi.encodeCall(IEcdsaOwnershipModule.initForSmartAccount, (owner.addr));
        vm.prank(thief.addr);
        account = IBiconomyAccount(factory.deployCounterFactualAccount(ecdsaModule, setup, 77));
        victim = address(account);
        assertNotEq(victim, first);
        coin.mint(victim, WEALTH);
        vm.deal(victim, 1 ether);
        ENTRY_POINT.depositTo{value: 1 ether}(victim);

        // The thief's word about the account is his own, and its registry is not enabled.
        vm.prank(thief.addr);
        registry.grantSessions(SessionNode.wrap(_approval().leaf()), "");
        assertFalse(account.isModuleEnabled(address(registry)));
        _expectNever(_by(_opOf(_approveCall(shop, 1)), _approval()));
        _enable(address(registry));
        _expectRefused(_by(_opOf(_approveCall(shop, 1)), _approval()), _notGranted(_approval()));
        // The owner's word is good.
        _live(_approval());
        _expectRuns(_by(_opOf(_approveCall(shop, 1)), _approval()));
    }

    /// @dev The init code of an account that is there stops the EntryPoint; asked past it, the registry refuses it too.
    /// @custom:hole SEC-101-initcode
    function test_RevertWhen_ASessionBringsInitCode() public {
        bytes memory setup = abi.encodeCall(IEcdsaOwnershipModule.initForSmartAccount, (owner.addr));
        Op memory op = _opOf(_approveCall(shop, 1));
        op.initCode =
            abi.encodePacked(factory, abi.encodeCall(factory.deployCounterFactualAccount, (ecdsaModule, setup, 0)));
        _live(_approval());
        op = _by(op, _approval());
        (bool answered, bytes memory answer) = _ask(op);
        assertFalse(answered);
        assertEq(answer, abi.encodeWithSelector(ISessionValidation.InitCodeNotAllowed.selector));
        _expectEntryPointSays(op, "AA10 sender already constructed");
    }

    /* NONCES */

    /// @dev Half of all lanes are the owner's: a revocation sent there cannot be outrun by an op with its nonce.
    /// @custom:hole SEC-081-revocation-kept-out
    /// @custom:hole SEC-104-nonce-lane
    function testFuzz_RevertWhen_ASessionTakesTheOwnersLane(uint192 lane) public {
        _live(_approval());
        UserOperation memory userOp = _toUserOp(_opOf(_approveCall(shop, 1)));
        userOp.nonce = ENTRY_POINT.getNonce(victim, lane | 1 << 191);
        userOp.signature = abi.encode(
            _approval().nativeWire(_alone(), _personal(leaked, ENTRY_POINT.getUserOpHash(userOp))), address(registry)
        );
        _assertRefused(userOp, abi.encodeWithSelector(ISessionValidation.NonceReserved.selector, userOp.nonce));
        assertEq(ENTRY_POINT.getNonce(victim, lane | 1 << 191), userOp.nonce);
    }
}
