import ts from 'typescript'
import type { Page } from './blocks.js'

/** A block as a module: the names that it is given and the others declare are imported, and its own are exported. */
export type Module = {
  /** Which of the page's accounts is given to it. */
  account: number
  code: string
  /** Name of the file that the module would be, in the repository. */
  path: string
  /** Line of the page on which its second line stands. */
  line: number
}

/** Name of the module that has the given names, of pages or of examples. */
export const givenModule = '#given'

/** The blocks of a page as modules, in order. `known`: given names that need no mention. */
export function toModules(page: Page, known: ReadonlySet<string> = new Set()): readonly Module[] {
  /** How a later block imports what an earlier one has imported or declared. */
  const importOf = new Map<string, string>()
  return page.blocks.map((block, index) => {
    const path = `${page.path}.${index}.ts`
    const own = readNames(block.code)
    const toGiven = (name: string) => `import { ${name} } from '${givenModule}';`
    // What the block's own comment says goes before what an earlier block has declared.
    if (!block.isAlone) for (const name of block.given) importOf.set(name, toGiven(name))
    const imports = [...own.used].flatMap((name) => {
      if (own.imported.has(name) || own.values.has(name) || own.types.has(name)) return []
      const earlier = block.isAlone ? undefined : importOf.get(name)
      if (earlier) return [earlier]
      return block.given.includes(name) || known.has(name) ? [toGiven(name)] : []
    })
    const from = `from './${path.split('/').pop()?.replace(/ts$/, 'js')}';`
    if (!block.isAlone) {
      for (const [name, statement] of own.imported) importOf.set(name, statement)
      for (const name of own.values) importOf.set(name, `import { ${name} } ${from}`)
      for (const name of own.types) importOf.set(name, `import { type ${name} } ${from}`)
    }
    const exported = [...own.values].filter((name) => !own.exported.has(name))
    const types = [...own.types].filter((name) => !own.exported.has(name))
    return {
      account: block.account,
      code: `${imports.join(' ')}\n${block.code}export { ${exported.join(', ')} };\nexport type { ${types.join(', ')} };\n`,
      line: block.line,
      path,
    }
  })
}

/** What a block imports, declares at its top, and mentions. */
function readNames(code: string) {
  const file = ts.createSourceFile('block.ts', code, ts.ScriptTarget.ES2022, true)
  const names = {
    exported: new Set<string>(),
    imported: new Map<string, string>(),
    types: new Set<string>(),
    used: new Set<string>(),
    values: new Set<string>(),
  }
  const bind = (name: ts.BindingName, into: Set<string>) => {
    if (ts.isIdentifier(name)) into.add(name.text)
    else for (const element of name.elements) if (!ts.isOmittedExpression(element)) bind(element.name, into)
  }
  for (const statement of file.statements) {
    const declared = new Set<string>()
    if (ts.isImportDeclaration(statement)) {
      const { name, namedBindings } = statement.importClause ?? {}
      const from = `from ${statement.moduleSpecifier.getText(file)};`
      const type = statement.importClause?.isTypeOnly ? 'type ' : ''
      if (name) names.imported.set(name.text, `import ${type}${name.text} ${from}`)
      if (namedBindings && ts.isNamespaceImport(namedBindings))
        names.imported.set(namedBindings.name.text, `import ${type}${namedBindings.getText(file)} ${from}`)
      if (namedBindings && ts.isNamedImports(namedBindings))
        for (const element of namedBindings.elements)
          names.imported.set(element.name.text, `import ${type}{ ${element.getText(file)} } ${from}`)
    } else if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) bind(name, declared)
      for (const name of declared) names.values.add(name)
    } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      if (statement.name) declared.add(statement.name.text)
      for (const name of declared) names.values.add(name)
    } else if (ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement)) {
      declared.add(statement.name.text)
      names.types.add(statement.name.text)
    }
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    if (isExported) for (const name of declared) names.exported.add(name)
  }
  const visit = (node: ts.Node) => {
    if (ts.isIdentifier(node) && !isFieldName(node)) names.used.add(node.text)
    node.forEachChild(visit)
  }
  visit(file)
  return names
}

/** A name after a point or before a colon is none of the block's scope. */
function isFieldName(node: ts.Identifier): boolean {
  const { parent } = node
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isBindingElement(parent) && parent.propertyName === node)
  )
}
