// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm} from "forge-std/Test.sol";

import {ISessionRegistry} from "../../contracts/interfaces/ISessionRegistry.sol";
import {SessionId} from "../../contracts/types/SessionId.sol";
import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {Arena, Call, Op} from "../security/Arena.sol";
import {Policies} from "../utils/Policies.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {Book} from "./Book.sol";

/// @notice Two accounts of two owners, their sessions, and what each of these allows, as this test reads it.
abstract contract SessionsWorld is Arena {
    using Sessions for Session;
    using Sessions for Session[];

    uint48 internal constant START = 1_799_900_000;
    uint32 internal constant DAY = 86_400;

    uint256 internal constant APPROVE = 0;
    uint256 internal constant TRANSFER = 1;
    uint256 internal constant SPEND = 2;
    uint256 internal constant LOW = 3;
    uint256 internal constant DAILY = 4;
    uint256 internal constant ANY = 5;
    uint256 internal constant COUNT = 6;

    /// @dev The most that one call of a policy transfers.
    uint256 internal constant PER_CALL = 40;
    uint128 internal constant SPEND_CAP = 300;
    uint128 internal constant LOW_CAP = 120;
    uint128 internal constant DAILY_CAP = 100;
    uint128 internal constant WEI_CAP = 20;
    uint128 internal constant WEI_PER_CALL = 3;
    bytes16 internal constant SHARED = "shared";
    bytes16 internal constant PER_DAY = "per day";
    bytes16 internal constant WEI = "wei";

    /// @dev Where the registries keep their state, by the layout of `SessionRegistry` and `BudgetLedger`.
    uint256 private constant STATUS_SLOT = 0;
    uint256 private constant SPENT_SLOT = 2;

    /// @dev One budget of one op: which counter, how much, and the cap of the op's own session.
    struct Charge {
        bytes32 counter;
        uint256 amount;
        uint256 cap;
    }

    Book internal book;
    address[2] internal accounts;
    Account[2] internal owners;
    Session[COUNT] internal sessions;
    bytes32 internal treeRoot;

    /// @dev Of each session, reckoned once.
    bytes32[COUNT] internal ids;
    bytes32[COUNT] internal leaves;
    bytes32[][COUNT] private proofs;

    address internal entryPointAddress;

    /* WHAT A FAMILY SAYS */

    /// @dev From here on ops are of this account.
    function _enter(address who, Account memory whose) internal virtual;

    function _newAccount(Account memory whose) internal virtual returns (address);

    function _encoded(Op memory op) internal view virtual returns (bytes memory userOp);

    function _bundleOf(bytes[] memory userOps) internal view virtual returns (bytes memory handleOps);

    function _ownerModule() internal view virtual returns (address);

    function _ownerOf(address who) internal view virtual returns (address);

    /// @dev Uninstalls the registry and installs it again, by the owner.
    function _reinstall() internal virtual;

    /// @dev Whether the registry is told, and starts a new epoch.
    function _reinstallEndsEpoch() internal pure virtual returns (bool);

    /* THE WORLD */

    function setUp() public virtual {
        vm.warp(START + 7_200);
        book = new Book();
        owners[0] = makeAccount("owner");
        owners[1] = makeAccount("another owner");
        accounts[0] = victim;
        accounts[1] = _newAccount(owners[1]);
        (entryPointAddress,) = _bundleCall(new Op[](0));
        coin.burnFrom(accounts[0], coin.balanceOf(accounts[0]));
        coin.mint(accounts[0], 100_000);
        // The second account can pay a part of what its sessions allow: then its calls fail.
        coin.mint(accounts[1], 60);

        _write();
        for (uint256 a; a < 2; ++a) {
            _grantAll(a);
        }
    }

    function _write() private {
        bytes memory rules = abi.encodePacked(Policies.eq(shop), Policies.lteAndSum(PER_CALL, 0));
        bytes memory entry = _entry(address(coin), coin.transfer.selector, rules);
        sessions[APPROVE] = _approval();
        sessions[TRANSFER] = _payment();
        (sessions[TRANSFER].validAfter, sessions[TRANSFER].validUntil) = (START + 10_001, START + 3 * DAY + 1);
        sessions[SPEND] =
            _policyOf(Policies.list(Policies.budget(Policies.SUM, SHARED, SPEND_CAP)), Policies.list(entry));
        sessions[LOW] = _policyOf(Policies.list(Policies.budget(Policies.SUM, SHARED, LOW_CAP)), Policies.list(entry));
        sessions[DAILY] = _policyOf(
            Policies.list(
                Policies.budget(Policies.SUM, PER_DAY, DAILY_CAP, START, DAY),
                Policies.budget(Policies.NATIVE_VALUE, WEI, WEI_CAP)
            ),
            Policies.list(entry, Policies.plainTransfer(shop, WEI_PER_CALL, hex"01"))
        );
        bytes memory noApproval = Policies.deny(address(coin), coin.approve.selector, "");
        sessions[ANY] = _policyOf(Policies.list(), Policies.list(noApproval, Policies.anything()));
        _plant();
    }

    function _plant() private {
        Session[] memory list = new Session[](COUNT);
        for (uint256 s; s < COUNT; ++s) {
            list[s] = sessions[s];
            (ids[s], leaves[s]) = (list[s].id(), list[s].leaf());
        }
        treeRoot = list.nativeRoot();
        for (uint256 s; s < COUNT; ++s) {
            proofs[s] = list.nativeProof(s);
        }
    }

    function _proofOf(uint256 s, bool fromTree) internal view returns (bytes32[] memory) {
        return fromTree ? proofs[s] : _alone();
    }

    function _rootOf(uint256 s, bool fromTree) internal view returns (bytes32) {
        return fromTree ? treeRoot : leaves[s];
    }

    function _grantAll(uint256 a) internal {
        _be(a);
        for (uint256 s; s < COUNT; ++s) {
            _grant(a, leaves[s]);
        }
        _grant(a, treeRoot);
    }

    /// @dev The registry takes a grant exactly when the book does.
    function _grant(uint256 a, bytes32 root) internal {
        vm.prank(accounts[a]);
        (bool taken,) =
            address(guard).call(abi.encodeCall(ISessionRegistry.grantSessions, (SessionNode.wrap(root), "")));
        assertEq(taken, book.grant(accounts[a], root), "a grant was taken that is dead, or refused that is not");
    }

    function _be(uint256 a) internal {
        _enter(accounts[a], owners[a]);
    }

    /* WHAT A SESSION ALLOWS */

    function _permits(uint256 s, address who, Call memory call) internal view returns (bool) {
        if (_isForbidden(call.target, who)) return false;
        (bool known, bytes4 selector, address to, uint256 amount) = _read(call.data);
        if (s == ANY) {
            bool approves = call.target == address(coin) && bytes4(call.data) == coin.approve.selector;
            return call.value == 0 && call.data.length >= 4 && !approves && !_isModuleOf(who, call.target);
        }
        if (s == DAILY && call.target == shop && call.data.length == 0) return call.value <= WEI_PER_CALL;
        if (!known || call.target != address(coin) || call.value != 0 || to != shop) return false;
        if (s == APPROVE) return selector == coin.approve.selector && amount <= CAP;
        if (s == TRANSFER) return selector == coin.transfer.selector && amount <= CAP;
        return selector == coin.transfer.selector && amount <= PER_CALL;
    }

    /// @dev What no session reaches.
    function _isForbidden(address target, address who) internal view returns (bool) {
        return target == who || target == address(0) || target == address(guard) || target == entryPointAddress
            || target == judging;
    }

    function _isModuleOf(address who, address target) private view returns (bool) {
        return target == _ownerModule() || target == address(guard) || target == who;
    }

    /// @dev A selector and two words, the first an address.
    function _read(bytes memory data) private pure returns (bool known, bytes4 selector, address to, uint256 amount) {
        if (data.length != 68) return (false, 0, address(0), 0);
        uint256 first;
        assembly ("memory-safe") {
            first := mload(add(data, 0x24))
            amount := mload(add(data, 0x44))
        }
        return (first >> 160 == 0, bytes4(data), address(uint160(first)), amount);
    }

    /// @dev What calls that a session allows are charged to.
    function _chargesOf(uint256 s, Call[] memory calls) internal view returns (Charge[] memory charges) {
        if (s == APPROVE || s == TRANSFER || s == ANY) return charges;
        uint256 sum;
        uint256 value;
        for (uint256 i; i < calls.length; ++i) {
            (,,, uint256 amount) = _read(calls[i].data);
            (sum, value) = (sum + amount, value + calls[i].value);
        }
        charges = new Charge[](s == DAILY ? 2 : 1);
        charges[0] = s == DAILY
            ? Charge(_dayKey(), sum, DAILY_CAP)
            : Charge(_lifeKey(Policies.SUM, SHARED), sum, s == LOW ? LOW_CAP : SPEND_CAP);
        if (s == DAILY) charges[1] = Charge(_lifeKey(Policies.NATIVE_VALUE, WEI), value, WEI_CAP);
    }

    /// @dev Charges the book, whether or not it fits.
    /// @return fits What counts nothing exceeds nothing, even where another session has counted past this one's cap.
    function _count(address who, Charge[] memory charges) internal returns (bool fits) {
        fits = true;
        for (uint256 i; i < charges.length; ++i) {
            (bytes32 counter, uint256 amount) = (charges[i].counter, charges[i].amount);
            book.note(counter, counter == _lifeKey(Policies.SUM, SHARED) ? SPEND_CAP : charges[i].cap);
            book.charge(who, counter, amount);
            fits = fits && (amount == 0 || book.spent(who, counter) <= charges[i].cap);
        }
    }

    function _uncount(address who, Charge[] memory charges) internal {
        for (uint256 i; i < charges.length; ++i) {
            book.uncharge(who, charges[i].counter, charges[i].amount);
        }
    }

    function _inWindow(uint256 s) internal view returns (bool) {
        if (s != TRANSFER) return true;
        return block.timestamp > sessions[s].validAfter && block.timestamp < sessions[s].validUntil;
    }

    function _today() internal view returns (uint32) {
        return uint32((block.timestamp - START) / DAY);
    }

    function _lifeKey(uint8 kind, bytes16 id) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(kind, id, uint48(0), uint32(0), uint32(0)));
    }

    function _dayKey() private view returns (bytes32) {
        return keccak256(abi.encodePacked(Policies.SUM | 0x80, PER_DAY, START, DAY, _today()));
    }

    function _slotOf(bytes32 counter, address who) internal pure returns (bytes32) {
        return keccak256(abi.encode(who, keccak256(abi.encode(counter, SPENT_SLOT))));
    }

    /// @dev Where the registry keeps whether a root is live.
    function _statusSlotOf(bytes32 root, address who) internal pure returns (bytes32) {
        return keccak256(abi.encode(who, keccak256(abi.encode(root, STATUS_SLOT))));
    }

    /* OPS */

    /// @dev Signed, and presented as the session wants it.
    function _present(uint256 s, bool fromTree, Op memory op, uint32 period, Account memory signer)
        internal
        view
        returns (Op memory)
    {
        bytes memory signature = _personal(signer, _hashOf(op));
        if (s != DAILY) {
            op.wire = sessions[s].nativeWire(_proofOf(s, fromTree), signature);
            return op;
        }
        uint32[] memory periods = new uint32[](1);
        periods[0] = period;
        op.wire = sessions[s].periodWire(_proofOf(s, fromTree), periods, signature);
        return op;
    }

    function _goodCall(uint256 s, uint256 seed) internal view returns (Call memory) {
        uint256 amount = seed % 46;
        if (s == APPROVE) return _approveCall(shop, amount * 3e18);
        if (s == DAILY && seed % 3 == 0) return Call(shop, seed % 5, "");
        if (s == ANY) {
            if (seed % 3 == 0) return _mintCall(shop, PIECE, amount);
            return seed % 3 == 1 ? _to(thief.addr, abi.encode(seed)) : _transferCall(thief.addr, amount);
        }
        return _transferCall(shop, amount);
    }

    /// @dev What a thief who has the key would like.
    function _hostileCall(uint256 a, uint256 seed) internal view returns (Call memory) {
        address[10] memory targets = [
            accounts[a],
            address(guard),
            entryPointAddress,
            _ownerModule(),
            judging,
            accounts[1 - a],
            address(0),
            address(coin),
            address(art),
            approving
        ];
        bytes[12] memory datas = [
            abi.encodeCall(
                ISessionRegistry.grantSessions, (SessionNode.wrap(keccak256("a root of the thief's own")), "")
            ),
            abi.encodeCall(ISessionRegistry.revokeAllSessions, ()),
            abi.encodeWithSignature("transferOwnership(address)", thief.addr),
            abi.encodeWithSignature("onInstall(bytes)", abi.encodePacked(thief.addr)),
            abi.encodeWithSignature("onUninstall(bytes)", ""),
            abi.encodeWithSignature("enableModule(address)", thief.addr),
            abi.encodeWithSignature("installModule(uint256,address,bytes)", 1, thief.addr, ""),
            abi.encodeWithSignature("withdrawTo(address,uint256)", thief.addr, 1),
            abi.encodeCall(coin.approve, (thief.addr, 1)),
            abi.encodeCall(coin.transfer, (thief.addr, 1)),
            abi.encodeCall(coin.approve, (shop, CAP + 1)),
            bytes("")
        ];
        return Call(targets[seed % 10], seed / 10 % 4 == 0 ? 1 : 0, datas[seed / 40 % 12]);
    }
}
