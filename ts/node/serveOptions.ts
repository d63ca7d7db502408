import { parseArgs } from 'node:util'
import { type Address, isAddress } from 'viem'
import { InvalidServeOptionError } from '../errors/serveOption.js'
import type { BiconomyAddresses } from '../particle/particleAccount.js'

/** What `latchkey serve` was told. @internal */
export type ServeOptions = {
  allowedHosts: readonly string[]
  allowedOrigins: readonly string[]
  biconomy: BiconomyAddresses | undefined
  boost: boolean
  bundlerUrl: string
  host: string
  paymasterUrl: string | undefined
  port: number
  registry: Address
  rpcUrl: string
}

/** @internal */
export const serveHelp = `latchkey serve: Particle's particle_aa_… methods over a chain and a bundler of your own

  latchkey serve --rpc-url <url> --bundler-url <url> --registry <address>

  --rpc-url <url>           JSON-RPC of the chain
  --bundler-url <url>       JSON-RPC of a bundler that serves EntryPoint v0.6
  --registry <address>      the BiconomySessionRegistry
  --factory <address>       Biconomy's account factory, if it is not where it is on public chains; with --ecdsa-module
  --ecdsa-module <address>  Biconomy's module that checks the owner's signature; with --factory
  --paymaster-url <url>     a paymaster (ERC-7677) that pays for gasless ops
  --boost                   the bundler takes gasless ops by boost_sendUserOperation and pays for them
  --host <address>          address to listen on (127.0.0.1: only this machine reaches it)
  --port <number>           port to listen on (4337; 0 lets the system choose)
  --allow-host <name>       a further name that the server is reached by; may be given several times
  --allow-origin <origin>   an origin whose pages may use the server; may be given several times
  --help                    this text

Whoever reaches the server can use its bundler and its paymaster. It holds no keys.
`

/**
 * Reads the arguments behind `serve`. `undefined`: help is wanted.
 *
 * @internal
 */
export function readServeOptions(args: readonly string[]): ServeOptions | undefined {
  const values = parse(args)
  if (values.help) return undefined
  const { boost = false, host = '127.0.0.1' } = values
  const paymasterUrl = readUrl(values, 'paymaster-url')
  if (boost && paymasterUrl !== undefined)
    throw new InvalidServeOptionError({
      option: '--boost',
      reason: 'and --paymaster-url exclude each other: one of them pays',
    })
  const factory = readAddress(values, 'factory')
  const ecdsaModule = readAddress(values, 'ecdsa-module')
  if ((factory === undefined) !== (ecdsaModule === undefined))
    throw new InvalidServeOptionError({
      option: '--factory',
      reason: 'and --ecdsa-module are given together, or not at all',
    })
  if (host === '') throw new InvalidServeOptionError({ option: '--host', reason: 'is empty' })
  return {
    allowedHosts: values['allow-host'] ?? [],
    allowedOrigins: (values['allow-origin'] ?? []).map(readOrigin),
    biconomy: factory && ecdsaModule ? { ecdsaModule, factory } : undefined,
    boost,
    bundlerUrl: required(readUrl(values, 'bundler-url'), 'bundler-url'),
    host,
    paymasterUrl,
    port: readPort(values.port ?? '4337'),
    registry: required(readAddress(values, 'registry'), 'registry'),
    rpcUrl: required(readUrl(values, 'rpc-url'), 'rpc-url'),
  }
}

const single = { type: 'string' } as const
const several = { multiple: true, type: 'string' } as const

function parse(args: readonly string[]) {
  try {
    const { tokens, values } = parseArgs({
      allowPositionals: false,
      args: [...args],
      options: {
        'allow-host': several,
        'allow-origin': several,
        boost: { type: 'boolean' },
        'bundler-url': single,
        'ecdsa-module': single,
        factory: single,
        help: { short: 'h', type: 'boolean' },
        host: single,
        'paymaster-url': single,
        port: single,
        registry: single,
        'rpc-url': single,
      },
      strict: true,
      tokens: true,
    })
    const seen = new Set<string>()
    for (const token of tokens) {
      if (token.kind !== 'option' || token.name.startsWith('allow-')) continue
      // Otherwise the last one would win, silently.
      if (seen.has(token.name))
        throw new InvalidServeOptionError({ option: `--${token.name}`, reason: 'was given more than once' })
      seen.add(token.name)
    }
    return values
  } catch (error) {
    if (error instanceof InvalidServeOptionError) throw error
    throw new InvalidServeOptionError({ reason: toReason(error) })
  }
}

/** What Node says about the arguments: its first sentence. It repeats the argument, which may be a URL that lost its option. */
function toReason(error: unknown): string {
  const [sentence = ''] = (error instanceof Error ? error.message : '').split('. ')
  const text = sentence.replace(/\b[a-z][a-z0-9+.-]*:\/\/[^\s']+/gi, '[url]').replace(/\.$/, '')
  return text || 'The options cannot be read'
}

function required<value>(value: value | undefined, name: string): value {
  if (value === undefined) throw new InvalidServeOptionError({ option: `--${name}`, reason: 'is missing' })
  return value
}

type Values = ReturnType<typeof parse>

function readUrl(values: Values, name: 'bundler-url' | 'paymaster-url' | 'rpc-url'): string | undefined {
  const value = values[name]
  if (value === undefined) return undefined
  // The value is not repeated: URLs hold keys.
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value))
    throw new InvalidServeOptionError({ option: `--${name}`, reason: 'is not an http or https URL' })
  return value
}

function readAddress(values: Values, name: 'ecdsa-module' | 'factory' | 'registry'): Address | undefined {
  const value = values[name]
  if (value === undefined) return undefined
  if (!isAddress(value) || /^0x0+$/.test(value))
    throw new InvalidServeOptionError({ option: `--${name}`, reason: 'is not an address other than zero' })
  return value
}

function readPort(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN
  if (!(port <= 65_535))
    throw new InvalidServeOptionError({ option: '--port', reason: 'is not a port from 0 to 65535' })
  return port
}

function readOrigin(value: string): string {
  if (!URL.canParse(value) || new URL(value).origin !== value)
    throw new InvalidServeOptionError({
      option: '--allow-origin',
      reason: 'is not an origin such as https://app.example, without a path',
    })
  return value
}
