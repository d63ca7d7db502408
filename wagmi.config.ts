import { readFileSync } from 'node:fs'
import { defineConfig } from '@wagmi/cli'
import { foundry } from '@wagmi/cli/plugins'
import type { Abi, AbiParameter } from 'viem'

/** What apps call or decode; named one by one, because the plugin leaves out common file names by default. */
const contracts = [
  'BiconomySessionRegistry',
  'CallPolicyModule',
  'ERC1155MintModule',
  'ERC20ApproveModule',
  'ERC20TransferModule',
  'ERC7579SessionValidator',
  'ISessionValidationModule',
]

export default defineConfig([
  {
    out: 'ts/generated/abis.ts',
    plugins: [
      foundry({
        artifacts: 'out',
        // Biconomy's artifacts, and those of tests, hold contracts of the same names.
        exclude: ['peers/**', 'whole/**'],
        forge: { build: false },
        include: contracts.map((name) => `${name}.sol/${name}.json`),
      }),
    ],
  },
  {
    // What the package itself calls and decodes: an app loads no more of the ABIs than that.
    out: 'ts/generated/usedAbis.ts',
    contracts: [
      {
        abi: pick('BiconomySessionRegistry', [
          'grantSessions',
          'revokeAllSessions',
          'revokeGrant',
          'revokeSessions',
          'setMerkleRoot',
        ]),
        name: 'registryWrites',
      },
      {
        abi: pick('BiconomySessionRegistry', ['epochOf', 'getSessionKeys', 'isSessionLive', 'spentOf', 'statusOf']),
        name: 'registryReads',
      },
      {
        abi: pick('BiconomySessionRegistry', ['GrantRevoked', 'SessionRevoked', 'SessionsGranted']),
        name: 'registryEvents',
      },
      { abi: pick('BiconomySessionRegistry', ['validateUserOp']), name: 'validateUserOp06' },
      { abi: pick('ERC7579SessionValidator', ['validateUserOp']), name: 'validateUserOp07' },
      { abi: pickErrors(), name: 'refusals' },
    ],
  },
])

function pick(contract: string, names: readonly string[]): Abi {
  return names.map((name) => {
    const items = readAbi(contract).filter((item) => 'name' in item && item.name === name)
    const [item, ...others] = items
    if (!item || others.length !== 0) throw new Error(`${contract} has ${items.length} items named ${name}.`)
    return item
  })
}

/** Each error of a registry or module once: they share most. */
function pickErrors(): Abi {
  const errors = contracts.flatMap((contract) => readAbi(contract)).filter(({ type }) => type === 'error')
  return [...new Map(errors.map((item) => [JSON.stringify(item), item])).values()]
}

function readAbi(contract: string): Abi {
  const { abi }: { abi: Abi } = JSON.parse(readFileSync(`out/${contract}.sol/${contract}.json`, 'utf8'))
  return abi.map((item) => ({
    ...item,
    ...('inputs' in item ? { inputs: item.inputs.map(strip) } : {}),
    ...('outputs' in item ? { outputs: item.outputs.map(strip) } : {}),
  })) as Abi
}

/** Names of Solidity types tell encoders and decoders nothing. */
function strip({ internalType: _, ...parameter }: AbiParameter): AbiParameter {
  return 'components' in parameter ? { ...parameter, components: parameter.components.map(strip) } : parameter
}
