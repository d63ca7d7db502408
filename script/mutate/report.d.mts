export type Counts = { killed?: number; same?: number; stillborn?: number; survived?: number; timeout?: number }

export type FileResult = {
  digest: string
  mutants: number
  operators: Record<string, Counts>
  survivors: Record<string, { diff: string; line: number }>
}

export function reportOf(options: {
  equivalents: Record<string, string>
  results: { files: Record<string, FileResult> }
}): string
