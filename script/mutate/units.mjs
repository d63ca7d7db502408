// What mutants are compiled into, and the tests that load it. The sources on disk never change: forge compiles each test once, and
// a mutant is the code of a few artifacts.
import { basename } from 'node:path'

const mocks = 'test/mocks'

/** One contract of `test/mocks/OpenLibraries.sol` for each library, tested by itself. */
function openLibrary(name, tests) {
  return {
    contracts: [`Open${name}`],
    fuzzRuns: 32,
    file: `${mocks}/OpenLibraries.sol`,
    folder: 'out/OpenLibraries.sol',
    name,
    // That source opens all libraries; this contract depends on one.
    of: `contracts/libraries/${name}.sol`,
    pipeline: 'chain',
    tests: ['--match-path', `test/unit/${tests}`],
  }
}

/** A type's functions are compiled into its test. */
function typeTest(name) {
  return {
    contracts: [`${name}Test`],
    fuzzRuns: 32,
    file: `test/unit/types/${name}.t.sol`,
    folder: `out/whole/${name}.t.sol`,
    name,
    of: `contracts/types/${name}.sol`,
    pipeline: 'plain',
    tests: ['--match-path', `test/unit/types/${name}.t.sol`],
  }
}

function deployed(file, { far = false, fuzzRuns = 4, pipeline, tests }) {
  const name = basename(file, '.sol')
  const folder = `out/${name}.sol`
  return { contracts: [name], far, file, folder, fuzzRuns, name, of: file, pipeline, tests }
}

const onBiconomy = [
  '--match-path',
  'test/{integration,unit/registry}/**',
  '--no-match-path',
  'test/integration/erc7579/**',
]
/** Every test, on one account, and what other kinds of accounts have tests of their own for. */
const onOtherAccounts = [
  '--match-contract',
  '^(NexusOnV07SessionsTest|KernelOnV07SessionTest|Safe7579SessionsTest|P256SessionsOnV07Test|.*HooksTest)$',
  '--match-path',
  'test/integration/erc7579/sessions/*.t.sol',
]

/** In the order in which they are asked: the fast ones first. */
export const units = [
  ...['SessionHead', 'SessionId', 'SessionNode', 'ValidationData'].map(typeTest),
  openLibrary('BiconomyExecutionLib', 'libraries/BiconomyExecutionLib.t.sol'),
  openLibrary('BiconomyWireLib', '{libraries/BiconomyWireLib,Vectors}.t.sol'),
  openLibrary('CalldataLib', 'libraries/CalldataLib.t.sol'),
  openLibrary('ERC7579ExecutionLib', 'libraries/ERC7579ExecutionLib.t.sol'),
  openLibrary('GrantWireLib', '{libraries/GrantWireLib,WireVectors}.t.sol'),
  openLibrary('ModuleCallLib', 'libraries/ModuleCallLib.t.sol'),
  openLibrary('NativeWireLib', '{libraries/NativeWireLib*,Vectors,WireVectors}.t.sol'),
  openLibrary('P256SignatureLib', 'libraries/P256SignatureLib.t.sol'),
  openLibrary('PackedUserOperationReader', 'libraries/PackedUserOperationReader.t.sol'),
  openLibrary('SessionSignatureLib', 'libraries/SessionSignatureLib.t.sol'),
  openLibrary('SessionTreeLib', '{libraries/SessionTreeLib,Vectors,WireVectors}.t.sol'),
  openLibrary('UserOperationReader', 'libraries/UserOperationReader.t.sol'),
  deployed(`${mocks}/PolicyHarness.sol`, {
    fuzzRuns: 8,
    pipeline: 'plain',
    tests: ['--match-path', 'test/unit/policy/**'],
  }),
  ...['ERC20ApproveModule', 'ERC20TransferModule', 'ERC1155MintModule'].map((name) =>
    deployed(`contracts/modules/${name}.sol`, {
      pipeline: 'chain',
      tests: ['--match-path', `test/unit/modules/${name}.t.sol`],
    }),
  ),
  deployed('contracts/modules/CallPolicyModule.sol', {
    far: true,
    pipeline: 'chain',
    tests: ['--match-path', 'test/integration/{CallPolicyModule,Interop,Policy}.t.sol'],
  }),
  deployed('contracts/BiconomySessionRegistry.sol', { far: true, pipeline: 'chain', tests: onBiconomy }),
  deployed('contracts/ERC7579SessionValidator.sol', { far: true, pipeline: 'chain', tests: onOtherAccounts }),
]

/** The units that hold a file's code. `trees` are the syntax trees of the contracts and of the units' sources. */
export function unitsOf(file, trees) {
  return units
    .filter(({ of }) => reaches(of, file, trees))
    .sort((a, b) => Number(b.of === file) - Number(a.of === file))
}

function reaches(from, file, trees, seen = new Set()) {
  if (from === file) return true
  if (seen.has(from) || !trees[from]) return false
  seen.add(from)
  return trees[from].nodes
    .filter(({ nodeType }) => nodeType === 'ImportDirective')
    .some(({ absolutePath }) => reaches(absolutePath, file, trees, seen))
}
