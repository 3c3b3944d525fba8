import { readdirSync, readFileSync } from 'node:fs'

/** Milliseconds of a clock tick in /proc, which Linux fixes at 1/100 s for programs. */
const TICK_MS = 10

/** CPU milliseconds that a living process has used, all its threads, to the nanosecond where the kernel tells. */
export function cpuMsOf(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    const nanoseconds = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'))
    return sum(nanoseconds.map((text) => Number(text.split(' ', 1)[0]))) / 1e6
  } catch {
    return sum(statFields(`/proc/${pid}/stat`).slice(11, 13)) * TICK_MS
  }
}

/** CPU milliseconds of this process and of every child that has ended. */
export function ownCpuMs(): number {
  return sum(statFields('/proc/self/stat').slice(11, 15)) * TICK_MS
}

/** CPU milliseconds that the whole machine has been busy since it started. */
export function machineBusyMs(): number {
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = (
    readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? ''
  )
    .split(/\s+/)
    .map(Number)
  return (user + nice + system + irq + softirq) * TICK_MS
}

/** Resident kilobytes of a living process. */
export function residentKb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
}

/** The fields behind the program's name, which may have anything in it: the first is the state. */
function statFields(path: string): number[] {
  const text = readFileSync(path, 'utf8')
  return text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
