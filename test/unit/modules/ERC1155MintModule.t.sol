// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC1155} from "solady/tokens/ERC1155.sol";

import {IModuleErrors} from "../../../contracts/interfaces/IModuleErrors.sol";
import {TestERC1155} from "../../mocks/Tokens.sol";
import {BytesEditor} from "../BytesEditor.sol";
import {ModuleBase} from "./ModuleBase.t.sol";

contract ERC1155MintModuleTest is ModuleBase {
    using BytesEditor for bytes;

    /// @dev Which argument of `mintTo` it is.
    uint256 private constant RECIPIENT = 0;
    uint256 private constant TOKEN_ID = 1;
    uint256 private constant QUANTITY = 2;

    address private nft = makeAddr("nft");

    function setUp() public {
        module = _deployMintModule(nft);
    }

    function _right(address signer, bytes32 seed) internal view override returns (Call memory, bytes memory) {
        address recipient = address(uint160(uint256(keccak256(abi.encode(seed, "recipient")))));
        uint256 tokenId = uint256(keccak256(abi.encode(seed, "tokenId")));
        return (
            Call(nft, 0, abi.encodeCall(TestERC1155.mintTo, (recipient, tokenId, 1))),
            abi.encode(signer, recipient, tokenId)
        );
    }

    function _selector() internal pure override returns (bytes4) {
        return TestERC1155.mintTo.selector;
    }

    function _argumentCount() internal pure override returns (uint256) {
        return 3;
    }

    function _exactArgumentCount() internal pure override returns (uint256) {
        return 3;
    }

    function _sessionKeyDataLength() internal pure override returns (uint256) {
        return 96;
    }

    function _temptingSelectors() internal pure override returns (bytes4[] memory selectors) {
        selectors = new bytes4[](8);
        selectors[0] = ERC1155.safeTransferFrom.selector;
        selectors[1] = ERC1155.safeBatchTransferFrom.selector;
        selectors[2] = ERC1155.setApprovalForAll.selector;
        selectors[3] = bytes4(keccak256("mint(address,uint256,uint256)"));
        selectors[4] = bytes4(keccak256("burn(address,uint256,uint256)"));
        selectors[5] = bytes4(keccak256("transferFrom(address,address,uint256)"));
        selectors[6] = bytes4(keccak256("mintTo(address,uint256)"));
        selectors[7] = bytes4(keccak256("multicall(bytes[])"));
    }

    /* THE CONTRACT */

    function testFuzz_Nft_IsTheConstructors(address other) public {
        vm.assume(other != address(0));
        (, bytes memory answer) = address(_deployMintModule(other)).staticcall(abi.encodeWithSignature("NFT()"));
        assertEq(answer, abi.encode(other));
    }

    function test_RevertWhen_TheNftIsZero() public {
        bytes memory code = _creationCode("ERC1155MintModule", abi.encode(address(0)));
        address created;
        bytes32 answer;
        uint256 length;
        // `expectRevert` does not look at a creation in assembly.
        assembly {
            created := create(0, add(code, 0x20), mload(code))
            length := returndatasize()
            returndatacopy(0x00, 0x00, 4)
            answer := mload(0x00)
        }
        assertEq(created, address(0));
        assertEq(length, 4);
        assertEq(bytes4(answer), bytes4(keccak256("NFTZero()")));
    }

    /* THE ARGUMENTS */

    function test_Selector_IsMintTo() public pure {
        assertEq(_selector(), bytes4(keccak256("mintTo(address,uint256,uint256)")));
    }

    function testFuzz_RevertWhen_TheQuantityIsNotOne(bytes32 seed, uint256 quantity) public view {
        vm.assume(quantity != 1);
        _assertWrong(seed, QUANTITY, quantity);
        _assertWrong(seed, QUANTITY, 0);
        _assertWrong(seed, QUANTITY, 2);
        _assertWrong(seed, QUANTITY, type(uint256).max);
    }

    function testFuzz_RevertWhen_TheRecipientIsAnother(bytes32 seed, address other) public view {
        (Call memory right,) = _right(key.addr, seed);
        vm.assume(uint160(other) != right.data.wordAt(4));
        _assertWrong(seed, RECIPIENT, uint160(other));
        _assertWrong(seed, RECIPIENT, uint160(key.addr));
        _assertWrong(seed, RECIPIENT, 0);
    }

    function testFuzz_RevertWhen_TheTokenIdIsAnother(bytes32 seed, uint256 other) public view {
        (Call memory right,) = _right(key.addr, seed);
        uint256 tokenId = right.data.wordAt(36);
        vm.assume(other != tokenId);
        _assertWrong(seed, TOKEN_ID, other);
        _assertWrong(seed, TOKEN_ID, tokenId ^ 1);
        _assertWrong(seed, TOKEN_ID, tokenId ^ 1 << 255);
    }

    /// @dev Smuggling: mints of one piece, and one of more.
    function testFuzz_RevertWhen_ABatchMintsMoreOnce(bytes32 seed, uint256 quantity, uint256 count) public view {
        vm.assume(quantity != 1);
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        Call memory wrong = Call(nft, 0, right.data.copy());
        wrong.data.setWord(4 + QUANTITY * 32, quantity);
        bytes memory reason = abi.encodeWithSelector(IModuleErrors.ArgumentNotAllowed.selector, QUANTITY, quantity, 1);
        _assertSmugglingRefused(right, wrong, bound(count, 2, MAX_CALLS), sessionKeyData, reason);
    }

    /* ANOTHER SESSION */

    /// @dev No clean argument matches a dirty word of the session.
    function testFuzz_RevertWhen_TheSessionsRecipientIsDirty(bytes32 seed, uint256 dirt) public view {
        dirt = bound(dirt, 1, type(uint96).max) << 160;
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        uint256 clean = right.data.wordAt(4);
        sessionKeyData.setWord(32, dirt | clean);
        right.data.setWord(4, dirt | clean);
        _assertArgumentRefused(right, sessionKeyData, RECIPIENT, clean);
    }

    function _assertWrong(bytes32 seed, uint256 index, uint256 word) private view {
        (Call memory right, bytes memory sessionKeyData) = _right(key.addr, seed);
        _assertArgumentRefused(right, sessionKeyData, index, word);
    }
}
