import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'

/** What xCAT's operator sees of a command. */
export interface Seen {
  readonly stdout: readonly string[]
  readonly stderr: readonly string[]
  readonly code: number | null
}

/** A client of xCAT's protocol in a process of its own. */
export class XcatClient {
  readonly child: ChildProcessWithoutNullStreams
  readonly #seen: Promise<Seen>

  constructor(words: readonly string[]) {
    this.child = python('xcat_client.py', words)
    const closed = once(this.child, 'close')
    const [stdout, stderr] = [linesOf(this.child.stdout), linesOf(this.child.stderr)]
    this.#seen = Promise.all([stdout, stderr, closed]).then(([out, err, [code]]) => ({
      stdout: out,
      stderr: err,
      code,
    }))
  }

  seen(): Promise<Seen> {
    return this.#seen
  }
}

/** Runs one command as xCAT does; `nodeinfo` is what its broker knows of the nodes. */
export function xcat(
  sock: string,
  nodeinfo: object,
  words: readonly string[],
  options: readonly string[] = [],
) {
  const info = JSON.stringify(nodeinfo)
  return new XcatClient(['--sock', sock, '--nodeinfo', info, ...options, ...words])
}

/** Holds a lock as xCAT's broker does, until it is killed. */
export async function holdLock(t: TestContext, path: string): Promise<ChildProcessWithoutNullStreams> {
  const holder = python('lock_holder.py', [path])
  t.after(() => holder.kill('SIGKILL'))
  await once(holder.stdout, 'data')
  return holder
}

function python(script: string, words: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn('python3', [join(import.meta.dirname, script), ...words])
}

async function linesOf(stream: NodeJS.ReadableStream): Promise<string[]> {
  const lines: string[] = []
  for await (const line of createInterface({ input: stream })) lines.push(line)
  return lines
}
