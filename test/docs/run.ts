import { inspect } from 'node:util'
import ts from 'typescript'
import { toSource } from './compile.js'
import { givenModule, type Module } from './modules.js'

type Exports = Record<string, unknown>
type Printed = { expected: string; line: number; printed: string[] }

const AsyncFunction = (async () => {}).constructor as new (...code: string[]) => (...values: unknown[]) => Promise<void>

/**
 * Runs modules in order, and throws when one does or prints what the comment behind it does not say.
 *
 * @param give - What is given along with one of the page's accounts. It is asked once for each that is used.
 */
export async function run(
  modules: readonly Module[],
  give: (account: number) => Promise<Readonly<Exports>>,
): Promise<void> {
  const given = new Map<number, Readonly<Exports>>()
  const done = new Map<string, Exports>()
  for (const module of modules) {
    const prints: Printed[] = []
    const { code, imports } = toScript(module, prints)
    const found = new Map<string, Exports>()
    for (const name of imports)
      if (name === givenModule) {
        const ofAccount = given.get(module.account) ?? (await give(module.account))
        given.set(module.account, ofAccount)
        found.set(name, ofAccount)
      } else if (name.startsWith('./')) found.set(name, done.get(name.slice(2).replace(/js$/, 'ts')) ?? {})
      else found.set(name, (await import(/* @vite-ignore */ toSource(name))) as Exports)
    const exports: Exports = {}
    const print = (index: number, ...values: unknown[]) => prints[index]?.printed.push(values.map(toText).join(' '))
    try {
      await new AsyncFunction('require', 'exports', 'print', code)((name: string) => found.get(name), exports, print)
    } catch (cause) {
      throw new Error(`The block at ${module.path}, line ${module.line}, threw: ${(cause as Error).message}`, { cause })
    }
    for (const { expected, line, printed } of prints)
      if (!toPattern(expected).test(printed.join('\n')))
        throw new Error(
          `${module.path}, line ${line}: it printed\n${printed.join('\n')}\nwhere the page has\n${expected}`,
        )
    done.set(module.path.split('/').pop() ?? '', exports)
  }
}

/** The module as JavaScript, with what it prints led to `print`, and what it imports. */
function toScript(module: Module, prints: Printed[]): { code: string; imports: readonly string[] } {
  const file = ts.createSourceFile(module.path, module.code, ts.ScriptTarget.ES2022, true)
  let code = module.code
  const visit = (node: ts.Node) => {
    // From the end on, so that what is found next stays where it is.
    for (const child of [...node.getChildren(file)].reverse()) visit(child)
    if (!ts.isCallExpression(node) || node.expression.getText(file) !== 'console.log') return
    const [, comment] = /^\)?;?\n((?: *\/\/.*\n)+)/.exec(module.code.slice(node.end)) ?? []
    const expected = comment ? comment.replaceAll(/^ *\/\/ ?/gm, '').trimEnd() : '…'
    const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + module.line - 1
    const start = node.arguments.pos
    code = `${code.slice(0, node.getStart(file))}print(${prints.length}, ${code.slice(start)}`
    prints.push({ expected, line, printed: [] })
  }
  visit(file)
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: false },
  })
  const imports = [...outputText.matchAll(/require\("([^"]+)"\)/g)].map(([, name = '']) => name)
  return { code: outputText, imports }
}

const toText = (value: unknown) => (typeof value === 'string' ? value : inspect(value, { depth: 5 }))

function toPattern(expected: string): RegExp {
  const escaped = expected.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('…', '[^]*')}$`)
}
