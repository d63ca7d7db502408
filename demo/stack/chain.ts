import {
  type Chain,
  createPublicClient,
  createTestClient,
  createWalletClient,
  defineChain,
  type HttpTransport,
  http,
  type PrivateKeyAccount,
  type PublicClient,
  type TestClient,
  type WalletClient,
} from 'viem'
import { foundry } from 'viem/chains'
import { devAccount, devMnemonic } from './accounts.js'
import { anvilPath } from './executables.js'
import type { packageFile } from './packages.js'
import { startServer } from './server.js'

/** A chain of its own that lives in this process's child. */
export type LocalChain = {
  /** Accounts with 10,000 ether each. The first is the one that {@link LocalChain.walletClient} sends from. */
  accounts: readonly [
    PrivateKeyAccount,
    PrivateKeyAccount,
    PrivateKeyAccount,
    PrivateKeyAccount,
    PrivateKeyAccount,
    PrivateKeyAccount,
    PrivateKeyAccount,
    PrivateKeyAccount,
  ]
  chain: Chain
  /** Process id of the node. */
  pid: number
  publicClient: PublicClient<HttpTransport, Chain>
  rpcUrl: string
  /** Ends the node. Resolves once it is gone. */
  stop: () => Promise<void>
  testClient: TestClient<'anvil', HttpTransport, Chain>
  walletClient: WalletClient<HttpTransport, Chain, PrivateKeyAccount>
}

/** How many accounts the node funds. Those beyond {@link LocalChain.accounts} are for other parts of the stack. */
export const fundedAccounts = 12

/** Milliseconds between two looks at a local server: short, since each answers in about one. */
export const pollingInterval = 20

/** Starts an empty chain on loopback, which mines each transaction as it arrives. */
export async function startChain(parameters: startChain.Parameters = {}): Promise<LocalChain> {
  const { chainId = foundry.id, hardfork = 'osaka' } = parameters
  const server = await startServer({
    args: [
      ...['--accounts', String(fundedAccounts)],
      ...['--chain-id', String(chainId)],
      ...['--color', 'never'],
      ...['--hardfork', hardfork],
      ...['--host', '127.0.0.1'],
      ...['--mnemonic', devMnemonic],
      ...['--port', '0'],
      // States of old blocks would be written to the user's home, and be left there when the node is killed.
      ...['--max-persisted-states', '0'],
      // Some accounts that others publish exceed the limit of EIP-170 when they are compiled without the optimizer.
      '--disable-code-size-limit',
    ],
    file: anvilPath(),
    name: 'anvil',
  })

  const rpcUrl = `http://127.0.0.1:${server.port}`
  const chain = defineChain({ ...foundry, id: chainId, rpcUrls: { default: { http: [rpcUrl] } } })
  const accounts = [
    devAccount(0),
    devAccount(1),
    devAccount(2),
    devAccount(3),
    devAccount(4),
    devAccount(5),
    devAccount(6),
    devAccount(7),
  ] as const
  // Without `cacheTime: 0` a block number may be older than a transaction that was just mined.
  const config = { cacheTime: 0, chain, pollingInterval, transport: http(rpcUrl) }
  return {
    accounts,
    chain,
    pid: server.pid,
    publicClient: createPublicClient<HttpTransport, Chain>(config),
    rpcUrl,
    stop: server.stop,
    testClient: createTestClient<'anvil', HttpTransport, Chain>({ ...config, mode: 'anvil' }),
    walletClient: createWalletClient<HttpTransport, Chain, PrivateKeyAccount>({ ...config, account: accounts[0] }),
  }
}

export declare namespace startChain {
  type Parameters = {
    /** Anvil's own, 31337, by default. With 137 the bundler would ask Polygon's price service on the internet. */
    chainId?: number | undefined
    /** Rules of the EVM, as anvil names them. `osaka` by default: it has the P-256 precompile. */
    hardfork?: string | undefined
  }
  type ErrorType = packageFile.ErrorType | startServer.ErrorType
}
