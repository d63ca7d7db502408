import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const document = readFileSync(`${root}docs/alchemy.md`, 'utf8')
const blocks = [...document.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code ?? '')

/** Where an entry of the package has its source; entries that are not there yet have theirs in the first. */
const toSource = (...files: readonly string[]) => [files.find((file) => existsSync(root + file)) ?? 'ts/index.ts']

test('each block of the document compiles by itself', () => {
  expect(blocks.length).toBeGreaterThan(10)
  const files = new Map(blocks.map((code, index) => [`${root}docs/block${index}.ts`, code]))
  const options: ts.CompilerOptions = {
    ...ts.convertCompilerOptionsFromJson(
      ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config.compilerOptions,
      root,
    ).options,
    baseUrl: root,
    paths: {
      latchkey: ['ts/index.ts'],
      'latchkey/abis': toSource('ts/generated/abis.ts'),
      'latchkey/policy': toSource('ts/policy/index.ts'),
    },
  }
  const host = ts.createCompilerHost(options)
  const { fileExists, getSourceFile, readFile } = host
  host.fileExists = (name) => files.has(name) || fileExists(name)
  host.readFile = (name) => files.get(name) ?? readFile(name)
  host.getSourceFile = (name, target, ...others) => {
    const code = files.get(name)
    return code === undefined
      ? getSourceFile(name, target, ...others)
      : ts.createSourceFile(name, code, typeof target === 'object' ? target : { languageVersion: target })
  }
  const program = ts.createProgram({ host, options, rootNames: [...files.keys()] })
  const diagnostics = ts.getPreEmitDiagnostics(program).filter(({ file }) => file && files.has(file.fileName))
  expect(
    diagnostics.map(({ file, messageText }) => [
      files.get(file?.fileName ?? ''),
      ts.flattenDiagnosticMessageText(messageText, ' '),
    ]),
  ).toEqual([])
})
