// Loaded into the bundler before its own code, which listens on every interface and does not print where.
import { Server } from 'node:net'

const { listen } = Server.prototype

Server.prototype.listen = function (options, ...rest) {
  this.once('listening', () => console.log(`Listening on 127.0.0.1:${this.address().port}`))
  return listen.call(this, { ...options, host: '127.0.0.1' }, ...rest)
}
