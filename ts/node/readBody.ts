import type { IncomingMessage } from 'node:http'
import { HttpRefusal } from './httpRefusal.js'

/** Reads a body of at most `max` bytes. What says beforehand that it is larger is not read at all. @internal */
export function readBody(request: IncomingMessage, max: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const refuse = () => reject(new HttpRefusal(413, `The body is larger than ${max} bytes.`))
    if (Number(request.headers['content-length'] ?? 0) > max) return refuse()

    const chunks: Uint8Array[] = []
    let size = 0
    // By events: a loop over the stream that is left early would end the connection, and the answer with it.
    const read = (chunk: Uint8Array) => {
      size += chunk.byteLength
      if (size <= max) return chunks.push(chunk)
      request.off('data', read).pause()
      return refuse()
    }
    request.on('data', read)
    request.once('end', () => resolve(join(chunks, size)))
    request.once('close', () => reject(new HttpRefusal(400, 'The body was cut short.')))
  })
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const joined = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    joined.set(chunk, offset)
    offset += chunk.byteLength
  }
  return joined
}
