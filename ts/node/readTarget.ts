import { HttpRefusal } from './httpRefusal.js'

/** `/`, or the paths of Particle's own server, and behind either the id of a chain. */
const path = /^(?:\/evm-chain(?:\/public)?)?(?:\/(?<chainId>\d+))?\/?$/

/**
 * Reads the chain's id from the target of a request, as a path (`/137`) or as Particle's query (`?chainId=137`). Whatever else the
 * query holds, such as a project's keys, is for Particle's own server.
 *
 * @internal
 */
export function readTarget(target: string | undefined): { chainId: number | undefined } {
  const [pathname = '', ...query] = (target ?? '').split('?')
  const match = path.exec(pathname)
  if (!match) throw new HttpRefusal(404, 'There is nothing at this path.')
  const named = new URLSearchParams(query.join('?')).getAll('chainId')
  if (match.groups?.chainId !== undefined) named.push(match.groups.chainId)
  const [first, ...others] = named.map(Number)
  if (first === undefined) return { chainId: undefined }
  // Number() takes more than digits.
  if (!named.every((text) => /^\d{1,16}$/.test(text)) || !Number.isSafeInteger(first))
    throw new HttpRefusal(400, 'The URL names a chain by something else than its number.')
  if (others.some((other) => other !== first)) throw new HttpRefusal(400, 'The URL names several chains.')
  return { chainId: first }
}
