import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const entries = ['ts/index.ts', 'ts/policy/index.ts', 'ts/keys/index.ts', 'ts/particle/index.ts', 'ts/node/index.ts']

const { options } = ts.convertCompilerOptionsFromJson(
  ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config.compilerOptions,
  root,
)
const program = ts.createProgram(
  entries.map((entry) => root + entry),
  options,
)
const checker = program.getTypeChecker()

test.each(entries)('%s: every export says what it is, and every function and constant has an example', (entry) => {
  const source = program.getSourceFile(root + entry)
  const module = source && checker.getSymbolAtLocation(source)
  if (!module) throw new Error(`${entry} exports nothing.`)
  const missing = checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
    const [declaration] = symbol.declarations ?? []
    // Types of errors say no more than the errors; generated files are nobody's text.
    if (!declaration || /ErrorType$/.test(symbol.name) || declaration.getSourceFile().fileName.includes('/generated/'))
      return []
    const isUsed = ts.isFunctionDeclaration(declaration) || ts.isVariableDeclaration(declaration)
    const hasText = symbol.getDocumentationComment(checker).length !== 0
    const hasExample = symbol.getJsDocTags(checker).some(({ name }) => name === 'example')
    return hasText && (hasExample || !isUsed) ? [] : [symbol.name]
  })
  expect(missing).toEqual([])
})
