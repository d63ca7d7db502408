import { devNull } from 'node:os'
import { type Address, createClient, type Hex, http } from 'viem'
import { type GetSupportedEntryPointsErrorType, getSupportedEntryPoints } from 'viem/account-abstraction'
import { altoPath } from './executables.js'
import type { packageFile } from './packages.js'
import { startServer } from './server.js'

/** An ERC-4337 bundler that lives in this process's child. */
export type Bundler = {
  /** What it printed last, for when an operation is not bundled. */
  output: () => string
  /** Process id of the bundler. */
  pid: number
  /** URL of its JSON-RPC. */
  rpcUrl: string
  /** Ends it. Resolves once it is gone. */
  stop: () => Promise<void>
}

/**
 * Starts Pimlico's bundler, alto, on loopback.
 *
 * It checks operations by simulating them, not by tracing them: alto's tracers misread anvil's answers. What
 * ERC-7562 forbids in validation is therefore not refused here.
 */
export async function startBundler(parameters: startBundler.Parameters): Promise<Bundler> {
  const { entryPoints, executorKey, rpcUrl, utilityKey } = parameters
  const server = await startServer({
    args: [
      ...['--import', new URL('loopback.mjs', import.meta.url).href],
      altoPath(),
      ...['--entrypoints', entryPoints.join(',')],
      ...['--executor-private-keys', executorKey],
      ...['--utility-private-key', utilityKey],
      ...['--rpc-url', rpcUrl],
      ...['--port', '0'],
      ...['--safe-mode', 'false'],
      // Look for operations to bundle, and for their inclusion, as often as is worthwhile on a chain that mines at once.
      // alto polls the chain at a quarter of the block time.
      ...['--block-time', '80'],
      ...['--min-bundle-interval', '20'],
      ...['--max-bundle-interval', '20'],
      // A transaction may not use more since Osaka (EIP-7825).
      ...['--max-gas-per-bundle', '16000000'],
      ...['--max-gas-per-user-op', '16000000'],
      // Both watch the balances of accounts that do not run dry here.
      ...['--refilling-wallets', 'false'],
      ...['--utility-wallet-monitor', 'false'],
      ...['--json', 'true'],
      ...['--log-level', 'warn'],
    ],
    // Nothing of the caller's: alto takes options from `ALTO_*` and from `.env`, and reports errors to `SENTRY_DSN`.
    env: { DOTENV_CONFIG_PATH: devNull },
    file: process.execPath,
    name: 'alto',
  })

  const bundlerUrl = `http://127.0.0.1:${server.port}/rpc`
  await getSupportedEntryPoints(createClient({ transport: http(bundlerUrl) }))
  return { output: server.output, pid: server.pid, rpcUrl: bundlerUrl, stop: server.stop }
}

export declare namespace startBundler {
  type Parameters = {
    /** EntryPoints to serve. Each must be deployed: alto checks at its start. */
    entryPoints: readonly Address[]
    /** Key of the funded account that sends bundles. Nobody else may send from it, or alto's nonces go wrong. */
    executorKey: Hex
    /** URL of the chain's JSON-RPC. */
    rpcUrl: string
    /** Key of the funded account that deploys alto's simulation contracts. */
    utilityKey: Hex
  }
  type ErrorType = GetSupportedEntryPointsErrorType | packageFile.ErrorType | startServer.ErrorType
}
