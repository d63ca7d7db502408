import { expect, test } from 'vitest'
import { readBiconomyArtifact } from './artifacts.js'

test('error: not compiled', async () => {
  await expect(readBiconomyArtifact({ contract: 'Absent', file: 'Absent' })).rejects.toMatchObject({
    message: expect.stringContaining('node script/setup.mjs'),
    name: 'ArtifactNotFoundError',
  })
})
