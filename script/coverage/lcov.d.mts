export type Place = {
  hits: number
  line: number
  /** Which way of a branch; of a line undefined. */
  way: number | undefined
}

export type Count = { excused: number; found: number; missed: number }

export type Gap = { branches?: string[]; lines?: string[]; reason: string }

export type Missed = { line: number; reason: string | undefined; text: string; way: number | undefined }

export function readLcov(text: string): Map<string, Place[]>

export function judge(
  places: readonly Place[],
  source: string,
  gaps?: readonly Gap[],
): { branches: Count; lines: Count; missed: Missed[]; stale: { text: string }[] }
