import { BaseError, type Chain, createClient, defineChain, http } from 'viem'
import { createPaymasterClient } from 'viem/account-abstraction'
import { getChainId } from 'viem/actions'
import { InvalidServeOptionError } from '../errors/serveOption.js'
import { biconomyAddresses } from '../particle/particleAccount.js'
import { createParticleHandler } from '../particle/rpc/createParticleHandler.js'
import { toShownText } from '../particle/rpc/shownText.js'
import { assertServable } from './assertServable.js'
import { type ParticleServer, startParticleServer } from './serve.js'
import { readServeOptions, type ServeOptions, serveHelp } from './serveOptions.js'

const help = `Usage: latchkey <command>

  serve   Particle's particle_aa_… methods over a chain and a bundler of your own

latchkey serve --help says more.
`

/**
 * Runs the command line.
 *
 * @returns The code to exit with: 0, 1 when the command failed, 2 when it could not be understood.
 *
 * @internal
 */
export async function runCli(args: readonly string[], io: runCli.Io): Promise<number> {
  const [command, ...rest] = args
  if (command === undefined || command === '--help' || command === '-h') {
    io.out(help)
    return command === undefined ? 2 : 0
  }
  if (command !== 'serve') {
    io.error(`There is no such command.\n\n${help}`)
    return 2
  }

  let options: ServeOptions | undefined
  try {
    options = readServeOptions(rest)
  } catch (error) {
    io.error(`${toText(error)}\nlatchkey serve --help shows the options.\n`)
    return 2
  }
  if (!options) {
    io.out(serveHelp)
    return 0
  }
  let server: ParticleServer
  try {
    server = await serve(options, io)
  } catch (error) {
    io.error(`${toText(error)}\n`)
    return 1
  }
  await io.untilStopped
  await server.close()
  return 0
}

export declare namespace runCli {
  type Io = {
    error: (text: string) => void
    out: (text: string) => void
    /** Resolves when a server is to stop. */
    untilStopped: Promise<unknown>
  }
}

async function serve(options: ServeOptions, io: runCli.Io): Promise<ParticleServer> {
  const {
    allowedHosts,
    allowedOrigins,
    biconomy = biconomyAddresses,
    boost,
    host,
    paymasterUrl,
    port,
    registry,
  } = options
  const transport = http(options.rpcUrl)
  const chain = await toChain(
    await getChainId(createClient({ transport })).catch(() => {
      throw new InvalidServeOptionError({ option: '--rpc-url', reason: 'does not answer as it should' })
    }),
  )
  const client = createClient({ chain, pollingInterval: 1_000, transport })
  const bundler = createClient({ chain, pollingInterval: 1_000, transport: http(options.bundlerUrl) })
  await assertServable({
    bundler,
    client,
    contracts: [
      { address: registry, option: '--registry' },
      { address: biconomy.factory, option: '--factory' },
      { address: biconomy.ecdsaModule, option: '--ecdsa-module' },
    ],
  })
  const server = await startParticleServer({
    allowedHosts,
    allowedOrigins,
    handler: createParticleHandler({
      bundler,
      client,
      contracts: { biconomy, registry },
      gasless: boost ? 'boost' : paymasterUrl ? createPaymasterClient({ transport: http(paymasterUrl) }) : undefined,
      onError: (error) => io.error(`${toText(error)}\n`),
    }),
    host,
    port,
  })
  io.out(`Listening on ${server.url} for chain ${chain.id}\n`)
  return server
}

/** The chain as viem knows it, for the name of its currency. */
async function toChain(id: number): Promise<Chain> {
  const known = Object.values(await import('viem/chains')) as readonly { id?: unknown }[]
  return (
    (known.find((chain) => chain.id === id) as Chain | undefined) ??
    defineChain({
      id,
      name: `Chain ${id}`,
      nativeCurrency: { decimals: 18, name: 'Ether', symbol: 'ETH' },
      rpcUrls: { default: { http: [] } },
    })
  )
}

/** An error for a terminal or a log: what happened, and what a node said about it, without URLs. */
function toText(error: unknown): string {
  if (!(error instanceof BaseError)) return error instanceof Error ? toShownText(error.message) : 'An unknown error.'
  const cause = error.cause instanceof BaseError ? error.cause : error
  const details = cause.details ? ` (${cause.details})` : ''
  return toShownText(
    cause === error ? `${error.shortMessage}${details}` : `${error.shortMessage} ${cause.shortMessage}${details}`,
  )
}
