type Outputs = { [contract: string]: string[] }

export type SolcInput = {
  language: string
  settings: { outputSelection: { [file: string]: Outputs }; remappings?: string[] }
  sources: { [file: string]: { content: string } }
}

export type SolcOutput = {
  contracts?: { [file: string]: { [contract: string]: unknown } }
  errors?: { message: string; severity: string }[]
  sources?: { [file: string]: { id: number; ast?: unknown } }
}

export function splitInput(input: SolcInput, count: number): SolcInput[]

export function mergeOutputs(outputs: SolcOutput[]): SolcOutput
