import type { Address } from 'viem'
import { isAddressEqual } from 'viem'
import type { Call } from '../../accounts/biconomyCalls.js'
import { readAddress, readArray, readBytes, readObject, readQuantity } from './fields.js'
import { invalidParams } from './rpcCodes.js'

const maxCalls = 256

/**
 * Reads transactions as a library such as ethers populates them: `value` and `data` may be left out, and `from` is the account.
 *
 * @internal
 */
export function readCalls(value: unknown, { account, path }: { account: Address; path: string }): readonly Call[] {
  return readArray(value, { max: maxCalls, min: 1, path }).map((transaction, index) => {
    const at = `${path}[${index}]`
    const {
      data,
      from,
      to,
      value: amount,
    } = readObject(transaction, { names: ['to', 'value', 'data', 'from'], path: at })
    if (from !== undefined && !isAddressEqual(readAddress(from, `${at}.from`), account))
      throw invalidParams(`${at}.from`, `is not the account, ${account}`)
    return {
      data: data === undefined ? '0x' : readBytes(data, { path: `${at}.data` }),
      to: readAddress(to, `${at}.to`),
      value: amount === undefined ? 0n : readQuantity(amount, `${at}.value`),
    }
  })
}
