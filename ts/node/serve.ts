import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ParticleServerError, type ParticleServerErrorType } from '../errors/particleServer.js'
import type { ParticleHandler } from '../particle/rpc/createParticleHandler.js'
import { HttpRefusal } from './httpRefusal.js'
import { readBody } from './readBody.js'
import { readTarget } from './readTarget.js'
import { assertHost, assertJson, toAllowedHosts } from './requestHeaders.js'

/** A server that answers Particle's methods over HTTP. */
export type ParticleServer = {
  /** Stops listening and drops what is open. Resolves once it has. */
  close: () => Promise<void>
  /** Port that it listens on. */
  port: number
  /** Where to send requests. The chain's id may follow as a path (`/137`) or in the query (`?chainId=137`). */
  url: string
}

/**
 * Serves a handler over HTTP: `POST` of a JSON-RPC request or a batch of them, as `application/json`.
 *
 * It listens on this machine only and asks nobody who they are, so that whoever reaches it can use its bundler and paymaster. In
 * front of a network put what authenticates, limits and encrypts, and name the hosts that it is reached by (`allowedHosts`).
 *
 * What it refuses, with a status and a JSON-RPC error: a `Host` that is not its own (a page whose name was rebound to this machine), an
 * `Origin` that is not allowed (any page's, by default), other methods and media types, bodies and headers that are too large
 * or too slow, and more requests at once than it takes.
 *
 * @param parameters - The handler, and where to listen.
 * @returns The server, listening.
 * @throws `ParticleServerError` when it cannot listen.
 *
 * @example
 * ```ts
 * import { startParticleServer } from 'latchkey/node'
 * import { createParticleHandler } from 'latchkey/particle'
 * import { http } from 'viem'
 *
 * const handler = createParticleHandler({ bundler: http(bundlerUrl), client, contracts: { registry } })
 * const server = await startParticleServer({ handler })
 * console.log(server.url)
 * // http://127.0.0.1:…
 * await server.close()
 * ```
 */
export async function startParticleServer(parameters: startParticleServer.Parameters): Promise<ParticleServer> {
  const { host = '127.0.0.1', maxConnections = 128, port = 0, requestTimeout = 10_000 } = parameters
  const server = createServer({
    // How often late requests are looked for; Node's own default is half a minute.
    connectionsCheckingInterval: Math.min(requestTimeout, 1_000),
    headersTimeout: requestTimeout,
    keepAliveTimeout: 5_000,
    maxHeaderSize: 16_384,
    requestTimeout,
  })
  server.maxConnections = maxConnections
  server.on('request', toListener(parameters, host))
  await listen(server, { host, port })

  const address = server.address() as AddressInfo
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
    port: address.port,
    url: `http://${name}:${address.port}`,
  }
}

export declare namespace startParticleServer {
  type Parameters = {
    /** What answers: from `createParticleHandler`. */
    handler: ParticleHandler
    /**
     * Names that the server is reached by, without port, beside `localhost`, `127.0.0.1`, `[::1]` and `host`: such as the name that
     * a proxy passes on.
     */
    allowedHosts?: readonly string[] | undefined
    /** Origins whose pages may use the server, such as `https://app.example`. Default: none. */
    allowedOrigins?: readonly string[] | undefined
    /** Address to listen on. Default: `127.0.0.1`, which only this machine reaches. */
    host?: string | undefined
    /** The largest body in bytes. Default: 1 MiB. */
    maxBodySize?: number | undefined
    /** The most connections at once. Default: 128. */
    maxConnections?: number | undefined
    /** The most requests that are answered at once. Default: 64. */
    maxRequests?: number | undefined
    /** Port to listen on. Default: 0, a free one that the system chooses. */
    port?: number | undefined
    /** Milliseconds in which a request must have arrived. Default: 10,000. */
    requestTimeout?: number | undefined
  }
  type ReturnType = ParticleServer
  type ErrorType = ParticleServerErrorType
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error) => reject(new ParticleServerError({ cause, host, port }))
    server.once('error', fail)
    try {
      server.listen({ host, port }, () => {
        server.off('error', fail)
        // Such as no file descriptor left for a connection: that one fails, and the server goes on.
        server.on('error', () => {})
        resolve()
      })
    } catch (cause) {
      // A port that is no port throws.
      fail(cause as Error)
    }
  })
}

function toListener(parameters: startParticleServer.Parameters, host: string) {
  const { allowedHosts = [], allowedOrigins = [], handler, maxBodySize = 1_048_576, maxRequests = 64 } = parameters
  const hosts = toAllowedHosts([host, ...allowedHosts])
  const origins = new Set(allowedOrigins)
  let running = 0

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // Before all else: a page whose name was rebound to this machine sends its own name.
    assertHost(request, hosts)
    const { origin } = request.headers
    if (origin !== undefined) {
      if (!origins.has(origin)) throw new HttpRefusal(403, 'Pages of this origin may not use the server.')
      response.setHeader('access-control-allow-origin', origin)
      response.setHeader('vary', 'origin')
    }
    const { chainId } = readTarget(request.url)
    if (request.method === 'OPTIONS' && origin !== undefined) {
      response.setHeader('access-control-allow-methods', 'POST')
      response.setHeader('access-control-allow-headers', 'authorization, content-type')
      response.writeHead(204).end()
      return
    }
    if (request.method !== 'POST') {
      response.setHeader('allow', 'POST')
      throw new HttpRefusal(405, 'Requests are sent by POST.')
    }
    assertJson(request)
    const json = parse(await readBody(request, maxBodySize))
    send(response, 200, 'error' in json ? json.error : await handler.handle(json.value, { chainId }))
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    // A connection that breaks is its client's loss alone.
    request.on('error', () => {})
    response.on('error', () => {})
    if (running >= maxRequests) {
      refuse(response, new HttpRefusal(503, 'The server is busy.'))
      return
    }
    running++
    answer(request, response)
      .catch((error) => {
        refuse(response, error instanceof HttpRefusal ? error : new HttpRefusal(500, 'The server failed.'))
      })
      .finally(() => {
        running--
      })
  }
}

function parse(body: Uint8Array): { value: unknown } | { error: object } {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) }
  } catch {
    return { error: { jsonrpc: '2.0', id: null, error: { code: -32700, message: 'The body is not JSON.' } } }
  }
}

function refuse(response: ServerResponse, { message, status }: HttpRefusal): void {
  // What is left of the request is not read.
  response.setHeader('connection', 'close')
  send(response, status, { jsonrpc: '2.0', id: null, error: { code: -32600, message } })
}

function send(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent || response.destroyed) return
  const text = JSON.stringify(body)
  response
    .writeHead(status, {
      'cache-control': 'no-store',
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
    })
    .end(text)
}
