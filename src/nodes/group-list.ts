import { EVERY_NODE, nameProblem } from './node-name.ts'

/** The groups of a comma list, each once, without `all`, which every node is in anyway; a text says what is wrong. */
export function groupList(text: string): readonly string[] | string {
  const names = new Set(text.split(',').map((name) => name.trim()))
  names.delete('')
  names.delete(EVERY_NODE)
  for (const name of names) {
    const problem = nameProblem(name)
    if (problem !== undefined) return `groups: ${problem}`
  }
  return [...names]
}
