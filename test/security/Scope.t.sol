// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Failure, IPolicyErrors} from "../../contracts/interfaces/IPolicyErrors.sol";
import {IModuleErrors} from "../../contracts/interfaces/IModuleErrors.sol";
import {ISessionRegistry} from "../../contracts/interfaces/ISessionRegistry.sol";
import {SessionId} from "../../contracts/types/SessionId.sol";
import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {ReenteringRecipient} from "../mocks/IntegrationRecipient.sol";
import {Ledger, LenientCollection, MulticallToken} from "../mocks/OddTokens.sol";
import {TestERC1155, TestERC20} from "../mocks/Tokens.sol";
import {Policies} from "../utils/Policies.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {Arena, Call, Op} from "./Arena.sol";

/// @notice A session key that wants more than its session says.
abstract contract ScopeAttacks is Arena {
    using Sessions for Session;
    using Sessions for Session[];

    function _counterpartyRefused(address found) private view returns (bytes memory) {
        return abi.encodeWithSelector(
            IModuleErrors.ArgumentNotAllowed.selector, 0, uint256(uint160(found)), uint256(uint160(shop))
        );
    }

    function _aboveCap(uint256 amount) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IModuleErrors.AmountAboveCap.selector, amount, CAP);
    }

    function _selectorRefused(bytes4 found, bytes4 allowed) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IModuleErrors.SelectorNotAllowed.selector, found, allowed);
    }

    /// @custom:hole SEC-001-unchecked-approval
    function test_RevertWhen_AnApprovalIsNotTheGrantedOne() public {
        TestERC20 other = new TestERC20();
        Call memory elsewhere = _to(address(other), abi.encodeCall(coin.approve, (shop, 1)));
        Call memory toThief = _approveCall(thief.addr, type(uint256).max);

        _expectRefused(_under(_approval(), toThief), _counterpartyRefused(thief.addr));
        _expectRefused(_under(_approval(), _approveCall(shop, CAP + 1)), _aboveCap(CAP + 1));
        _expectRefused(
            _under(_approval(), elsewhere), abi.encodeWithSelector(IModuleErrors.TargetNotAllowed.selector, other, coin)
        );

        Session memory policy = _policyOf(_approvalEntry());
        _expectRefused(_under(policy, toThief), _ruleFailed(Failure.WORD_NOT_ALLOWED, 4));
        _expectRefused(_under(policy, _approveCall(shop, CAP + 1)), _ruleFailed(Failure.WORD_NOT_ALLOWED, 36));
        _expectRefused(_under(policy, elsewhere), _notPermitted(0, address(other), coin.approve.selector));

        _expectRuns(_under(_approval(), _approveCall(shop, CAP)));
        _expectRuns(_under(policy, _approveCall(shop, CAP)));
        assertEq(coin.allowance(victim, shop), CAP);
    }

    /// @dev Each field by itself, with the proof of the session as it was granted.
    /// @custom:hole SEC-002-proof-of-something-else
    function test_RevertWhen_AnyFieldOfTheSessionIsChanged() public {
        Session memory granted = _approval();
        (granted.validUntil, granted.validAfter) = (1_900_000_000, 1_700_000_000);
        Session[] memory sessions = _around(granted, 1, 4);
        bytes32[] memory proof = sessions.nativeProof(1);
        _live(sessions);

        for (uint256 i; i < 8; ++i) {
            Session memory changed = _copyOf(granted);
            if (i == 0) changed.validUntil = 0;
            if (i == 1) changed.validAfter = 0;
            if (i == 2) changed.module = transferring;
            if (i == 3) changed.sessionKeyData = abi.encode(thief.addr, coin, shop, CAP);
            if (i == 4) changed.sessionKeyData = abi.encode(leaked.addr, art, shop, CAP);
            if (i == 5) changed.sessionKeyData = abi.encode(leaked.addr, coin, thief.addr, CAP);
            if (i == 6) changed.sessionKeyData = abi.encode(leaked.addr, coin, shop, CAP + 1);
            if (i == 7) changed.sessionKeyData = abi.encodePacked(granted.sessionKeyData, uint8(0));
            _expectRefused(_by(_opOf(_approveCall(shop, 1)), changed, proof), _notGranted(changed, proof));
        }
        _expectRuns(_by(_opOf(_approveCall(shop, 1)), granted, proof));
    }

    /// @dev Functions with the same arguments, and every other way to move a token or let it be moved.
    /// @custom:hole SEC-004-selector-not-pinned
    /// @custom:hole SEC-016-other-roads-of-a-token
    function test_RevertWhen_ATokenIsMovedByAnotherRoad() public {
        string[14] memory roads = [
            "transfer(address,uint256)",
            "increaseAllowance(address,uint256)",
            "decreaseAllowance(address,uint256)",
            "burnFrom(address,uint256)",
            "transferFrom(address,address,uint256)",
            "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
            "permit(address,address,uint256,uint256,bool,uint8,bytes32,bytes32)",
            "push(address,uint256)",
            "pull(address,uint256)",
            "move(address,address,uint256)",
            "approve(address,address,uint160,uint48)",
            "transferAndCall(address,uint256,bytes)",
            "approveAndCall(address,uint256,bytes)",
            "setApprovalForAll(address,bool)"
        ];
        Session memory policy = _policyOf(_approvalEntry());
        for (uint256 i; i < roads.length; ++i) {
            bytes4 selector = bytes4(keccak256(bytes(roads[i])));
            Call memory road = _to(address(coin), abi.encodeWithSelector(selector, shop, 1));
            _expectRefused(_under(_approval(), road), _selectorRefused(selector, coin.approve.selector));
            _expectRefused(_under(policy, road), _notPermitted(0, address(coin), selector));
        }
        _expectRefused(
            _under(_payment(), _approveCall(shop, 1)), _selectorRefused(coin.approve.selector, coin.transfer.selector)
        );
    }

    /// @dev An entry that bounds value alone is for plain payments: no calldata comes along, to whatever target.
    /// @custom:hole SEC-005-value-without-calldata
    function test_RevertWhen_AValueEntryIsGivenCalldata() public {
        Session memory policy = _policyOf(Policies.plainTransfer(address(coin), 1 ether, ""));
        _expectRefused(
            _under(policy, _transferCall(thief.addr, WEALTH)), _notPermitted(0, address(coin), coin.transfer.selector)
        );
        _expectRefused(_under(policy, _to(address(coin), hex"00")), _notPermitted(0, address(coin), 0));

        Session memory payments = _policyOf(Policies.plainTransfer(shop, 1 ether, ""));
        _expectRuns(_under(payments, Call(shop, 1 ether, "")));
        _expectRefused(_under(payments, Call(shop, 1 ether + 1, "")), _ruleFailed(Failure.VALUE_ABOVE_MAX, 0));
    }

    /// @dev The recipient is a contract that calls, from its hook, all that it could gain from.
    /// @custom:hole SEC-006-callee-not-pinned
    /// @custom:hole SEC-092-callbacks
    function test_ARecipientsHookGainsNothing() public {
        ReenteringRecipient hostile = new ReenteringRecipient();
        Session memory session = _mintOf(address(hostile));
        _live(session);
        Op memory op = _opOf(_mintCall(address(hostile), PIECE, 1));

        SessionNode root = SessionNode.wrap(keccak256("a root of the thief's own"));
        Op memory inner = _opOf(_mintCall(address(hostile), PIECE, 1));
        inner.place = 1;
        inner = _by(inner, session);
        (address entryPoint, bytes memory bundle) = _bundleCall(_one(inner));
        hostile.prepare(entryPoint, bundle);
        hostile.prepare(address(guard), _question(inner));
        hostile.prepare(victim, _opOf(_transferCall(thief.addr, WEALTH)).callData);
        hostile.prepare(address(guard), abi.encodeCall(ISessionRegistry.grantSessions, (root, "")));
        hostile.prepare(address(guard), abi.encodeCall(ISessionRegistry.revokeAllSessions, ()));
        hostile.prepare(address(guard), abi.encodeCall(ISessionRegistry.revokeSession, (SessionId.wrap(session.id()))));
        _expectRuns(_by(op, session));

        assertEq(hostile.received(), 1);
        for (uint256 i; i < 6; ++i) {
            // What it tells the registry it tells it of itself.
            assertEq(hostile.attemptAt(i).succeeded, i > 2);
        }
        assertEq(coin.balanceOf(victim), WEALTH);
        assertEq(guard.epochOf(victim), 0);
        assertEq(guard.epochOf(address(hostile)), 1);
        assertEq(guard.statusOf(root, victim), 0);
        _expectRuns(_by(_opOf(_mintCall(address(hostile), PIECE, 1)), session));
        _expectRefused(
            _by(_opOf(_mintCall(thief.addr, PIECE, 1)), session),
            abi.encodeWithSelector(
                IModuleErrors.ArgumentNotAllowed.selector,
                0,
                uint256(uint160(thief.addr)),
                uint256(uint160(address(hostile)))
            )
        );
    }

    /// @dev An amount of zero excuses nobody from having a session, nor from its other rules.
    /// @custom:hole SEC-007-nothing-moved-shortcut
    function test_RevertWhen_NothingIsMoved() public {
        _expectRefused(_by(_opOf(_approveCall(shop, 0)), _approval()), _notGranted(_approval()));
        _expectRefused(_by(_opOf(Call(thief.addr, 0, "")), _payment()), _notGranted(_payment()));
        _expectRefused(_under(_approval(), _approveCall(thief.addr, 0)), _counterpartyRefused(thief.addr));
        _expectRefused(
            _under(_policyOf(_approvalEntry()), _approveCall(thief.addr, 0)), _ruleFailed(Failure.WORD_NOT_ALLOWED, 4)
        );
        _expectRefused(_under(_policyOf(_approvalEntry()), Call(thief.addr, 0, "")), _notPermitted(0, thief.addr, 0));
    }

    /// @dev A session that says nothing allows nothing, and an account that has granted nothing has granted nothing.
    /// @custom:hole SEC-008-empty-permission
    function test_RevertWhen_ThePermissionIsEmpty() public {
        Call memory call = _approveCall(shop, 1);
        _expectRefused(_by(_opOf(call), _approval()), _notGranted(_approval()));

        bytes memory invalid = abi.encodeWithSelector(IModuleErrors.SessionKeyDataInvalid.selector);
        _expectRefused(_under(Session(0, 0, approving, ""), call), invalid);
        _expectRefused(_under(Session(0, 0, transferring, ""), call), invalid);
        _expectRefused(_under(Session(0, 0, minting, ""), call), invalid);
        _expectRefused(_under(_policy(""), call), _malformedPolicy());
        _expectRefused(_under(_policyOf(Policies.list(), Policies.list()), call), _malformedPolicy());
        // Deny entries alone leave nothing allowed.
        bytes memory deny = Policies.deny(address(coin), coin.transfer.selector, Policies.skip(2));
        _expectRefused(_under(_policyOf(deny), call), _notPermitted(0, address(coin), coin.approve.selector));
    }

    /// @dev Values that stand for "any" or "none" somewhere: they are values like others here.
    /// @custom:hole SEC-009-sentinel-collision
    function test_RevertWhen_ASentinelIsCalled() public {
        Ledger target = new Ledger();
        Session[3] memory sessions = [
            _policyOf(_entry(address(target), target.write.selector, Policies.skip(1))),
            _policyOf(Policies.plainTransfer(address(target), 0, "")),
            _approval()
        ];
        bytes[5] memory sentinels = [
            abi.encodePacked(bytes4(0), uint256(1), uint256(2)),
            abi.encodePacked(bytes4(0xffffffff), uint256(1), uint256(2)),
            abi.encodePacked(bytes4(0x00000001), uint256(1), uint256(2)),
            bytes(hex"00000000"),
            bytes(hex"ffffff")
        ];
        for (uint256 i; i < 2; ++i) {
            for (uint256 k; k < sentinels.length; ++k) {
                _expectRefused(
                    _under(sessions[i], _to(address(target), sentinels[k])),
                    _notPermitted(0, address(target), bytes4(sentinels[k]))
                );
            }
            _expectRefused(_under(sessions[i], _to(address(1), "")), _notPermitted(0, address(1), 0));
        }
        // Empty calldata is no function, and the selector zero is no plain payment.
        _expectRefused(_under(sessions[0], _to(address(target), "")), _notPermitted(0, address(target), 0));
        _expectRuns(_under(sessions[1], _to(address(target), "")));
        _expectRefused(
            _under(sessions[2], _to(address(coin), sentinels[0])), _selectorRefused(0, coin.approve.selector)
        );
        _expectRefused(
            _under(sessions[2], _to(address(1), sentinels[0])),
            abi.encodeWithSelector(IModuleErrors.TargetNotAllowed.selector, address(1), coin)
        );
    }

    /// @dev Two sessions of one key do not add up: an op is judged by the one that it presents, and so is each call of it.
    /// @custom:hole SEC-010-weakest-branch
    function test_EachOpIsJudgedByItsOwnSessionAlone() public {
        Session memory small = Session(0, 0, approving, abi.encode(leaked.addr, coin, shop, 1));
        Session[] memory sessions = new Session[](3);
        (sessions[0], sessions[1], sessions[2]) = (small, _approval(), _payment());
        _live(sessions);

        _expectRefused(
            _by(_opOf(_approveCall(shop, 2)), small, sessions.nativeProof(0)),
            abi.encodeWithSelector(IModuleErrors.AmountAboveCap.selector, 2, 1)
        );
        _expectRuns(_by(_opOf(_approveCall(shop, 2)), sessions[1], sessions.nativeProof(1)));
        _expectRefused(
            _by(_opOf(_two(_approveCall(shop, 2), _transferCall(shop, 1))), sessions[1], sessions.nativeProof(1)),
            _selectorRefused(coin.transfer.selector, coin.approve.selector)
        );
        _expectRefused(
            _by(_opOf(_two(_approveCall(shop, 2), _transferCall(shop, 1))), sessions[2], sessions.nativeProof(2)),
            _selectorRefused(coin.approve.selector, coin.transfer.selector)
        );
    }

    /// @dev A number below zero is no large one, nor a large one below zero; a flag has two values.
    /// @custom:hole SEC-012-wrong-sign
    function test_RevertWhen_ANumberIsReadWithTheWrongSign() public {
        Ledger ledger = new Ledger();
        uint8 signed = 0x40 | 31;
        bytes memory flag = abi.encodePacked(uint8(0x43), uint8(0), uint8(1));

        bytes memory atMostTen = abi.encodePacked(uint8(0x43), signed, int256(10), flag);
        Session memory session = _policyOf(_entry(address(ledger), ledger.set.selector, atMostTen));
        _expectRuns(_under(session, _to(address(ledger), abi.encodeCall(ledger.set, (-1, true)))));
        _expectRefused(
            _under(session, _to(address(ledger), abi.encodeCall(ledger.set, (11, true)))),
            _ruleFailed(Failure.WORD_NOT_ALLOWED, 4)
        );
        _expectRefused(
            _under(session, _to(address(ledger), abi.encodeWithSelector(ledger.set.selector, 1, 2))),
            _ruleFailed(Failure.WORD_NOT_ALLOWED, 36)
        );
        _expectRefused(
            _under(session, _to(address(ledger), abi.encodeWithSelector(ledger.set.selector, 1, 257))),
            _ruleFailed(Failure.DIRTY_WORD, 36)
        );

        bytes memory atLeastTen = abi.encodePacked(uint8(0x45), signed, int256(10), flag);
        session = _policyOf(_entry(address(ledger), ledger.set.selector, atLeastTen));
        _expectRefused(
            _under(session, _to(address(ledger), abi.encodeCall(ledger.set, (-1, true)))),
            _ruleFailed(Failure.WORD_NOT_ALLOWED, 4)
        );

        session = _policyOf(_entry(address(ledger), ledger.setUnsigned.selector, Policies.lte(10)));
        _expectRefused(
            _under(session, _to(address(ledger), abi.encodeCall(ledger.setUnsigned, (uint256(int256(-1)))))),
            _ruleFailed(Failure.WORD_NOT_ALLOWED, 4)
        );
    }

    /// @dev A denial of `true` as `deny` of the package writes it, "anything but false": of a flag with more values than two the old
    /// contract makes `true`, and a denial of the one word would let it pass.
    /// @custom:hole SEC-012-wrong-sign
    function test_RevertWhen_ADeniedFlagHasAnotherForm() public {
        LenientCollection collection = new LenientCollection();
        bytes4 selector = bytes4(keccak256("setApprovalForAll(address,bool)"));
        bytes memory any = Policies.anything();
        bytes memory exact = abi.encodePacked(Policies.skip(1), uint8(0x40), uint8(0), uint8(1));
        bytes memory lenient = abi.encodePacked(Policies.skip(1), uint8(0x41), uint8(0), uint8(0));
        bytes memory denied = Policies.deny(address(collection), selector, lenient);
        Session memory session = _policyOf(Policies.list(), Policies.list(denied, any));
        uint256[5] memory flags = [uint256(1), 2, 255, 256, type(uint256).max];
        for (uint256 i; i < flags.length; ++i) {
            _expectRefused(
                _under(session, _to(address(collection), abi.encodeWithSelector(selector, thief.addr, flags[i]))),
                abi.encodeWithSelector(IPolicyErrors.CallDenied.selector, 0, 0)
            );
        }
        _expectRuns(_under(session, _to(address(collection), abi.encodeWithSelector(selector, thief.addr, 0))));
        assertFalse(collection.isApprovedForAll(victim, thief.addr));

        denied = Policies.deny(address(collection), selector, exact);
        session = _policyOf(Policies.list(), Policies.list(denied, any));
        _expectRuns(_under(session, _to(address(collection), abi.encodeWithSelector(selector, thief.addr, 2))));
        assertTrue(collection.isApprovedForAll(victim, thief.addr), "what the exact word lets pass");
    }

    /// @dev What is not there is not zero: arguments cut short anywhere, and a policy that describes more than the function has.
    /// @custom:hole SEC-013-rule-beyond-calldata
    /// @custom:hole SEC-026-short-calldata
    function test_RevertWhen_ArgumentsAreMissing() public {
        bytes memory whole = abi.encodeCall(coin.approve, (shop, 0));
        bytes memory longer = abi.encodePacked(Policies.eq(shop), Policies.lte(CAP), Policies.lte(CAP));
        Session memory policy = _policyOf(_approvalEntry());
        Session memory beyond = _policyOf(_entry(address(coin), coin.approve.selector, longer));
        _live(_approval());
        _live(policy);
        _live(beyond);

        for (uint256 length; length < whole.length; length += length < 8 ? 1 : 15) {
            Op memory op = _opOf(_to(address(coin), _cut(whole, length)));
            bool named = length >= 4;
            _expectRefused(
                _by(op, _approval()),
                named
                    ? abi.encodeWithSelector(IModuleErrors.CalldataLengthNotAllowed.selector, length, 68)
                    : _selectorRefused(bytes4(_cut(whole, length)), coin.approve.selector)
            );
            _expectRefused(
                _by(op, policy),
                named
                    ? _ruleFailed(Failure.NOT_CANONICAL, 0)
                    : _notPermitted(0, address(coin), bytes4(_cut(whole, length)))
            );
        }
        _expectRefused(_by(_opOf(_to(address(coin), whole)), beyond), _ruleFailed(Failure.NOT_CANONICAL, 0));
    }

    /// @dev Counts and lengths that leave out what stands in the policy, or reach beyond it.
    /// @custom:hole SEC-014-miscounted-rules
    function test_RevertWhen_ThePolicyMiscountsItself() public {
        bytes memory deny = Policies.deny(address(coin), coin.transfer.selector, Policies.skip(2));
        bytes memory right = Policies.policy(leaked.addr, Policies.list(), Policies.list(deny, Policies.anything()));
        _expectRuns(_under(_policy(right), _approveCall(shop, 1)));

        // The counts of budgets and of permissions, and the length of the first permission.
        uint256[3] memory places = [uint256(22), 23, 25];
        for (uint256 i; i < places.length; ++i) {
            for (uint256 other; other < 4; ++other) {
                bytes memory wrong = bytes.concat(right);
                if (uint8(wrong[places[i]]) == other) continue;
                wrong[places[i]] = bytes1(uint8(other));
                _expectRefused(_under(_policy(wrong), _approveCall(shop, 1)), _malformedPolicy());
            }
        }
    }

    /// @dev `approve` and `transferFrom` of other standards mean token ids by the word that is an amount here.
    /// @custom:hole SEC-015-amount-or-token-id
    function test_ASessionForATokenReachesNoCollectible() public {
        TestERC1155 other = new TestERC1155();
        Call memory approval = _to(address(other), abi.encodeCall(coin.approve, (shop, PIECE)));
        _expectRefused(
            _under(_approval(), approval), abi.encodeWithSelector(IModuleErrors.TargetNotAllowed.selector, other, coin)
        );
        _expectRefused(
            _under(_policyOf(_approvalEntry()), approval), _notPermitted(0, address(other), coin.approve.selector)
        );
        Call memory taking = _to(address(coin), abi.encodeCall(coin.transferFrom, (victim, shop, PIECE)));
        _expectRefused(_under(_approval(), taking), _selectorRefused(coin.transferFrom.selector, coin.approve.selector));
    }

    /// @dev A target that makes calls of its own: only what is granted by name is called, and to grant that is to grant all it makes.
    /// @custom:hole SEC-017-multicall-target
    function test_RevertWhen_TheTargetOffersAMulticall() public {
        MulticallToken router = new MulticallToken();
        router.mint(victim, WEALTH);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(router.approve, (shop, 1));
        calls[1] = abi.encodeCall(router.transfer, (thief.addr, WEALTH));
        Call memory multicall = _to(address(router), abi.encodeCall(router.multicall, (calls)));

        Session memory session = Session(0, 0, approving, abi.encode(leaked.addr, router, shop, CAP));
        _expectRefused(_under(session, multicall), _selectorRefused(router.multicall.selector, router.approve.selector));
        bytes memory rules = abi.encodePacked(Policies.eq(shop), Policies.lte(CAP));
        _expectRefused(
            _under(_policyOf(_entry(address(router), router.approve.selector, rules)), multicall),
            _notPermitted(0, address(router), router.multicall.selector)
        );
        assertEq(router.balanceOf(victim), WEALTH);
        _expectRuns(_under(session, _to(address(router), calls[0])));
    }

    /// @custom:hole SEC-018-loose-mint
    /// @custom:hole SEC-006-callee-not-pinned
    function test_RevertWhen_AnyPartOfAMintIsAnother() public {
        Session memory session = _mintOf(shop);
        TestERC1155 other = new TestERC1155();
        bytes memory right = abi.encodeCall(art.mintTo, (shop, PIECE, 1));
        _expectRefused(
            _under(session, _to(address(other), right)),
            abi.encodeWithSelector(IModuleErrors.TargetNotAllowed.selector, other, art)
        );
        _expectRefused(
            _under(session, Call(address(art), 1, right)),
            abi.encodeWithSelector(IModuleErrors.ValueNotAllowed.selector, 1)
        );
        _expectRefused(
            _under(session, _to(address(art), abi.encodeWithSelector(coin.approve.selector, shop, PIECE, 1))),
            _selectorRefused(coin.approve.selector, art.mintTo.selector)
        );
        _expectRefused(_under(session, _mintCall(thief.addr, PIECE, 1)), _counterpartyRefused(thief.addr));
        _expectRefused(
            _under(session, _mintCall(shop, PIECE + 1, 1)),
            abi.encodeWithSelector(IModuleErrors.ArgumentNotAllowed.selector, 1, PIECE + 1, PIECE)
        );
        for (uint256 quantity; quantity < 4; quantity += 2) {
            _expectRefused(
                _under(session, _mintCall(shop, PIECE, quantity)),
                abi.encodeWithSelector(IModuleErrors.ArgumentNotAllowed.selector, 2, quantity, 1)
            );
        }
        _expectRefused(
            _under(session, _to(address(art), bytes.concat(right, hex"00"))),
            abi.encodeWithSelector(IModuleErrors.CalldataLengthNotAllowed.selector, 101, 100)
        );
        _expectRuns(_under(session, _mintCall(shop, PIECE, 1)));
        assertEq(art.balanceOf(shop, PIECE), 1);
    }

    /// @dev Whatever its holder tries, alone or in a batch: what happens is an approval of the shop within the cap, or nothing.
    /// @custom:hole SEC-107-leaked-key
    /// @custom:hole SEC-003-no-ceiling-above-modules
    function testFuzz_ALeakedKeyNeverLeavesItsScope(uint256 seed, bool batched, bool byPolicy) public {
        Session memory session = byPolicy ? _policyOf(_approvalEntry()) : _approval();
        _live(session);
        Call memory first = _anyCall(seed);
        Call memory second = _anyCall(uint256(keccak256(abi.encode(seed))));
        Op memory op = batched ? _opOf(_two(first, second)) : _opOf(first);
        bool allowed = _isAllowed(first) && (!batched || _isAllowed(second));
        bytes memory reason = _refusalOf(_one(_by(op, session)));
        assertEq(reason.length == 0, allowed);

        assertEq(coin.balanceOf(victim), WEALTH);
        assertEq(coin.allowance(victim, thief.addr), 0);
        assertLe(coin.allowance(victim, shop), CAP);
        assertEq(victim.balance, 100 ether);
        assertEq(guard.epochOf(victim), 0);
        assertFalse(_hasModule(thief.addr));
    }

    function _isAllowed(Call memory call) private view returns (bool) {
        if (call.target != address(coin) || call.value != 0 || call.data.length != 68) return false;
        bytes memory data = call.data;
        (bytes4 selector, uint256 to, uint256 amount) = (bytes4(data), 0, 0);
        assembly ("memory-safe") {
            to := mload(add(data, 0x24))
            amount := mload(add(data, 0x44))
        }
        return selector == coin.approve.selector && to == uint160(shop) && amount <= CAP;
    }

    /// @dev Of every four calls about one is allowed.
    function _anyCall(uint256 seed) private view returns (Call memory call) {
        address[6] memory targets = [address(coin), address(coin), victim, address(guard), address(art), thief.addr];
        bytes4[4] memory selectors =
            [coin.approve.selector, coin.approve.selector, coin.transfer.selector, bytes4(uint32(seed >> 32))];
        address[3] memory counterparties = [shop, shop, thief.addr];
        uint256[3] memory amounts = [seed % CAP, CAP, CAP + 1 + (seed >> 128)];
        call.target = targets[seed % 8 < 5 ? 0 : seed % 6];
        call.value = (seed >> 8) % 16 == 0 ? 1 : 0;
        call.data = abi.encodeWithSelector(
            selectors[(seed >> 16) % 6 < 4 ? 0 : (seed >> 16) % 4],
            counterparties[(seed >> 24) % 3],
            amounts[(seed >> 64) % 5 < 3 ? 0 : (seed >> 64) % 3]
        );
        if ((seed >> 72) % 16 == 0) call.data = bytes.concat(call.data, bytes32(seed));
    }
}
