import { defineConfig } from '@wagmi/cli'
import { foundry } from '@wagmi/cli/plugins'

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

export default defineConfig({
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
})
