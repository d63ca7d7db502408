import type { IncomingMessage } from 'node:http'
import { HttpRefusal } from './httpRefusal.js'

/** Reads a body of at most `max` bytes. What says beforehand that it is larger is not read at all. @internal */
export async function readBody(request: IncomingMessage, max: number): Promise<Uint8Array> {
  const tooLarge = () => new HttpRefusal(413, `The body is larger than ${max} bytes.`)
  if (Number(request.headers['content-length'] ?? 0) > max) throw tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > max) throw tooLarge()
    chunks.push(chunk)
  }
  const body = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    body.set(chunk, offset)
    offset += chunk.byteLength
  }
  return body
}
