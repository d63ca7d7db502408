import { configDefaults, defineConfig } from 'vitest/config'

/** What takes long and repeats with more cases what others test: `npm run test:all` runs it too. */
const slow = [
  'demo/scripts/**',
  'demo/stack/stack.test.ts',
  'test/alchemy/permissions.test.ts',
  'test/package/**',
  'test/policy/differential.test.ts',
]

export default defineConfig({
  test: {
    coverage: {
      exclude: ['ts/**/*.test.ts', 'ts/**/*.test-d.ts', 'ts/generated/**'],
      include: ['ts/**/*.ts'],
      reporter: [['text', { skipFull: true }]],
      thresholds: { lines: 95 },
    },
    // Loading viem anew for each file takes longer than most of the tests: files of one worker share it.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['ts/**/*.test.ts'],
          setupFiles: ['test/utils/viemErrors.ts'],
          testTimeout: 30_000,
          // One less is the default: of two cores, half.
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts', 'demo/**/*.test.ts', 'examples/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...(process.env.LATCHKEY_ALL ? [] : slow)],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // Each file has a chain and a bundler of its own, and waits for them most of the time.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
