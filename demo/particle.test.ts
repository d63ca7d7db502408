import Axios from 'axios'
import { type Address, type ByteArray, createClient, encodeFunctionData, type Hex, http, toBytes } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ParticleServer, startParticleServer } from '../ts/node/serve.js'
import { createParticleHandler } from '../ts/particle/rpc/createParticleHandler.js'
import { type Stack, startStack } from './stack/index.js'
import { createWorld, erc1155Abi, type World } from './story/world.js'

let stack: Stack
let world: World
let server: ParticleServer

beforeAll(async () => {
  stack = await startStack()
  world = await createWorld({ stack })
  server = await startParticleServer({
    handler: createParticleHandler({
      bundler: http(stack.bundler.rpcUrl),
      client: stack.publicClient,
      contracts: { biconomy: stack.biconomy, registry: world.latchkey.BiconomySessionRegistry },
      gasless: 'boost',
      onError: (e) => console.log(e),
    }),
  })
})

afterAll(async () => {
  await server?.close()
  await stack?.stop()
})

/** What the script uses of ethers. */
const Wallet = {
  createRandom() {
    const account = privateKeyToAccount(generatePrivateKey())
    return {
      address: account.address,
      signMessage: (raw: ByteArray) => account.signMessage({ message: { raw } }),
    }
  },
}
const utils = { arrayify: (hex: Hex) => toBytes(hex) }

test('the seed', async () => {
  const chainId = stack.chain.id
  const PARTICLE_RPC = `${server.url}/${chainId}`
  const nft1155ContractAddress = world.nft
  const customValidationContractAddress = world.latchkey.ERC1155MintModule

  const mainSigner = Wallet.createRandom()
  const sessionSigner = Wallet.createRandom()
  const smartAccount = { name: 'BICONOMY', version: '2.0.0', ownerAddress: mainSigner.address }
  let sessions: any[] = [
    {
      validUntil: 0,
      validAfter: 0,
      sessionValidationModule: customValidationContractAddress,
      sessionKeyDataInAbi: [
        ['address', 'address', 'uint256'],
        [sessionSigner.address, sessionSigner.address, 1],
      ],
    },
  ]
  const resCreateSessions = await Axios.post(PARTICLE_RPC, {
    method: 'particle_aa_createSessions',
    params: [smartAccount, sessions],
  })
  console.log(JSON.stringify(resCreateSessions.data, null, 1))
  {
    const userOp = resCreateSessions.data.result.verifyingPaymasterGasless.userOp
    const userOpHash = resCreateSessions.data.result.verifyingPaymasterGasless.userOpHash
    sessions = resCreateSessions.data.result.sessions
    userOp.signature = await mainSigner.signMessage(utils.arrayify(userOpHash))
    const resSendUserOp = await Axios.post(PARTICLE_RPC, {
      method: 'particle_aa_sendUserOp',
      params: [smartAccount, userOp],
    })
    console.log(resSendUserOp.data)
  }
  const resValidateSession = await Axios.post(PARTICLE_RPC, {
    method: 'particle_aa_validateSession',
    params: [smartAccount, { sessions, targetSession: sessions[0] }],
  })
  console.log(resValidateSession.data)
  const tx = {
    to: nft1155ContractAddress,
    data: encodeFunctionData({ abi: erc1155Abi, functionName: 'mintTo', args: [sessionSigner.address, 1n, 1n] }),
  }
  const resGetFeeQuotes = await Axios.post(PARTICLE_RPC, {
    method: 'particle_aa_getFeeQuotes',
    params: [smartAccount, [tx]],
  })
  console.log(JSON.stringify(resGetFeeQuotes.data, null, 1))
  {
    const userOp = resGetFeeQuotes.data.result.verifyingPaymasterGasless.userOp
    const userOpHash = resGetFeeQuotes.data.result.verifyingPaymasterGasless.userOpHash
    userOp.signature = await sessionSigner.signMessage(utils.arrayify(userOpHash))
    const resSendUserOp = await Axios.post(PARTICLE_RPC, {
      method: 'particle_aa_sendUserOp',
      params: [smartAccount, userOp, { sessions, targetSession: sessions[0] }],
    })
    console.log(resSendUserOp.data)
  }
})
