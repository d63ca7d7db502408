import {
  type Address,
  concatHex,
  decodeFunctionData,
  type Hex,
  keccak256,
  maxUint256,
  pad,
  parseAbi,
  toHex,
} from 'viem'
import type { LocalChain } from '../../demo/stack/index.js'

/*
 * The package brings the plugin's code that decides, not that of the owner's functions. These write the storage that those functions
 * of version 1.0.1 write; what each word means is then for the plugin's own code to say, and tests ask it for both answers of each.
 */

/** What `SessionKeyPermissionsBuilder.encode` returns is a list of calls of these, which no contract has. */
const updatesAbi = parseAbi([
  'function setAccessListType(uint8 contractAccessControlType)',
  'function updateAccessListAddressEntry(address contractAddress, bool isOnList, bool checkSelectors)',
  'function updateAccessListFunctionEntry(address contractAddress, bytes4 selector, bool isOnList)',
  'function updateTimeRange(uint48 validAfter, uint48 validUntil)',
  'function setNativeTokenSpendLimit(uint256 spendLimit, uint48 refreshInterval)',
  'function setERC20SpendLimit(address token, uint256 spendLimit, uint48 refreshInterval)',
  'function setGasSpendLimit(uint256 spendLimit, uint48 refreshInterval)',
  'function setRequiredPaymaster(address requiredPaymaster)',
])

/** A field of a struct: the word it stands in, its lowest bit there, and its size in bits. */
type Field = readonly [word: number, bit: number, bits: number]

/** `SessionKeyData`. */
const keyFields = {
  accessListType: [0, 0, 8],
  validAfter: [0, 8, 48],
  validUntil: [0, 56, 48],
  hasRequiredPaymaster: [0, 104, 8],
  hasGasLimit: [0, 112, 8],
  isNativeTokenUnlimited: [0, 120, 8],
  isGasLimitReset: [0, 128, 8],
  requiredPaymaster: [3, 0, 160],
} as const satisfies Record<string, Field>

/** `ContractData`. */
const contractFields = {
  isOnList: [0, 0, 8],
  checkSelectors: [0, 8, 8],
  hasSpendLimit: [0, 16, 8],
} as const satisfies Record<string, Field>

/** Where the parts of a spend limit stand. */
type Limit = { lastUsed: Field; refreshInterval: Field; amount: Field; used: Field }

const toLimit = (time: number, amount: number): Limit => ({
  lastUsed: [time, 0, 48],
  refreshInterval: [time, 48, 48],
  amount: [amount, 0, 256],
  used: [amount + 1, 0, 256],
})

const limits = { gas: toLimit(1, 4), native: toLimit(2, 6), erc20: toLimit(1, 2) }

const prefixes = {
  contract: '0x634c29f5',
  data: '0x16bff296',
  function: '0xd50536f0',
  id: '0x1a01dae4',
  list: '0xf938c976',
} as const

/** The slot of a struct that is kept for an account. */
function toSlot(account: Address, kind: keyof typeof prefixes, ...keys: readonly Hex[]): bigint {
  const prefix = pad(prefixes[kind], { dir: 'right' })
  return BigInt(keccak256(concatHex([pad(account), prefix, ...keys])))
}

const word = (value: bigint | number) => pad(toHex(value))

/** The owner's functions of a plugin at an address, for any account. */
export type PluginOwner = ReturnType<typeof toPluginOwner>

/** How much of a limit is used, and when its window began. */
export type Usage = { lastUsed: number; used: bigint }

