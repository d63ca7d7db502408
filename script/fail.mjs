/** Ends the script, saying why on the error stream: what reads its output reads none of it. */
export function fail(message, { code = 1 } = {}) {
  process.stderr.write(`${message}\n`)
  process.exit(code)
}
