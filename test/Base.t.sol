// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {UserOperation} from "@account-abstraction/contracts/interfaces/UserOperation.sol";
import {Test, Vm} from "forge-std/Test.sol";

import {IBiconomySessionRegistry} from "../contracts/interfaces/IBiconomySessionRegistry.sol";
import {ISessionValidationModule} from "../contracts/interfaces/ISessionValidationModule.sol";
import {SessionNode} from "../contracts/types/SessionNode.sol";
import {TestERC1155, TestERC20} from "./mocks/Tokens.sol";
import {LatchkeyDeployer} from "./utils/LatchkeyDeployer.sol";
import {IBiconomyAccount, IBiconomyFactory, IEcdsaOwnershipModule, IEntryPoint06} from "./utils/Peers.sol";
import {Session, Sessions} from "./utils/Sessions.sol";
import {VmHardfork} from "./utils/VmHardfork.sol";

/// @notice The real EntryPoint v0.6 at its canonical address, a real Biconomy Smart Account v2, and Latchkey's contracts.
abstract contract Base is Test, LatchkeyDeployer {
    using Sessions for Session;
    using Sessions for Session[];

    /// @dev Where the deterministic deployer puts EntryPoint v0.6.
    IEntryPoint06 internal constant ENTRY_POINT = IEntryPoint06(0x5FF137D4b0FDCD49DcA30c7CF57E578a026d2789);

    uint256 internal constant MAX_AMOUNT = 100e18;
    uint256 internal constant TOKEN_ID = 1;

    IBiconomySessionRegistry internal registry;
    ISessionValidationModule internal policyModule;
    ISessionValidationModule internal mintModule;
    ISessionValidationModule internal approveModule;
    ISessionValidationModule internal transferModule;

    TestERC20 internal token;
    TestERC1155 internal nft;

    IBiconomyAccount internal account;
    IBiconomyFactory internal factory;
    address internal ecdsaModule;

    Account internal owner = makeAccount("owner");
    Account internal key = makeAccount("session key");
    Account internal stranger = makeAccount("stranger");
    address internal recipient = makeAddr("recipient");
    address internal spender = makeAddr("spender");
    address payable internal bundler = payable(makeAddr("bundler"));

    function setUp() public virtual {
        VmHardfork(address(vm)).setEvmVersion("osaka");
        vm.warp(1_800_000_000);
        _deployEntryPoint();

        policyModule = _deployModule("CallPolicyModule");
        approveModule = _deployModule("ERC20ApproveModule");
        transferModule = _deployModule("ERC20TransferModule");
        registry = _deployRegistry([address(policyModule), address(approveModule), address(transferModule)]);
        token = new TestERC20();
        nft = new TestERC1155();
        mintModule = _deployMintModule(address(nft));

        address implementation = _deployBiconomy("SmartAccount", abi.encode(ENTRY_POINT));
        factory = IBiconomyFactory(_deployBiconomy("SmartAccountFactory", abi.encode(implementation, address(this))));
        ecdsaModule = _deployBiconomy("EcdsaOwnershipRegistryModule", "");
        account = _createAccount(owner.addr);
        _enable(address(registry));
        token.mint(address(account), 1_000e18);
    }

    /* DEPLOYMENT */

    function _deployEntryPoint() private {
        string memory artifact = vm.readFile("node_modules/@account-abstraction/contracts/artifacts/EntryPoint.json");
        (bool deployed,) = 0x4e59b44847b379578588920cA78FbF26c0B4956C
        .call(abi.encodePacked(bytes32(0), vm.parseJsonBytes(artifact, ".bytecode")));
        require(deployed && address(ENTRY_POINT).code.length != 0, "EntryPoint v0.6 not at its canonical address");
    }

    function _deployBiconomy(string memory name, bytes memory args) internal returns (address) {
        return _deployBiconomy(name, name, args);
    }

    function _deployBiconomy(string memory file, string memory name, bytes memory args) internal returns (address) {
        return vm.deployCode(string.concat("out/peers/biconomy/", file, ".sol/", name, ".json"), args);
    }

    function _createAccount(address accountOwner) internal returns (IBiconomyAccount created) {
        created = IBiconomyAccount(
            factory.deployCounterFactualAccount(
                ecdsaModule, abi.encodeCall(IEcdsaOwnershipModule.initForSmartAccount, (accountOwner)), 0
            )
        );
        vm.deal(address(created), 100 ether);
        ENTRY_POINT.depositTo{value: 10 ether}(address(created));
    }

    function _enable(address module) internal {
        vm.prank(address(account));
        account.enableModule(module);
    }

    /* SESSIONS */

    function _mintSession() internal view returns (Session memory) {
        return Session(0, 0, address(mintModule), abi.encode(key.addr, recipient, TOKEN_ID));
    }

    function _approveSession() internal view returns (Session memory) {
        return Session(0, 0, address(approveModule), abi.encode(key.addr, token, spender, MAX_AMOUNT));
    }

    function _transferSession() internal view returns (Session memory) {
        return Session(0, 0, address(transferModule), abi.encode(key.addr, token, recipient, MAX_AMOUNT));
    }

    /// @dev `count` sessions, `session` at `index` and others like it, each of a key of its own, around it.
    function _treeAround(Session memory session, uint256 index, uint256 count)
        internal
        pure
        returns (Session[] memory sessions)
    {
        sessions = new Session[](count);
        for (uint256 i; i < count; ++i) {
            sessions[i] = i == index
                ? session
                : Session(0, 0, session.module, abi.encodePacked(session.sessionKeyData, bytes32(i)));
        }
    }

    function _grant(Session memory session) internal {
        _grantRoot(session.leaf());
    }

    function _grantRoot(bytes32 root) internal {
        vm.prank(address(account));
        registry.grantSessions(SessionNode.wrap(root), "");
    }

    /* CALLS */

    function _approve(address to, uint256 amount) internal view returns (bytes memory) {
        return _execute(address(token), 0, abi.encodeCall(token.approve, (to, amount)));
    }

    function _transfer(address to, uint256 amount) internal view returns (bytes memory) {
        return _execute(address(token), 0, abi.encodeCall(token.transfer, (to, amount)));
    }

    function _mint(address to, uint256 tokenId, uint256 quantity) internal view returns (bytes memory) {
        return _execute(address(nft), 0, abi.encodeCall(nft.mintTo, (to, tokenId, quantity)));
    }

    function _execute(address target, uint256 value, bytes memory data) internal pure returns (bytes memory) {
        return abi.encodeCall(IBiconomyAccount.execute, (target, value, data));
    }

    /* OPS */

    function _op(bytes memory callData) internal view returns (UserOperation memory op) {
        op.sender = address(account);
        op.nonce = ENTRY_POINT.getNonce(address(account), 0);
        op.callData = callData;
        op.callGasLimit = 300_000;
        op.verificationGasLimit = 500_000;
        op.preVerificationGas = 60_000;
        op.maxFeePerGas = 1 gwei;
        op.maxPriorityFeePerGas = 1 gwei;
    }

    function _sign(Account memory signer, UserOperation memory op) internal view returns (bytes memory) {
        bytes32 hash = ENTRY_POINT.getUserOpHash(op);
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(signer.key, keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", hash)));
        return abi.encodePacked(r, s, v);
    }

    function _signedByOwner(UserOperation memory op) internal view returns (UserOperation memory) {
        op.signature = abi.encode(_sign(owner, op), ecdsaModule);
        return op;
    }

    function _signed(UserOperation memory op, Session memory session, bytes32[] memory proof)
        internal
        view
        returns (UserOperation memory)
    {
        op.signature = abi.encode(session.nativeWire(proof, _sign(key, op)), address(registry));
        return op;
    }

    function _signedBiconomy(UserOperation memory op, Session memory session, bytes32[] memory proof)
        internal
        view
        returns (UserOperation memory)
    {
        op.signature = abi.encode(session.biconomyWire(proof, _sign(key, op)), address(registry));
        return op;
    }

    function _direct() internal pure returns (bytes32[] memory) {
        return new bytes32[](0);
    }

    /* RUNNING */

    function _handle(UserOperation memory op) internal {
        UserOperation[] memory ops = new UserOperation[](1);
        ops[0] = op;
        vm.prank(bundler, bundler);
        ENTRY_POINT.handleOps(ops, bundler);
    }

    /// @dev Asks the registry as the account does, and returns what it answers.
    function _validate(UserOperation memory op) internal returns (uint256) {
        bytes32 hash = ENTRY_POINT.getUserOpHash(op);
        vm.prank(op.sender);
        return registry.validateUserOp(op, hash);
    }

    /// @dev The op runs, and what it does succeeds.
    function _assertRuns(UserOperation memory op) internal {
        vm.recordLogs();
        _handle(op);
        assertTrue(_lastOpSucceeded(), "the op was included but its execution failed");
    }

    /// @dev The registry refuses the op for one reason, and so does the EntryPoint, whose v0.6 keeps no custom errors.
    function _assertRefused(UserOperation memory op, bytes memory reason) internal {
        bytes32 hash = ENTRY_POINT.getUserOpHash(op);
        vm.prank(op.sender);
        vm.expectRevert(reason, address(registry));
        registry.validateUserOp(op, hash);

        vm.expectRevert(abi.encodeWithSelector(IEntryPoint06.FailedOp.selector, 0, "AA23 reverted (or OOG)"));
        this.handle(op);
    }

    /// @dev The registry does all its work and returns "signature failed"; the EntryPoint refuses the op.
    function _assertSignatureRefused(UserOperation memory op) internal {
        assertEq(uint160(_validate(op)), 1, "signature accepted");
        vm.expectRevert(abi.encodeWithSelector(IEntryPoint06.FailedOp.selector, 0, "AA24 signature error"));
        this.handle(op);
    }

    /// @dev External, so that `expectRevert` sees one call.
    function handle(UserOperation calldata op) external {
        _handle(op);
    }

    function _lastOpSucceeded() private returns (bool succeeded) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == IEntryPoint06.UserOperationEvent.selector) {
                (, succeeded,,) = abi.decode(logs[i].data, (uint256, bool, uint256, uint256));
            }
        }
    }
}
