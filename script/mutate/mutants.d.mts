export type Mutant = { diff: string; file: string; id: string; line: number; operator: string; source: string }

export function mutantsOf(options: { file: string; source: string; tree: object }): Mutant[]
