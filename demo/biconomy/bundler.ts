import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createPimlicoClient } from 'permissionless/clients/pimlico'
import { http, numberToHex } from 'viem'
import type { Stack } from '../stack/index.js'

/** Stands where Biconomy's hosted bundler does. */
export type BiconomyBundler = {
  stop: () => Promise<void>
  /** In the form that Biconomy's client reads the chain from. */
  url: string
}

type Request = { id: number; jsonrpc: string; method: string; params: unknown[] }
type Response = { error?: { message: string }; result?: object }

/**
 * Puts the stack's bundler behind the address of Biconomy's hosted one, and adds what that does beyond ERC-4337, without which
 * Biconomy's client sends nothing:
 * - It answers an estimate with fees as well. Left to itself, the client writes the digits of the tip as if they were hexadecimal, so
 *   that the tip is above the cap.
 * - It takes a third parameter with an operation; other bundlers refuse the request.
 * - It refuses with an HTTP status of failure. A JSON-RPC error alone the client takes for an operation whose hash is undefined.
 */
export async function startBiconomyBundler({ stack }: { stack: Stack }): Promise<BiconomyBundler> {
  const pimlico = createPimlicoClient({ transport: http(stack.bundler.rpcUrl) })
  const forward = async (request: Request): Promise<Response> => {
    const body = JSON.stringify({ ...request, params: request.params.slice(0, 2) })
    const headers = { 'content-type': 'application/json' }
    return (await fetch(stack.bundler.rpcUrl, { body, headers, method: 'POST' })).json() as Promise<Response>
  }
  const answer = async (request: Request): Promise<Response> => {
    if (request.method !== 'eth_estimateUserOperationGas') return forward(request)
    const { fast } = await pimlico.getUserOperationGasPrice()
    const fees = {
      maxFeePerGas: numberToHex(fast.maxFeePerGas),
      maxPriorityFeePerGas: numberToHex(fast.maxPriorityFeePerGas),
    }
    const response = await forward(request)
    return response.result ? { ...response, result: { ...response.result, ...fees } } : response
  }

  const server = createServer(async (incoming, outgoing) => {
    const response = await readBody(incoming)
      .then(answer)
      .catch((error: unknown): Response => ({ error: { message: String(error) } }))
    outgoing.writeHead(response.error ? 400 : 200, { 'content-type': 'application/json' })
    outgoing.end(JSON.stringify(response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
    url: `http://127.0.0.1:${port}/api/v2/${stack.chain.id}/key`,
  }
}

async function readBody(incoming: IncomingMessage): Promise<Request> {
  const chunks: Uint8Array[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return JSON.parse(new TextDecoder().decode(Buffer.concat(chunks)))
}
