/** The most of somebody else's words that is repeated. */
const maxLength = 300

/**
 * One line of what somebody else said, without URLs, of bounded length: bundlers repeat what their own nodes told them, and URLs hold
 * keys.
 *
 * @internal
 */
export function toShownText(message: string): string {
  const [line = ''] = message.trim().split(/[\r\n]/, 1)
  const text = line.replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '[url]')
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text
}
