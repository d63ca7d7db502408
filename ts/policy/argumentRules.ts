import type { AbiParameter, Address, Hex } from 'viem'
import type {
  AccountRule,
  AndRule,
  AnyRule,
  BetweenRule,
  CompareRule,
  EachRule,
  EqRule,
  HashEqRule,
  LengthLteRule,
  MaskRule,
  NeqRule,
  OneOfRule,
  SumRule,
} from './rule.js'

/** Rules for the arguments of a function: any arguments, by name, or by position. */
export type ArgumentRules<inputs extends readonly AbiParameter[]> = inputs extends unknown
  ? AnyRule | FieldRules<inputs>
  : never

/** The rules that fit a parameter. For a parameter whose type is not known at compile time, all of them. */
export type ParameterRule<parameter extends AbiParameter> = string extends parameter['type']
  ? LooseRule
  : AnyRule | AndRule<AnyRule | PartOf<parameter>> | PartOf<parameter>

/** What stands where the ABI is not known at compile time. It is checked at run time. */
export type LooseRule = object

type PartOf<parameter extends AbiParameter> =
  SplitArray<parameter['type']> extends [infer element extends string, infer length extends string]
    ? ArrayRules<Retyped<parameter, element>, length>
    : parameter['type'] extends 'tuple'
      ? parameter extends { components: infer components extends readonly AbiParameter[] }
        ? FieldRules<components>
        : never
      : ValueRule<parameter['type']>

type ValueRule<type extends string> = type extends `uint${infer bits}`
  ? NumberRule<NumberOf<bits>> | SumRule
  : type extends `int${infer bits}`
    ? NumberRule<NumberOf<bits>>
    : type extends 'address'
      ? EqRule<Address> | NeqRule<Address> | OneOfRule<Address> | AccountRule
      : type extends 'bool'
        ? EqRule<boolean> | NeqRule<boolean>
        : type extends 'bytes'
          ? EqRule<Hex> | HashEqRule | LengthLteRule
          : type extends 'string'
            ? EqRule<string> | HashEqRule | LengthLteRule
            : type extends `bytes${string}`
              ? EqRule<Hex> | NeqRule<Hex> | OneOfRule<Hex> | MaskRule<Hex>
              : never

type NumberRule<value> =
  | EqRule<value>
  | NeqRule<value>
  | CompareRule<value>
  | BetweenRule<value>
  | OneOfRule<value>
  | MaskRule<value>

/** Up to 48 bits viem's values are numbers; a bigint says the same. */
type NumberOf<bits extends string> = bits extends '8' | '16' | '24' | '32' | '40' | '48' ? number | bigint : bigint

/** Rules by name where every parameter has one, or by position. */
type FieldRules<parameters extends readonly AbiParameter[]> = number extends parameters['length']
  ? LooseRule
  : KnownFieldRules<parameters>

type KnownFieldRules<parameters extends readonly AbiParameter[]> =
  | (HasNames<parameters> extends true
      ? {
          readonly [parameter in parameters[number] as NameOf<parameter>]: ParameterRule<parameter>
        }
      : never)
  | { readonly [index in keyof parameters]: ParameterRule<parameters[index]> }

type NameOf<parameter extends AbiParameter> = parameter extends { name: infer name extends string } ? name : never

type HasNames<parameters extends readonly AbiParameter[]> = parameters extends readonly [
  infer first extends AbiParameter,
  ...infer others extends readonly AbiParameter[],
]
  ? first extends { name: infer name extends string }
    ? name extends ''
      ? false
      : HasNames<others>
    : false
  : true

type ArrayRules<element extends AbiParameter, length extends string> =
  | EachRule<ParameterRule<element>>
  | IndexRules<ParameterRule<element>>
  | (length extends '' ? LengthLteRule : readonly ParameterRule<element>[])

/** Without the two fields that it lacks, every rule and every array would pass for it. */
type IndexRules<rule> = { readonly [index: number]: rule; readonly rule?: never; readonly length?: never }

type Retyped<parameter extends AbiParameter, type extends string> = parameter extends {
  components: infer components extends readonly AbiParameter[]
}
  ? { name?: string; type: type; components: components }
  : { name?: string; type: type }

/** `uint256[2][]` is `['uint256[2]', '']`. Not an array: `undefined`. */
type SplitArray<type extends string, head extends string = ''> = type extends `${infer first}]${infer others}`
  ? others extends ''
    ? first extends `${infer inner}[${infer length}`
      ? [`${head}${inner}`, length]
      : undefined
    : SplitArray<others, `${head}${first}]`>
  : undefined
