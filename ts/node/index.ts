export { ParticleServerError, type ParticleServerErrorType } from '../errors/particleServer.js'
export { createFileStore } from './fileStore.js'
export { type ParticleServer, startParticleServer } from './serve.js'
