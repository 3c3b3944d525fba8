import { median } from './measured.ts'
import { timedCommand } from './timed-command.ts'

const TIMES = 15

/** What it costs this machine to start Node and do nothing, in milliseconds of wall. */
export async function shellFigures(): Promise<{ readonly emptyNodeMs: number }> {
  const walls: number[] = []
  for (let at = 0; at < TIMES; at++)
    walls.push((await timedCommand([process.execPath, '-e', '0'], process.env)).wallMs)
  return { emptyNodeMs: median(walls) }
}
