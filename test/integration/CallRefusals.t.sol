// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";

import {IModuleErrors} from "../../contracts/interfaces/IModuleErrors.sol";
import {TestERC1155, TestERC20} from "../mocks/Tokens.sol";
import {Session, Sessions} from "../utils/Sessions.sol";
import {Call} from "./Journey.t.sol";
import {BiconomyWire, NativeWire, Wire} from "./Wires.t.sol";

/// @notice Every reason for which a module refuses a call, on either wire and whatever the account executes it with.
abstract contract CallRefusals is Wire {
    using Sessions for Session;

    /// @dev A module that allows one function `(address counterparty, uint256 amount)`, and a session of it.
    struct Kind {
        Session session;
        bytes4 selector;
        address counterparty;
    }

    function _kinds() private view returns (Kind[2] memory) {
        return [
            Kind(_approveSession(), token.approve.selector, spender),
            Kind(_transferSession(), token.transfer.selector, recipient)
        ];
    }

    function _callOf(Kind memory kind, uint256 amount) private view returns (Call memory) {
        return Call(address(token), 0, abi.encodeWithSelector(kind.selector, kind.counterparty, amount));
    }

    /// @dev Alone, by each of the four functions of the account, and at each place of a batch of calls that are allowed.
    function _assertCallRefused(Session memory session, Call memory call, Call memory allowed, bytes memory reason)
        private
    {
        _makeLive(session);
        _assertModuleRefuses(session.module, _signedAs(_op(_single(call)), session), reason);
        _assertModuleRefuses(session.module, _signedAs(_op(_singleOptimized(call)), session), reason);
        for (uint256 i; i < 3; ++i) {
            Call[] memory calls = _callsAround(call, i, 3, allowed);
            _assertModuleRefuses(session.module, _signedAs(_op(_batch(calls)), session), reason);
            _assertModuleRefuses(session.module, _signedAs(_op(_batchOptimized(calls)), session), reason);
        }
    }

    function _assertMintRefused(Call memory call, bytes memory reason) private {
        _assertCallRefused(_mintSession(), call, _mintCall(), reason);
    }

    function _assertAmountRefused(Kind memory kind, Call memory call, bytes memory reason) private {
        _assertCallRefused(kind.session, call, _callOf(kind, 1), reason);
    }

    /* REASONS */

    function _argument(uint256 index, uint256 word, uint256 allowed) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IModuleErrors.ArgumentNotAllowed.selector, index, word, allowed);
    }

    function _selector(bytes4 selector, bytes4 allowed) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IModuleErrors.SelectorNotAllowed.selector, selector, allowed);
    }

    function _target(address target, address allowed) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IModuleErrors.TargetNotAllowed.selector, target, allowed);
    }

    function _length(uint256 length, uint256 expected) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IModuleErrors.CalldataLengthNotAllowed.selector, length, expected);
    }

    function _value(uint256 value) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IModuleErrors.ValueNotAllowed.selector, value);
    }

    function _word(address who) private pure returns (uint256) {
        return uint160(who);
    }

    /* MINTING */

    function test_RunsWhen_TheMintIsTheOneAllowed() public {
        _assertRuns(_opUnder(_mintSession(), _single(_mintCall())));
        assertEq(nft.balanceOf(recipient, TOKEN_ID), 1);
    }

    function test_RevertWhen_AnotherTokenIdIsMinted() public {
        _assertMintRefused(_mintCall(TOKEN_ID + 1), _argument(1, TOKEN_ID + 1, TOKEN_ID));
        _assertMintRefused(_mintCall(TOKEN_ID - 1), _argument(1, TOKEN_ID - 1, TOKEN_ID));
    }

    function test_RevertWhen_AnotherRecipientIsMintedTo() public {
        _assertMintRefused(
            Call(address(nft), 0, abi.encodeCall(nft.mintTo, (stranger.addr, TOKEN_ID, 1))),
            _argument(0, _word(stranger.addr), _word(recipient))
        );
    }

    function testFuzz_RevertWhen_AnotherQuantityIsMinted(uint256 quantity) public {
        vm.assume(quantity != 1);
        _assertMintRefused(
            Call(address(nft), 0, abi.encodeCall(nft.mintTo, (recipient, TOKEN_ID, quantity))),
            _argument(2, quantity, 1)
        );
    }

    function test_RevertWhen_TwoOrNoneAreMinted() public {
        _assertMintRefused(
            Call(address(nft), 0, abi.encodeCall(nft.mintTo, (recipient, TOKEN_ID, 2))), _argument(2, 2, 1)
        );
        _assertMintRefused(
            Call(address(nft), 0, abi.encodeCall(nft.mintTo, (recipient, TOKEN_ID, 0))), _argument(2, 0, 1)
        );
    }

    function test_RevertWhen_AnotherContractMints() public {
        address other = address(new TestERC1155());
        _assertMintRefused(Call(other, 0, _mintCall().data), _target(other, address(nft)));
    }

    /// @dev `mintTo` takes payment: without this check the key could spend the account's money with it.
    function test_RevertWhen_AMintCarriesValue() public {
        _assertMintRefused(Call(address(nft), 1, _mintCall().data), _value(1));
        _assertMintRefused(Call(address(nft), 1 ether, _mintCall().data), _value(1 ether));
        _assertMintRefused(Call(address(nft), type(uint256).max, _mintCall().data), _value(type(uint256).max));
    }

    function testFuzz_RevertWhen_AnotherFunctionOfTheContractIsCalled(bytes4 selector) public {
        vm.assume(selector != nft.mintTo.selector);
        _assertMintRefused(
            Call(address(nft), 0, abi.encodeWithSelector(selector, recipient, TOKEN_ID, 1)),
            _selector(selector, nft.mintTo.selector)
        );
    }

    /// @dev The token's owner could move what the session minted, or all there is.
    function test_RevertWhen_ATokenIsMovedInsteadOfMinted() public {
        _assertMintRefused(
            Call(
                address(nft),
                0,
                abi.encodeCall(nft.safeTransferFrom, (address(account), stranger.addr, TOKEN_ID, 1, ""))
            ),
            _selector(nft.safeTransferFrom.selector, nft.mintTo.selector)
        );
        _assertMintRefused(
            Call(address(nft), 0, abi.encodeCall(nft.setApprovalForAll, (stranger.addr, true))),
            _selector(nft.setApprovalForAll.selector, nft.mintTo.selector)
        );
    }

    function test_RevertWhen_TheCalldataOfAMintIsOfAnotherLength() public {
        bytes memory data = _mintCall().data;
        for (uint256 length = 4; length < 100; length += 12) {
            _assertMintRefused(Call(address(nft), 0, _head(data, length)), _length(length, 100));
        }
        _assertMintRefused(Call(address(nft), 0, bytes.concat(data, hex"00")), _length(101, 100));
        _assertMintRefused(Call(address(nft), 0, bytes.concat(data, new bytes(32))), _length(132, 100));
    }

    function test_RevertWhen_AMintHasNoWholeSelector() public {
        bytes memory data = _mintCall().data;
        for (uint256 length; length < 4; ++length) {
            bytes memory cut = _head(data, length);
            _assertMintRefused(Call(address(nft), 0, cut), _selector(bytes4(cut), nft.mintTo.selector));
        }
    }

    function testFuzz_RevertWhen_TheRecipientIsDirty(uint96 dirt) public {
        vm.assume(dirt != 0);
        uint256 word = (uint256(dirt) << 160) | uint160(recipient);
        _assertMintRefused(
            Call(address(nft), 0, abi.encodeWithSelector(nft.mintTo.selector, word, TOKEN_ID, 1)),
            _argument(0, word, _word(recipient))
        );
    }

    /// @dev What the session names is compared whole too: dirt there matches no address that the token can read.
    function testFuzz_RevertWhen_TheSessionsRecipientIsDirty(uint96 dirt) public {
        vm.assume(dirt != 0);
        uint256 word = (uint256(dirt) << 160) | uint160(recipient);
        Session memory session = _mintSession();
        session.sessionKeyData = abi.encode(key.addr, word, TOKEN_ID);
        _assertModuleRefuses(
            address(mintModule), _opUnder(session, _single(_mintCall())), _argument(0, _word(recipient), word)
        );
    }

    function testFuzz_NeverMintsWhen_AByteOfTheCallIsAnother(uint256 index, uint8 mask) public {
        vm.assume(mask != 0);
        Call memory call = _mintCall();
        call.data = _flipped(call.data, bound(index, 0, call.data.length - 1), mask);
        _assertNeverRuns(_opUnder(_mintSession(), _single(call)));
    }

    /* AMOUNTS */

    function test_RunsWhen_TheAmountIsWithinTheCap() public {
        for (uint256 i; i < 2; ++i) {
            Kind memory kind = _kinds()[i];
            token.mint(address(account), 10 * MAX_AMOUNT);
            _assertRuns(_opUnder(kind.session, _single(_callOf(kind, 0))));
            _assertRuns(_opUnder(kind.session, _single(_callOf(kind, MAX_AMOUNT - 1))));
            _assertRuns(_opUnder(kind.session, _single(_callOf(kind, MAX_AMOUNT))));
        }
    }

    function test_RevertWhen_TheAmountIsAboveTheCap() public {
        for (uint256 i; i < 2; ++i) {
            Kind memory kind = _kinds()[i];
            _assertAmountRefused(
                kind,
                _callOf(kind, MAX_AMOUNT + 1),
                abi.encodeWithSelector(IModuleErrors.AmountAboveCap.selector, MAX_AMOUNT + 1, MAX_AMOUNT)
            );
        }
    }

    function testFuzz_RevertWhen_TheAmountIsAboveTheCap(uint256 amount) public {
        amount = bound(amount, MAX_AMOUNT + 1, type(uint256).max);
        for (uint256 i; i < 2; ++i) {
            Kind memory kind = _kinds()[i];
            _assertAmountRefused(
                kind,
                _callOf(kind, amount),
                abi.encodeWithSelector(IModuleErrors.AmountAboveCap.selector, amount, MAX_AMOUNT)
            );
        }
    }

    function test_RevertWhen_ThereIsAnotherCounterparty() public {
        for (uint256 i; i < 2; ++i) {
            Kind memory kind = _kinds()[i];
            _assertAmountRefused(
                kind,
                Call(address(token), 0, abi.encodeWithSelector(kind.selector, stranger.addr, 1)),
                _argument(0, _word(stranger.addr), _word(kind.counterparty))
            );
        }
    }

    function testFuzz_RevertWhen_TheCounterpartyIsDirty(uint96 dirt) public {
        vm.assume(dirt != 0);
        for (uint256 i; i < 2; ++i) {
            Kind memory kind = _kinds()[i];
            uint256 word = (uint256(dirt) << 160) | uint160(kind.counterparty);
            _assertAmountRefused(
                kind,
                Call(address(token), 0, abi.encodeWithSelector(kind.selector, word, 1)),
                _argument(0, word, _word(kind.counterparty))
            );
        }
    }

    function test_RevertWhen_ItIsAnotherToken() public {
        address other = address(new TestERC20());
        for (uint256 i; i < 2; ++i) {
            Kind memory kind = _kinds()[i];
            _assertAmountRefused(kind, Call(other, 0, _callOf(kind, 1).data), _target(other, address(token)));
        }
    }

    /// @dev A session of one function must not be one of its neighbours, which take arguments of the same shape.
    function test_RevertWhen_ItIsANeighbourOfTheFunction() public {
        bytes4[6] memory neighbours = [
            token.approve.selector,
            token.transfer.selector,
            token.increaseAllowance.selector,
            token.mint.selector,
            bytes4(keccak256("decreaseAllowance(address,uint256)")),
            bytes4(keccak256("burnFrom(address,uint256)"))
        ];
        for (uint256 i; i < 2; ++i) {
            Kind memory kind = _kinds()[i];
            for (uint256 j; j < neighbours.length; ++j) {
                if (neighbours[j] == kind.selector) continue;
                _assertAmountRefused(
                    kind,
                    Call(address(token), 0, abi.encodeWithSelector(neighbours[j], kind.counterparty, 1)),
                    _selector(neighbours[j], kind.selector)
                );
            }
        }
    }

    function test_RevertWhen_TheTokenIsMovedByAnotherRoad() public {
        bytes[3] memory datas = [
            abi.encodeCall(token.transferFrom, (address(account), spender, 1)),
            abi.encodeCall(token.permit, (address(account), spender, 1, type(uint256).max, 27, 0, 0)),
            abi.encodeWithSignature("transferAndCall(address,uint256,bytes)", spender, 1, "")
        ];
        for (uint256 i; i < 2; ++i) {
            Kind memory kind = _kinds()[i];
            for (uint256 j; j < datas.length; ++j) {
                _assertAmountRefused(
                    kind, Call(address(token), 0, datas[j]), _selector(bytes4(datas[j]), kind.selector)
                );
            }
        }
    }

    function testFuzz_RevertWhen_ItIsAnyOtherFunction(bytes4 selector) public {
        for (uint256 i; i < 2; ++i) {
            Kind memory kind = _kinds()[i];
            if (selector == kind.selector) continue;
            _assertAmountRefused(
                kind,
                Call(address(token), 0, abi.encodeWithSelector(selector, kind.counterparty, 1)),
                _selector(selector, kind.selector)
            );
        }
    }

    function test_RevertWhen_TheCallCarriesValue() public {
        for (uint256 i; i < 2; ++i) {
            Kind memory kind = _kinds()[i];
            _assertAmountRefused(kind, Call(address(token), 1, _callOf(kind, 1).data), _value(1));
        }
    }

    /// @dev A plain payment: to the one contract that the session allows, and to anyone else.
    function test_RevertWhen_TheCallIsAPayment() public {
        for (uint256 i; i < 2; ++i) {
            Kind memory kind = _kinds()[i];
            _assertAmountRefused(kind, Call(address(token), 1 ether, ""), _value(1 ether));
            _assertAmountRefused(kind, Call(address(token), 0, ""), _selector(0, kind.selector));
            _assertAmountRefused(kind, Call(stranger.addr, 1 ether, ""), _target(stranger.addr, address(token)));
        }
    }

    function test_RevertWhen_TheCalldataIsOfAnotherLength() public {
        for (uint256 i; i < 2; ++i) {
            Kind memory kind = _kinds()[i];
            bytes memory data = _callOf(kind, 1).data;
            _assertAmountRefused(kind, Call(address(token), 0, _head(data, 4)), _length(4, 68));
            _assertAmountRefused(kind, Call(address(token), 0, _head(data, 36)), _length(36, 68));
            _assertAmountRefused(kind, Call(address(token), 0, _head(data, 67)), _length(67, 68));
            _assertAmountRefused(kind, Call(address(token), 0, bytes.concat(data, hex"00")), _length(69, 68));
            _assertAmountRefused(kind, Call(address(token), 0, bytes.concat(data, new bytes(32))), _length(100, 68));
        }
    }

    /// @dev Every byte but those of the amount, which may be any within the cap.
    function testFuzz_NeverRunsWhen_AByteOfTheCallIsAnother(uint256 index, uint8 mask) public {
        vm.assume(mask != 0);
        for (uint256 i; i < 2; ++i) {
            Kind memory kind = _kinds()[i];
            Call memory call = _callOf(kind, MAX_AMOUNT);
            call.data = _flipped(call.data, bound(index, 0, 35), mask);
            _assertNeverRuns(_opUnder(kind.session, _single(call)));
        }
    }

    /* SMUGGLING */

    /// @dev Each session's own call beside one that only another session allows.
    function test_RevertWhen_AnotherSessionsCallIsInTheBatch() public {
        Session[3] memory sessions = [_mintSession(), _approveSession(), _transferSession()];
        Call[3] memory calls =
            [_mintCall(), _approveCall(1), Call(address(token), 0, abi.encodeCall(token.transfer, (recipient, 1)))];
        for (uint256 i; i < 3; ++i) {
            for (uint256 j; j < 3; ++j) {
                if (i == j) continue;
                bytes memory reason = i == 0
                    ? _target(address(token), address(nft))
                    : j == 0
                        ? _target(address(nft), address(token))
                        : _selector(bytes4(calls[j].data), bytes4(calls[i].data));
                _assertCallRefused(sessions[i], calls[j], calls[i], reason);
            }
        }
    }

    /// @dev Each is within the cap, and each is judged alone: the cap is per call, as the modules' headers warn.
    function test_RunsWhen_EachCallOfABatchIsWithinTheCap() public {
        Call memory call = Call(address(token), 0, abi.encodeCall(token.transfer, (recipient, MAX_AMOUNT)));
        _assertRuns(_opUnder(_transferSession(), _batch(_pair(call, call))));
        assertEq(token.balanceOf(recipient), 2 * MAX_AMOUNT);
    }

    /* THE SESSION'S DATA */

    function _assertDataRefused(address module, bytes memory sessionKeyData, Call memory call) private {
        _assertModuleRefuses(
            module,
            _opUnder(Session(0, 0, module, sessionKeyData), _single(call)),
            abi.encodeWithSelector(IModuleErrors.SessionKeyDataInvalid.selector)
        );
    }

    function test_RevertWhen_TheSessionKeyDataIsOfAnotherLength() public {
        Session[3] memory sessions = [_mintSession(), _approveSession(), _transferSession()];
        for (uint256 i; i < 3; ++i) {
            bytes memory data = sessions[i].sessionKeyData;
            _assertDataRefused(sessions[i].module, "", _mintCall());
            _assertDataRefused(sessions[i].module, _head(data, 32), _mintCall());
            _assertDataRefused(sessions[i].module, _head(data, data.length - 1), _mintCall());
            _assertDataRefused(sessions[i].module, bytes.concat(data, hex"00"), _mintCall());
            _assertDataRefused(sessions[i].module, bytes.concat(data, new bytes(32)), _mintCall());
        }
    }

    /// @dev The data of one module under another.
    function test_RevertWhen_TheSessionKeyDataIsAnotherModules() public {
        _assertDataRefused(address(mintModule), _approveSession().sessionKeyData, _mintCall());
        _assertDataRefused(address(approveModule), _mintSession().sessionKeyData, _approveCall(1));
        _assertDataRefused(address(transferModule), _mintSession().sessionKeyData, _approveCall(1));
    }

    /// @dev Zero is what a failed recovery yields: any garbage would be its signature.
    function test_RevertWhen_TheSessionNamesNoSigner() public {
        _assertDataRefused(address(mintModule), abi.encode(0, recipient, TOKEN_ID), _mintCall());
        _assertDataRefused(address(approveModule), abi.encode(0, token, spender, 1), _approveCall(1));
        _assertDataRefused(address(transferModule), abi.encode(0, token, recipient, 1), _approveCall(1));
    }

    /// @dev A token with dirt above it is no address, and must not be read as the one below.
    function testFuzz_RevertWhen_TheSessionsTokenIsDirty(uint96 dirt) public {
        vm.assume(dirt != 0);
        uint256 word = (uint256(dirt) << 160) | uint160(address(token));
        for (uint256 i; i < 2; ++i) {
            Kind memory kind = _kinds()[i];
            bytes memory data = abi.encode(key.addr, word, kind.counterparty, MAX_AMOUNT);
            _assertDataRefused(kind.session.module, data, _callOf(kind, 1));
        }
    }

    function testFuzz_RevertWhen_TheSignerIsDirty(uint96 dirt) public {
        vm.assume(dirt != 0);
        uint256 word = (uint256(dirt) << 160) | uint160(key.addr);
        _assertDataRefused(address(mintModule), abi.encode(word, recipient, TOKEN_ID), _mintCall());
        _assertDataRefused(address(approveModule), abi.encode(word, token, spender, 1), _approveCall(1));
        _assertDataRefused(address(transferModule), abi.encode(word, token, recipient, 1), _approveCall(1));
    }
}

contract NativeCallRefusals is CallRefusals, NativeWire {}

contract BiconomyCallRefusals is CallRefusals, BiconomyWire {}