export function toPluginOwner({ publicClient, testClient }: LocalChain, plugin: Address) {
  const read = async (slot: bigint) =>
    BigInt((await publicClient.getStorageAt({ address: plugin, slot: toHex(slot) })) ?? 0)
  const readField = async (base: bigint, [at, bit, bits]: Field) =>
    BigInt.asUintN(bits, (await read(base + BigInt(at))) >> BigInt(bit))

  /** Words that were written and not sent: one update writes many fields of one word. */
  const written = new Map<bigint, bigint>()
  const write = (slot: bigint, value: bigint) => void written.set(slot, value)
  const writeField = async (base: bigint, [at, bit, bits]: Field, value: bigint | number | boolean) => {
    const slot = base + BigInt(at)
    const before = written.get(slot) ?? (await read(slot))
    const mask = ((1n << BigInt(bits)) - 1n) << BigInt(bit)
    write(slot, (before & ~mask) | (BigInt(value) << BigInt(bit)))
  }
  const flush = async () => {
    const words = [...written]
    written.clear()
    await Promise.all(
      words.map(([slot, value]) => testClient.setStorageAt({ address: plugin, index: word(slot), value: word(value) })),
    )
  }

  /** Of each account, how many keys it has had. */
  const counters = new Map<Address, bigint>()
  const idSlot = (account: Address, key: Address) => toSlot(account, 'id', pad(key))
  // The set is the second variable of the plugin; entries are left-aligned.
  const listSlot = (account: Address, key: Address) => toSlot(account, 'list', word(1), pad(key, { dir: 'right' }))

  async function setLimit(base: bigint, limit: Limit, amount: bigint, refreshInterval: number): Promise<boolean> {
    if (amount === maxUint256) {
      await writeField(base, limit.used, 0n)
      return false
    }
    const { timestamp } = await publicClient.getBlock()
    await writeField(base, limit.amount, amount)
    await writeField(base, limit.refreshInterval, refreshInterval)
    await writeField(base, limit.lastUsed, refreshInterval === 0 ? 0n : timestamp)
    return true
  }

  async function getId(account: Address, key: Address): Promise<Hex> {
    const id = await read(idSlot(account, key))
    if (id === 0n) throw new Error(`InvalidSessionKey(${key})`)
    return word(id)
  }

  async function update(account: Address, id: Hex, data: Hex): Promise<void> {
    const of = toSlot(account, 'data', id)
    const contract = (address: Address) => toSlot(account, 'contract', id, pad(address))
    const { args, functionName } = decodeFunctionData({ abi: updatesAbi, data })
    switch (functionName) {
      case 'setAccessListType':
        return writeField(of, keyFields.accessListType, args[0])
      case 'updateAccessListAddressEntry':
        await writeField(contract(args[0]), contractFields.isOnList, args[1])
        return writeField(contract(args[0]), contractFields.checkSelectors, args[2])
      case 'updateAccessListFunctionEntry': {
        const key = BigInt(pad(args[1], { dir: 'right', size: 32 })) | BigInt(args[0])
        return writeField(toSlot(account, 'function', id, word(key)), [0, 0, 8], args[2])
      }
      case 'updateTimeRange':
        await writeField(of, keyFields.validAfter, args[0])
        return writeField(of, keyFields.validUntil, args[1])
      case 'setNativeTokenSpendLimit':
        return writeField(of, keyFields.isNativeTokenUnlimited, !(await setLimit(of, limits.native, ...args)))
      case 'setERC20SpendLimit': {
        const [token, ...limit] = args
        return writeField(
          contract(token),
          contractFields.hasSpendLimit,
          await setLimit(contract(token), limits.erc20, ...limit),
        )
      }
      case 'setGasSpendLimit':
        await writeField(of, keyFields.isGasLimitReset, false)
        return writeField(of, keyFields.hasGasLimit, await setLimit(of, limits.gas, ...args))
      case 'setRequiredPaymaster':
        await writeField(of, keyFields.hasRequiredPaymaster, BigInt(args[0]) !== 0n)
        if (BigInt(args[0]) !== 0n) await writeField(of, keyFields.requiredPaymaster, BigInt(args[0]))
    }
  }

  async function updateKeyPermissions(account: Address, key: Address, updates: readonly Hex[]): Promise<void> {
    const id = await getId(account, key)
    for (const data of updates) await update(account, id, data)
    await flush()
  }

  return {
    async addSessionKey(account: Address, key: Address, updates: readonly Hex[]): Promise<void> {
      if ((await read(listSlot(account, key))) !== 0n) throw new Error(`InvalidSessionKey(${key})`)
      const id = (counters.get(account) ?? 0n) + 1n
      counters.set(account, id)
      // The set's end, which any entry may point to: the code at hand asks whether a key is in it, not in which order.
      write(listSlot(account, key), 1n)
      write(idSlot(account, key), id)
      await flush()
      await updateKeyPermissions(account, key, updates)
    },
    async removeSessionKey(account: Address, key: Address): Promise<void> {
      await getId(account, key)
      write(listSlot(account, key), 0n)
      write(idSlot(account, key), 0n)
      await flush()
    },
    async rotateSessionKey(account: Address, oldKey: Address, newKey: Address): Promise<void> {
      const id = await getId(account, oldKey)
      write(listSlot(account, oldKey), 0n)
      write(listSlot(account, newKey), 1n)
      write(idSlot(account, oldKey), 0n)
      write(idSlot(account, newKey), BigInt(id))
      await flush()
    },
    updateKeyPermissions,
    /** What the plugin's views tell of a limit. */
    async getUsage(account: Address, key: Address, limit: 'gas' | 'native' | { token: Address }): Promise<Usage> {
      const id = await getId(account, key)
      const isToken = typeof limit === 'object'
      const base = isToken ? toSlot(account, 'contract', id, pad(limit.token)) : toSlot(account, 'data', id)
      const { lastUsed, used } = limits[isToken ? 'erc20' : limit]
      return { lastUsed: Number(await readField(base, lastUsed)), used: await readField(base, used) }
    },
  }
}
