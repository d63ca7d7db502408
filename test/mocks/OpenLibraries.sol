// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/draft-IERC4337.sol";
import {Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

import {BiconomyExecutionLib} from "../../contracts/libraries/BiconomyExecutionLib.sol";
import {BiconomyWireLib} from "../../contracts/libraries/BiconomyWireLib.sol";
import {CalldataLib} from "../../contracts/libraries/CalldataLib.sol";
import {ERC7579ExecutionLib} from "../../contracts/libraries/ERC7579ExecutionLib.sol";
import {GrantWireLib} from "../../contracts/libraries/GrantWireLib.sol";
import {ModuleCallLib} from "../../contracts/libraries/ModuleCallLib.sol";
import {NativeWireLib} from "../../contracts/libraries/NativeWireLib.sol";
import {P256SignatureLib} from "../../contracts/libraries/P256SignatureLib.sol";
import {PackedUserOperationReader} from "../../contracts/libraries/PackedUserOperationReader.sol";
import {SessionSignatureLib} from "../../contracts/libraries/SessionSignatureLib.sol";
import {SessionTreeLib} from "../../contracts/libraries/SessionTreeLib.sol";
import {UserOperationReader} from "../../contracts/libraries/UserOperationReader.sol";
import {SessionHead} from "../../contracts/types/SessionHead.sol";
import {SessionId} from "../../contracts/types/SessionId.sol";
import {SessionNode} from "../../contracts/types/SessionNode.sol";
import {DirtyMemory} from "./DirtyMemory.sol";

contract OpenCalldataLib is DirtyMemory {
    function wordAt(bytes calldata data, uint256 offset) external pure dirty returns (uint256) {
        return CalldataLib.wordAt(data, offset);
    }

    function partAt(bytes calldata data, uint256 offset, uint256 length) external pure dirty returns (bytes memory) {
        return CalldataLib.partAt(data, offset, length);
    }

    function wordsAt(bytes calldata data, uint256 offset, uint256 count)
        external
        pure
        dirty
        returns (bytes32[] memory)
    {
        return CalldataLib.wordsAt(data, offset, count);
    }

    function hash(bytes calldata data) external pure dirty returns (bytes32) {
        return CalldataLib.hash(data);
    }

    /// @dev `earlier` and `later` are allocated around the hashing, which must leave both alone.
    function hashBetween(bytes memory earlier, bytes calldata data, bytes calldata toCopy)
        external
        pure
        returns (bytes memory, bytes32 digest, bytes memory later)
    {
        digest = CalldataLib.hash(data);
        later = toCopy;
        return (earlier, digest, later);
    }

    function slice(bytes calldata data, uint256 offset, uint256 length) external pure returns (bytes memory) {
        return data[offset:offset + length];
    }
}

contract OpenSessionTreeLib is DirtyMemory {
    function rootOf(bytes32 leaf, bytes32[] calldata proof) external pure dirty returns (bytes32) {
        return SessionNode.unwrap(SessionTreeLib.rootOf(SessionNode.wrap(leaf), proof));
    }

    /// @dev The free memory pointer and the zero slot, which no library may change.
    function reservedMemoryAfter(bytes32 leaf, bytes32[] calldata proof)
        external
        pure
        returns (bool pointerKept, uint256 zeroSlot)
    {
        uint256 before;
        uint256 afterwards;
        assembly ("memory-safe") {
            before := mload(0x40)
        }
        SessionNode root = SessionTreeLib.rootOf(SessionNode.wrap(leaf), proof);
        assembly ("memory-safe") {
            // Keeps the optimizer from dropping the walk.
            mstore(0x00, root)
            afterwards := mload(0x40)
            zeroSlot := mload(0x60)
        }
        pointerKept = before == afterwards;
    }
}

contract OpenUserOperationReader is DirtyMemory {
    function initCodeOf(UserOperation calldata op) external pure dirty returns (bytes memory) {
        return UserOperationReader.initCodeOf(op);
    }

    function callDataOf(UserOperation calldata op) external pure dirty returns (bytes memory) {
        return UserOperationReader.callDataOf(op);
    }

    function paymasterAndDataOf(UserOperation calldata op) external pure dirty returns (bytes memory) {
        return UserOperationReader.paymasterAndDataOf(op);
    }

    function signatureOf(UserOperation calldata op) external pure dirty returns (bytes memory) {
        return UserOperationReader.signatureOf(op);
    }
}

contract OpenPackedUserOperationReader is DirtyMemory {
    function initCodeOf(PackedUserOperation calldata op) external pure dirty returns (bytes memory) {
        return PackedUserOperationReader.initCodeOf(op);
    }

    function callDataOf(PackedUserOperation calldata op) external pure dirty returns (bytes memory) {
        return PackedUserOperationReader.callDataOf(op);
    }

    function paymasterAndDataOf(PackedUserOperation calldata op) external pure dirty returns (bytes memory) {
        return PackedUserOperationReader.paymasterAndDataOf(op);
    }

    function signatureOf(PackedUserOperation calldata op) external pure dirty returns (bytes memory) {
        return PackedUserOperationReader.signatureOf(op);
    }

    function maxCostOf(PackedUserOperation calldata op) external pure dirty returns (uint256) {
        return PackedUserOperationReader.maxCostOf(op);
    }

    function paymasterOf(PackedUserOperation calldata op) external pure dirty returns (address) {
        return PackedUserOperationReader.paymasterOf(op);
    }
}

contract OpenModuleCallLib is DirtyMemory {
    function signerOf(address module, address target, uint256 value, bytes calldata data, bytes calldata sessionKeyData)
        external
        view
        dirty
        returns (address)
    {
        return ModuleCallLib.signerOf(module, target, value, data, sessionKeyData);
    }

    /// @dev The target arrives with whatever stands above its 160 bits, as inlined code may hand it over.
    function signerOfDirtyTarget(
        address module,
        uint256 targetWord,
        uint256 value,
        bytes calldata data,
        bytes calldata sessionKeyData
    ) external view dirty returns (address) {
        address target;
        assembly ("memory-safe") {
            target := targetWord
        }
        return ModuleCallLib.signerOf(module, target, value, data, sessionKeyData);
    }

    /// @dev `earlier` and `later` are allocated around the question, which must leave both alone.
    function signerOfBetween(
        bytes memory earlier,
        address module,
        bytes calldata data,
        bytes calldata sessionKeyData,
        bytes calldata toCopy
    ) external view returns (bytes memory, address signer, bytes memory later) {
        signer = ModuleCallLib.signerOf(module, address(0), 0, data, sessionKeyData);
        later = toCopy;
        return (earlier, signer, later);
    }
}

contract OpenSessionSignatureLib is DirtyMemory {
    function isSignedBy(address signer, bytes32 userOpHash, bytes calldata signature)
        external
        view
        dirty
        returns (bool)
    {
        return SessionSignatureLib.isSignedBy(signer, userOpHash, signature);
    }
}

contract OpenP256SignatureLib is DirtyMemory {
    function isSignedBy(address signer, bytes32 userOpHash, bytes calldata signature)
        external
        view
        dirty
        returns (bool)
    {
        return P256SignatureLib.isSignedBy(signer, userOpHash, signature);
    }
}

/// @notice What both wires decode to.
struct DecodedWire {
    bytes32 id;
    uint256 head;
    bytes sessionKeyData;
    bytes32[] proof;
    bytes signature;
}

contract OpenNativeWireLib is DirtyMemory {
    function decode(bytes calldata wire) external pure dirty returns (DecodedWire memory) {
        (SessionId id, SessionHead head, bytes calldata sessionKeyData, bytes32[] calldata proof, bytes calldata sig) =
            NativeWireLib.decode(wire);
        return DecodedWire(SessionId.unwrap(id), SessionHead.unwrap(head), sessionKeyData, proof, sig);
    }

    function decodeAny(bytes calldata wire) external pure dirty returns (DecodedWire memory) {
        (SessionId id, SessionHead head, bytes calldata sessionKeyData, bytes32[] calldata proof, bytes calldata sig) =
            NativeWireLib.decodeAny(wire);
        return DecodedWire(SessionId.unwrap(id), SessionHead.unwrap(head), sessionKeyData, proof, sig);
    }

    function periodsOf(bytes calldata wire) external pure dirty returns (bytes memory) {
        return NativeWireLib.periodsOf(wire);
    }

    function rootOf(bytes calldata wire) external pure dirty returns (bytes32) {
        return SessionNode.unwrap(NativeWireLib.rootOf(wire));
    }
}

contract OpenGrantWireLib is DirtyMemory {
    function read(bytes calldata wire)
        external
        pure
        dirty
        returns (bytes32[] memory chainProof, bytes memory sessions, bytes memory signature, bytes memory session)
    {
        session = GrantWireLib.sessionOf(wire);
        return
            (
                GrantWireLib.chainProofOf(wire),
                GrantWireLib.sessionsOf(wire),
                GrantWireLib.grantSignatureOf(wire),
                session
            );
    }
}

contract OpenBiconomyWireLib is DirtyMemory {
    function decode(bytes calldata wire) external pure dirty returns (DecodedWire memory) {
        (SessionId id, SessionHead head, bytes calldata sessionKeyData, bytes32[] calldata proof, bytes calldata sig) =
            BiconomyWireLib.decode(wire);
        return DecodedWire(SessionId.unwrap(id), SessionHead.unwrap(head), sessionKeyData, proof, sig);
    }
}

/// @notice The calls of an op, read once as the registry reads them and once as the account does.
contract OpenBiconomyExecutionLib is DirtyMemory {
    using BiconomyExecutionLib for bytes;

    function read(bytes calldata callData)
        external
        pure
        dirty
        returns (address[] memory targets, uint256[] memory values, bytes[] memory datas)
    {
        (uint256 count, uint256 cursor) = callData.begin();
        uint256 calls = count == 0 ? 1 : count;
        targets = new address[](calls);
        values = new uint256[](calls);
        datas = new bytes[](calls);
        for (uint256 i; i < calls; ++i) {
            (targets[i], values[i], datas[i], cursor) = callData.next(count, i, cursor);
        }
    }

    function begin(bytes calldata callData) external pure returns (uint256 count, uint256 cursor) {
        return callData.begin();
    }

    function decodeSingle(bytes calldata callData)
        external
        pure
        returns (address[] memory targets, uint256[] memory values, bytes[] memory datas)
    {
        targets = new address[](1);
        values = new uint256[](1);
        datas = new bytes[](1);
        (targets[0], values[0], datas[0]) = abi.decode(callData[4:], (address, uint256, bytes));
    }

    function decodeBatch(bytes calldata callData)
        external
        pure
        returns (address[] memory targets, uint256[] memory values, bytes[] memory datas)
    {
        return abi.decode(callData[4:], (address[], uint256[], bytes[]));
    }
}

/// @notice The calls of an op, read once as the validator reads them and once as an account does.
contract OpenERC7579ExecutionLib is DirtyMemory {
    using ERC7579ExecutionLib for bytes;

    function read(bytes calldata callData) external pure dirty returns (Execution[] memory calls) {
        (uint256 count, uint256 cursor) = callData.begin();
        calls = new Execution[](count == 0 ? 1 : count);
        for (uint256 i; i < calls.length; ++i) {
            (calls[i].target, calls[i].value, calls[i].callData, cursor) = callData.next(count, i, cursor);
        }
    }

    function begin(bytes calldata callData) external pure returns (uint256 count, uint256 cursor) {
        return callData.begin();
    }

    /// @dev The mode, and solc's reading of the rest.
    function decode(bytes calldata callData) external view returns (bytes32 mode, Execution[] memory calls) {
        bytes memory execution;
        (mode, execution) = abi.decode(callData[4:], (bytes32, bytes));
        if (mode == 0) {
            calls = new Execution[](1);
            calls[0] = this.single(execution);
        } else {
            calls = abi.decode(execution, (Execution[]));
        }
    }

    /// @dev External, to slice.
    function single(bytes calldata execution) external pure returns (Execution memory) {
        return Execution(address(bytes20(execution[:20])), uint256(bytes32(execution[20:52])), execution[52:]);
    }
}
