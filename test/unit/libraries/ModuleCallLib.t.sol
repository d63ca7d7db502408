// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";

import {ISessionValidation} from "../../../contracts/interfaces/ISessionValidation.sol";
import {ISessionValidationModule} from "../../../contracts/interfaces/ISessionValidationModule.sol";
import {ActingModule, AnsweringModule, BombModule, HashingModule} from "../../mocks/AnsweringModules.sol";
import {OpenModuleCallLib} from "../../mocks/OpenLibraries.sol";
import {LatchkeyDeployer} from "../../utils/LatchkeyDeployer.sol";

contract ModuleCallLibTest is Test, LatchkeyDeployer {
    uint256 private constant MAX_REVERT_LENGTH = 1_024;

    OpenModuleCallLib private lib = OpenModuleCallLib(_deployMock("OpenLibraries", "OpenModuleCallLib"));
    AnsweringModule private module = new AnsweringModule();
    HashingModule private hasher = new HashingModule();

    /* THE QUESTION */

    function testFuzz_Question_IsTheEncodedCall(
        address target,
        uint256 value,
        bytes memory data,
        bytes memory sessionKeyData
    ) public view {
        assertEq(
            lib.signerOf(address(hasher), target, value, data, sessionKeyData),
            _hashOfQuestion(target, value, data, sessionKeyData)
        );
    }

    /// @dev Every remainder of both lengths, whose padding must be zero although memory is not.
    function test_Question_AroundWholeWords() public view {
        for (uint256 dataLength; dataLength <= 33; ++dataLength) {
            for (uint256 keyDataLength; keyDataLength <= 33; ++keyDataLength) {
                bytes memory data = _filled(dataLength);
                bytes memory sessionKeyData = _filled(keyDataLength);
                assertEq(
                    lib.signerOf(address(hasher), address(this), 1, data, sessionKeyData),
                    _hashOfQuestion(address(this), 1, data, sessionKeyData)
                );
            }
        }
    }

    function testFuzz_Question_DirtyTarget_IsCleaned(
        uint256 targetWord,
        uint256 value,
        bytes memory data,
        bytes memory sessionKeyData
    ) public view {
        assertEq(
            lib.signerOfDirtyTarget(address(hasher), targetWord, value, data, sessionKeyData),
            _hashOfQuestion(address(uint160(targetWord)), value, data, sessionKeyData)
        );
    }

    function testFuzz_Question_LeavesMemoryAlone(
        bytes memory earlier,
        bytes memory data,
        bytes memory sessionKeyData,
        bytes memory later
    ) public view {
        (bytes memory kept, address signer, bytes memory copied) =
            lib.signerOfBetween(earlier, address(hasher), data, sessionKeyData, later);
        assertEq(kept, earlier);
        assertEq(signer, _hashOfQuestion(address(0), 0, data, sessionKeyData));
        assertEq(copied, later);
    }

    /* THE ANSWER */

    function testFuzz_Answer_IsTheSigner(address signer) public {
        module.setAnswer(abi.encode(signer));
        assertEq(_ask(address(module)), signer);
    }

    /// @dev The library passes zero on; who asks decides what it stands for.
    function test_Answer_Zero() public {
        module.setAnswer(abi.encode(address(0)));
        assertEq(_ask(address(module)), address(0));
    }

    function testFuzz_RevertWhen_AnswerIsDirty(address signer, uint256 dirt) public {
        dirt = bound(dirt, 1, type(uint96).max);
        module.setAnswer(abi.encode(dirt << 160 | uint160(signer)));
        _expectAnswerInvalid(address(module));
    }

    function testFuzz_RevertWhen_AnswerHasOneDirtyBit(address signer, uint8 bit) public {
        module.setAnswer(abi.encode(uint256(1) << bound(bit, 160, 255) | uint160(signer)));
        _expectAnswerInvalid(address(module));
    }

    /// @dev A short answer over dirty scratch space must not be completed from it.
    function testFuzz_RevertWhen_AnswerIsNotOneWord(bytes memory answer) public {
        vm.assume(answer.length != 32);
        module.setAnswer(answer);
        _expectAnswerInvalid(address(module));
    }

    function testFuzz_RevertWhen_AnswerIsAroundOneWord(address signer) public {
        module.setAnswer("");
        _expectAnswerInvalid(address(module));
        module.setAnswer(abi.encodePacked(signer));
        _expectAnswerInvalid(address(module));
        module.setAnswer(abi.encodePacked(uint88(0), signer));
        _expectAnswerInvalid(address(module));
        module.setAnswer(abi.encodePacked(uint96(0), signer, uint8(0)));
        _expectAnswerInvalid(address(module));
        module.setAnswer(abi.encode(signer, signer));
        _expectAnswerInvalid(address(module));
    }

    /// @dev A call to an address without code succeeds and answers nothing.
    function testFuzz_RevertGiven_ModuleHasNoCode(uint256 seed) public {
        address codeless = address(uint160(uint256(keccak256(abi.encode(seed)))));
        assertEq(codeless.code.length, 0);
        _expectAnswerInvalid(codeless);
    }

    /// @dev Of the precompiles only RIPEMD-160 answers one clean address: a key that nobody has.
    function test_Precompiles() public {
        _expectAnswerInvalid(address(0));
        _expectAnswerInvalid(address(1));
        _expectAnswerInvalid(address(2));
        _expectAnswerInvalid(address(4));
        bytes memory question =
            abi.encodeCall(ISessionValidationModule.validateSessionParams, (address(0), 0, "", "", ""));
        assertEq(_ask(address(3)), address(ripemd160(question)));
    }

    /// @dev Return-data bomb: what the module returned is counted and never copied.
    function test_RevertWhen_AnswerIsAMegabyte() public {
        BombModule bomb = new BombModule(1 << 20, false);
        _expectAnswerInvalid(address(bomb));
        assertLt(_costBeyondTheModule(address(bomb)), 30_000);
    }

    /* THE REFUSAL */

    function testFuzz_RevertWhen_ModuleRefuses(bytes memory reason) public {
        vm.assume(reason.length <= MAX_REVERT_LENGTH);
        module.setRefusal(reason);
        assertEq(_refusalOf(address(module)), reason);
    }

    function testFuzz_RevertWhen_ModuleRefusesWithACustomError(uint256 number, address who) public {
        bytes memory reason = abi.encodeWithSignature("Custom(uint256,address)", number, who);
        module.setRefusal(reason);
        vm.expectRevert(reason);
        lib.signerOf(address(module), address(0), 0, "", "");
    }

    function test_RevertWhen_ModuleRefusesWithoutAWord() public {
        module.setRefusal("");
        assertEq(_refusalOf(address(module)), "");
    }

    function test_RevertWhen_RefusalIsAroundTheCap() public {
        assertEq(_refusalOf(address(new BombModule(MAX_REVERT_LENGTH - 1, true))).length, MAX_REVERT_LENGTH - 1);
        assertEq(_refusalOf(address(new BombModule(MAX_REVERT_LENGTH, true))).length, MAX_REVERT_LENGTH);
        assertEq(_refusalOf(address(new BombModule(MAX_REVERT_LENGTH + 1, true))).length, MAX_REVERT_LENGTH);
    }

    /// @dev Return-data bomb: a refusal is cut, and what is left is its beginning.
    function test_RevertWhen_RefusalIsAMegabyte() public {
        BombModule bomb = new BombModule(1 << 20, true);
        bytes memory refusal = _refusalOf(address(bomb));
        assertEq(refusal.length, MAX_REVERT_LENGTH);
        for (uint256 i; i < refusal.length; ++i) {
            assertEq(refusal[i], bytes1(0xab));
        }
        assertLt(_costBeyondTheModule(address(bomb)), 30_000);
    }

    /* NO SIDE EFFECTS */

    /// @dev The other tests of this part mean something only if the same module answers when it does not act.
    function testFuzz_ModuleThatDoesNotAct_IsHeard(address signer) public {
        assertEq(_ask(address(_actingModule(signer, ActingModule.Act.None))), signer);
    }

    /// @dev A judge that may write could count down other accounts' limits, or re-enter to change what was checked before.
    function test_RevertWhen_ModuleStores() public {
        _assertCannot(ActingModule.Act.Store);
    }

    function test_RevertWhen_ModuleLogs() public {
        _assertCannot(ActingModule.Act.Log);
    }

    function test_RevertWhen_ModuleCreates() public {
        _assertCannot(ActingModule.Act.Create);
    }

    function test_RevertWhen_ModulePays() public {
        _assertCannot(ActingModule.Act.Pay);
    }

    function test_RevertWhen_ModuleCallsToWrite() public {
        _assertCannot(ActingModule.Act.CallBack);
    }

    /* HELPERS */

    function _ask(address asked) private view returns (address) {
        return lib.signerOf(asked, address(0), 0, "", "");
    }

    function _expectAnswerInvalid(address asked) private {
        vm.expectRevert(abi.encodeWithSelector(ISessionValidation.ModuleAnswerInvalid.selector, asked), address(lib));
        lib.signerOf(asked, address(0), 0, "", "");
    }

    function _refusalOf(address asked) private view returns (bytes memory reason) {
        bool answered;
        (answered, reason) =
            address(lib).staticcall(abi.encodeCall(OpenModuleCallLib.signerOf, (asked, address(0), 0, "", "")));
        assertFalse(answered);
    }

    /// @dev Gas of asking through the library, above what the module itself burns.
    function _costBeyondTheModule(address asked) private view returns (uint256) {
        bytes memory question =
            abi.encodeCall(ISessionValidationModule.validateSessionParams, (address(0), 0, "", "", ""));
        uint256 all = _gasOf(address(lib), abi.encodeCall(OpenModuleCallLib.signerOf, (asked, address(0), 0, "", "")));
        return all - _gasOf(asked, question);
    }

    /// @dev Copies nothing of the answer, which would cost what is measured.
    function _gasOf(address asked, bytes memory question) private view returns (uint256 used) {
        assembly ("memory-safe") {
            used := gas()
            pop(staticcall(gas(), asked, add(question, 0x20), mload(question), 0x00, 0x00))
            used := sub(used, gas())
        }
    }

    function _actingModule(address named, ActingModule.Act act) private returns (ActingModule acting) {
        acting = new ActingModule{value: 1}(named);
        acting.setAct(act);
    }

    /// @dev A forbidden act burns all gas that the module was given, so the question gets little.
    function _assertCannot(ActingModule.Act act) private {
        address named = makeAddr("named");
        ActingModule acting = _actingModule(named, act);

        (bool done,) = address(acting).call{gas: 500_000}("");
        assertTrue(done, "outside a STATICCALL the module can act");
        (uint256 writes, uint256 paid, uint64 nonce) = (acting.writes(), named.balance, vm.getNonce(address(acting)));
        vm.deal(address(acting), 1);

        vm.expectRevert(bytes(""));
        lib.signerOf{gas: 1_000_000}(address(acting), address(0), 0, "", "");
        assertEq(acting.writes(), writes);
        assertEq(named.balance, paid);
        assertEq(vm.getNonce(address(acting)), nonce);
    }

    function _hashOfQuestion(address target, uint256 value, bytes memory data, bytes memory sessionKeyData)
        private
        pure
        returns (address)
    {
        bytes memory question = abi.encodeCall(
            ISessionValidationModule.validateSessionParams, (target, value, data, sessionKeyData, "")
        );
        return address(uint160(uint256(keccak256(question))));
    }

    function _filled(uint256 length) private pure returns (bytes memory data) {
        data = new bytes(length);
        for (uint256 i; i < length; ++i) {
            data[i] = 0xcd;
        }
    }
}
