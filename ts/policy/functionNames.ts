import type { Abi, AbiFunction, AbiParameter } from 'viem'

/** How the functions of an ABI can be named: by name where that is unique, and always by signature. */
export type FunctionName<abi extends Abi | readonly unknown[]> = abi extends Abi
  ? Abi extends abi
    ? string
    : NameOrSignature<FunctionsOf<abi>, FunctionsOf<abi>>
  : string

/** The function that a name or a signature stands for. */
export type FunctionNamed<abi extends Abi | readonly unknown[], name> = abi extends Abi
  ? Abi extends abi
    ? AbiFunction
    : Named<FunctionsOf<abi>, name>
  : AbiFunction

type FunctionsOf<abi extends Abi> = Extract<abi[number], { type: 'function' }>

type NameOrSignature<fn, all> = fn extends AbiFunction
  ? Signature<fn> | (IsUnion<Extract<all, { name: fn['name'] }>> extends true ? never : fn['name'])
  : never

type Named<fn, name> = fn extends AbiFunction ? (name extends fn['name'] | Signature<fn> ? fn : never) : never

/** `transfer(address,uint256)` */
type Signature<fn extends AbiFunction> = `${fn['name']}(${Types<fn['inputs']>})`

type Types<parameters extends readonly AbiParameter[]> = parameters extends readonly [
  infer first extends AbiParameter,
  ...infer others extends readonly AbiParameter[],
]
  ? `${CanonicalType<first>}${others extends readonly [] ? '' : `,${Types<others>}`}`
  : ''

type CanonicalType<parameter extends AbiParameter> = parameter extends {
  components: infer components extends readonly AbiParameter[]
  type: `tuple${infer dimensions}`
}
  ? `(${Types<components>})${dimensions}`
  : parameter['type']

type IsUnion<type, all = type> = type extends unknown ? ([all] extends [type] ? false : true) : never
