import { ParticleRpcError } from '../../errors/particleRpc.js'

/** JSON-RPC 2.0, EIP-1474 and ERC-7769. @internal */
export const rpcCodes = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  limitExceeded: -32005,
  notIncluded: -32000,
  opRefused: -32500,
  opOutOfTime: -32503,
  opSignatureInvalid: -32507,
} as const

/** The error of a parameter, which `path` names as `params[1][0].validUntil`. @internal */
export function invalidParams(path: string, reason: string, cause?: unknown): ParticleRpcError {
  return new ParticleRpcError({
    cause,
    code: rpcCodes.invalidParams,
    data: { path },
    message: `\`${path}\` ${reason}.`,
  })
}
