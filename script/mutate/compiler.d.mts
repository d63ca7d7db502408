export type Code = { creation: string; runtime: string }

export function createCompiler(root: string): {
  compile(options: {
    contracts: readonly string[]
    file: string
    pipeline: 'chain' | 'plain'
    replaced?: Record<string, string>
  }): Record<string, Code> | undefined
  parse(sources: readonly string[]): Record<string, object>
  read(path: string): string
}
