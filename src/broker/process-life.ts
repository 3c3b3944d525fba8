import { readFileSync } from 'node:fs'

/** What tells one process from another that later gets its number: the number, and when it began (proc(5), stat field 22). */
export function processName(pid = process.pid): string | undefined {
  const fields = statFields(pid)
  const [state] = fields
  const began = fields[19]
  return state === undefined || state === 'Z' || began === undefined ? undefined : `${pid}-${began}`
}

/** Whether the process of that name, see `processName`, still runs. */
export function isAlive(name: string): boolean {
  return name !== '' && processName(Number.parseInt(name, 10)) === name
}

/** Whether a process runs: one that has ended and waits for its parent to notice does not. */
export function isRunning(pid: number): boolean {
  return processName(pid) !== undefined
}

/** The fields of /proc/PID/stat from the state on: the name before it may have spaces and parentheses. */
function statFields(pid: number): readonly string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}
