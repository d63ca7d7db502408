export { ParticleServerError, type ParticleServerErrorType } from '../errors/particleServer.js'
export { type ParticleServer, startParticleServer } from './serve.js'
