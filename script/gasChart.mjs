// Draws what sessions cost above the owner's own signature as bars.

const barHeight = 18
const labelWidth = 390
const chartWidth = 420
const lineHeight = 24
const headHeight = 34

/**
 * @param {readonly { title: string, bars: readonly { gas: number, isOurs: boolean, label: string }[] }[]} groups
 * @returns {string} An SVG that reads on light and dark pages.
 */
export function toGasChart(groups) {
  const most = Math.max(...groups.flatMap(({ bars }) => bars.map(({ gas }) => gas)))
  const parts = []
  let y = 4
  for (const { bars, title } of groups) {
    parts.push(`<text x="0" y="${y + 22}" class="title">${escapeText(title)}</text>`)
    y += headHeight
    for (const { gas, isOurs, label } of bars) {
      const width = Math.max(2, Math.round((gas / most) * chartWidth))
      parts.push(
        `<text x="${labelWidth - 10}" y="${y + 13}" class="label">${escapeText(label)}</text>`,
        `<rect x="${labelWidth}" y="${y}" width="${width}" height="${barHeight}" class="${isOurs ? 'ours' : 'peer'}"/>`,
        `<text x="${labelWidth + width + 8}" y="${y + 13}">+${gas.toLocaleString('en-US')}</text>`,
      )
      y += lineHeight
    }
    y += 8
  }
  const [width, height] = [labelWidth + chartWidth + 90, y]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>Gas above the same operation signed by the owner</title>
<style>
text { fill: #59636e; font: 12px system-ui, sans-serif }
.title { font-weight: 600; font-size: 13px }
.label { text-anchor: end }
.ours { fill: #1a7f64 }
.peer { fill: #9aa4af }
@media (prefers-color-scheme: dark) { text { fill: #b6bfc9 } .ours { fill: #3fb68b } .peer { fill: #59636e } }
</style>
${parts.join('\n')}
</svg>
`
}

function escapeText(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
