import { readFileSync, writeFileSync } from 'node:fs'

const BEGIN = '<!-- bench: begin -->'
const END = '<!-- bench: end -->'

/** Puts the report where the file has its marks. @throws Error for a file without them */
export function replaceTable(file: string, report: string): void {
  const text = readFileSync(file, 'utf8')
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)]
  if (begin < 0 || end < begin) throw new Error(`${file} has no ${BEGIN} … ${END}`)
  writeFileSync(file, `${text.slice(0, begin + BEGIN.length)}\n${report}\n${text.slice(end)}`)
}
