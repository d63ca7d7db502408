import ts from 'typescript'
import { root } from './blocks.js'
import { givenModule, type Module } from './modules.js'

const entries = {
  latchkey: 'ts/index.ts',
  'latchkey/abis': 'ts/generated/abis.ts',
  'latchkey/keys': 'ts/keys/index.ts',
  'latchkey/node': 'ts/node/index.ts',
  'latchkey/particle': 'ts/particle/index.ts',
  'latchkey/policy': 'ts/policy/index.ts',
}

/** Codes of what is declared or imported and never read. */
const unused = [6133, 6192, 6196]

/** Files that are not of the modules: they stay as they are. */
const sources = new Map<string, ts.SourceFile | undefined>()

/** Where the source of an entry of the package is; any other module is itself. */
export const toSource = (name: string) => (name in entries ? root + entries[name as keyof typeof entries] : name)

/**
 * What is wrong with modules, as the repository's own options have it: `page:line message`.
 *
 * @param given - The type `Given` of this file says what is given.
 */
export function compile(
  modules: readonly Module[],
  given: { names: readonly string[]; path: string },
): readonly string[] {
  const givenPath = `${root}test/docs/given.virtual.ts`
  const files = new Map(modules.map((module) => [root + module.path, module]))
  const codes = new Map(modules.map(({ code, path }) => [root + path, code]))
  codes.set(
    givenPath,
    [
      `import type { Given } from '${root}${given.path}'`,
      ...given.names.map((name) => `export declare const ${name}: Given['${name}']`),
    ].join('\n'),
  )
  const config = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config
  const options: ts.CompilerOptions = {
    ...ts.convertCompilerOptionsFromJson(config.compilerOptions, root).options,
    // As an app with a bundler has it: the types of @biconomy/account are found in no other way.
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    baseUrl: root,
    paths: {
      ...Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, [path]])),
      [givenModule]: [givenPath],
    },
  }
  const host = ts.createCompilerHost(options)
  const { fileExists, getSourceFile, readFile } = host
  host.fileExists = (name) => codes.has(name) || fileExists(name)
  host.readFile = (name) => codes.get(name) ?? readFile(name)
  host.getSourceFile = (name, target, ...others) => {
    const code = codes.get(name)
    if (code === undefined && !sources.has(name)) sources.set(name, getSourceFile(name, target, ...others))
    return code === undefined
      ? sources.get(name)
      : ts.createSourceFile(name, code, typeof target === 'object' ? target : { languageVersion: target })
  }
  const program = ts.createProgram({ host, options, rootNames: [...codes.keys()] })
  return [...codes.keys()].flatMap((path) => {
    const source = program.getSourceFile(path)
    if (!source) throw new Error(`${path} was not compiled.`)
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].flatMap((found) => {
      const { line } = source.getLineAndCharacterOfPosition(found.start ?? 0)
      const module = files.get(path)
      // The imports of the first line are not the page's: one too many is no fault.
      if ((!module || line === 0) && unused.includes(found.code)) return []
      const place = module ? `${module.path.replace(/\.\d+\.ts$/, '')}:${module.line + line - 1}` : path
      return [`${place} ${ts.flattenDiagnosticMessageText(found.messageText, ' ')}`]
    })
  })
}
