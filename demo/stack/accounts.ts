import { toHex } from 'viem'
import { mnemonicToAccount, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'

/** Anvil's default mnemonic. It is public: its accounts are to be funded on a local chain only. */
export const devMnemonic = 'test test test test test test test test test test test junk'

// Deriving the seed takes 2,048 rounds of PBKDF2: it is done once, not per account.
const root = mnemonicToAccount(devMnemonic, { path: "m/44'/60'/0'/0" }).getHdKey()

/** The account that anvil funds at this index. */
export function devAccount(index: number): PrivateKeyAccount {
  return privateKeyToAccount(devPrivateKey(index))
}

/** The private key of {@link devAccount}, for a program that signs by itself. */
export function devPrivateKey(index: number): `0x${string}` {
  const { privateKey } = root.deriveChild(index)
  // A key derived from a seed is never neutered; the type also covers extended public keys.
  if (!privateKey) throw new TypeError('The development mnemonic has no private key.')
  return toHex(privateKey)
}
