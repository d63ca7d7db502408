import { describe, expect, test } from 'vitest'
import { readServeOptions } from './serveOptions.js'

const registry = '0x000002FbFfedd9B33F4E7156F2DE8D48945E7489'
const factory = '0x000000a56Aaca3e9a4C479ea6b6CD0DbcB6634F5'
const ecdsaModule = '0x0000001c5b32F37F5beA87BDD5374eB2aC54eA8e'
const args = [
  '--rpc-url',
  'http://localhost:1/key',
  '--bundler-url',
  'https://bundler.example/key',
  '--registry',
  registry,
]

test('default', () => {
  expect(readServeOptions(args)).toEqual({
    allowedHosts: [],
    allowedOrigins: [],
    biconomy: undefined,
    boost: false,
    bundlerUrl: 'https://bundler.example/key',
    host: '127.0.0.1',
    paymasterUrl: undefined,
    port: 4337,
    registry,
    rpcUrl: 'http://localhost:1/key',
  })
})

test('args: all', () => {
  expect(
    readServeOptions([
      ...args,
      ...['--factory', factory, '--ecdsa-module', ecdsaModule, '--paymaster-url=https://paymaster.example'],
      ...['--host', '::1', '--port', '0', '--allow-host', 'a.example', '--allow-host', 'b.example'],
      ...['--allow-origin', 'https://app.example', '--allow-origin', 'http://localhost:3000'],
    ]),
  ).toMatchObject({
    allowedHosts: ['a.example', 'b.example'],
    allowedOrigins: ['https://app.example', 'http://localhost:3000'],
    biconomy: { ecdsaModule, factory },
    host: '::1',
    paymasterUrl: 'https://paymaster.example',
    port: 0,
  })
  expect(readServeOptions([...args, '--boost'])).toMatchObject({ boost: true })
})

test.each([['--help'], ['-h'], [...args, '--help']])('behavior: help is wanted', (...given) => {
  expect(readServeOptions(given)).toBeUndefined()
})

describe('error', () => {
  const without = (name: string) => {
    const at = args.indexOf(name)
    return [...args.slice(0, at), ...args.slice(at + 2)]
  }
  test.each<[readonly string[], string]>([
    [without('--rpc-url'), '--rpc-url is missing.'],
    [without('--bundler-url'), '--bundler-url is missing.'],
    [without('--registry'), '--registry is missing.'],
    [[...args, '--registry', registry], '--registry was given more than once.'],
    [[...args, '--port', '1', '--port=2'], '--port was given more than once.'],
    [[...args, '--port', '65536'], '--port is not a port from 0 to 65535.'],
    [[...args, '--port', ''], '--port is not a port from 0 to 65535.'],
    [[...args, '--port', '0x50'], '--port is not a port from 0 to 65535.'],
    [[...args, '--host', ''], '--host is empty.'],
    [[...args, '--factory', factory], '--factory and --ecdsa-module are given together, or not at all.'],
    [[...args, '--ecdsa-module', ecdsaModule], '--factory and --ecdsa-module are given together, or not at all.'],
    [[...without('--registry'), '--registry', '0x12'], '--registry is not an address other than zero.'],
    [
      [...without('--registry'), '--registry', registry.replace('F', 'f')],
      '--registry is not an address other than zero.',
    ],
    [[...without('--registry'), '--registry', `0x${'0'.repeat(40)}`], '--registry is not an address other than zero.'],
    [
      [...args, '--boost', '--paymaster-url', 'https://paymaster.example'],
      '--boost and --paymaster-url exclude each other: one of them pays.',
    ],
    [
      [...args, '--allow-origin', 'https://app.example/'],
      '--allow-origin is not an origin such as https://app.example, without a path.',
    ],
    [[...args, '--allow-origin', '*'], '--allow-origin is not an origin such as https://app.example, without a path.'],
    [[...args, '--rpc', 'x'], "Unknown option '--rpc'."],
    [[...args, '--boost=yes'], "Option '--boost' does not take an argument."],
    [[...args, '--port'], "Option '--port <value>' argument missing."],
  ])('no. %#', (given, message) => {
    expect(() => readServeOptions(given)).toThrow(
      expect.objectContaining({ name: 'InvalidServeOptionError', shortMessage: message }),
    )
  })

  test.each([
    'ws://node.example/s3cret',
    'node.example/s3cret',
    's3cret',
    'http://',
    'file:///s3cret',
  ])('a URL that is none is not repeated: %s', (url) => {
    for (const name of ['--rpc-url', '--bundler-url'])
      expect(() => readServeOptions([...without(name), name, url])).toThrow(
        expect.objectContaining({
          message: expect.not.stringContaining('s3cret'),
          option: name,
          shortMessage: `${name} is not an http or https URL.`,
        }),
      )
  })

  test('a URL without its option is not repeated', () => {
    expect(() => readServeOptions([...args, 'https://node.example/s3cret'])).toThrow(
      expect.objectContaining({
        message: expect.not.stringContaining('s3cret'),
        shortMessage: "Unexpected argument '[url]'.",
      }),
    )
  })
})
