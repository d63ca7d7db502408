import type { IncomingMessage } from 'node:http'
import { HttpRefusal } from './httpRefusal.js'

const ownHosts = ['localhost', '127.0.0.1', '[::1]']

/** Addresses that mean "all of them": nobody is reached by that name. */
const wildcards = ['0.0.0.0', '::', '[::]']

/** @internal */
export function toAllowedHosts(hosts: readonly string[]): ReadonlySet<string> {
  const named = hosts
    .filter((host) => !wildcards.includes(host))
    // In a header, IPv6 addresses stand in brackets.
    .map((host) => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host).toLowerCase())
  return new Set([...ownHosts, ...named])
}

/** Refuses a name that is not the server's: with DNS rebinding, a page reaches this machine under the page's own. @internal */
export function assertHost({ headers }: IncomingMessage, allowed: ReadonlySet<string>): void {
  const name = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(headers.host ?? '')?.[1]
  if (name === undefined || !allowed.has(name.toLowerCase()))
    throw new HttpRefusal(403, 'The server is not reached by this name.')
}

/** Refuses what a page can send to other sites without asking: forms and plain text. @internal */
export function assertJson({ headers }: IncomingMessage): void {
  if (!/^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(headers['content-type'] ?? ''))
    throw new HttpRefusal(415, 'The body is to be application/json, in UTF-8.')
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    throw new HttpRefusal(415, 'The body is not to be compressed.')
}
