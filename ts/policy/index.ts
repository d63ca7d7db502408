export {
  InvalidPermissionError,
  type InvalidPermissionErrorType,
  InvalidPolicyCheckError,
  type InvalidPolicyCheckErrorType,
  InvalidPolicyError,
  type InvalidPolicyErrorType,
  InvalidRuleError,
  type InvalidRuleErrorType,
  PolicyDecodingError,
  type PolicyDecodingErrorType,
} from '../errors/policy.js'
export { allow } from './allow.js'
export { allowAnyFunction } from './allowAnyFunction.js'
export { allowTransfer } from './allowTransfer.js'
export type { ArgumentRules, LooseRule, ParameterRule } from './argumentRules.js'
export { getBudgetId, getBudgetKey, getBudgetPeriod } from './budget.js'
export { type BudgetCounter, checkPolicy, type PolicyCharge, type PolicyCheck } from './checkPolicy.js'
export { checkSession } from './checkSession.js'
export { decodePolicy } from './decodePolicy.js'
export type { BudgetDefinition } from './defineBudgets.js'
export { definePolicy } from './definePolicy.js'
export { deny, denyAnyFunction, denyTransfer } from './deny.js'
export type { RefusalWords } from './describeRefusal.js'
export { and, any, each, hashEq, lengthLte } from './dynamicRules.js'
export { encodePolicy } from './encodePolicy.js'
export type { PolicyWarning } from './explain/warnings.js'
export type { Vocabulary } from './explain/words.js'
export { explainSession } from './explainSession.js'
export type { FunctionName, FunctionNamed } from './functionNames.js'
export type { PolicyFailure, PolicyRefusal } from './judge/verdict.js'
export { labelPolicy } from './labelPolicy.js'
export type { Budget, BudgetKind, BudgetPeriod, Permission, PermissionDraft, Policy } from './policy.js'
export type { ArrayItem, OperandRule, Program, ProgramItem, WordKind, WordRule, WordType } from './program.js'
export type {
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
  Rule,
  SumRule,
} from './rule.js'
export { toPolicySession } from './toPolicySession.js'
export { account, between, eq, gt, gte, lt, lte, mask, neq, oneOf, sum } from './wordRules.js'
