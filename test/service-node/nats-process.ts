import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { temporaryFolder } from '../nodes/temporary-store.ts'

/** A port of the loopback address that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

/** A real nats-server in a process of its own, which a test may end and start again. */
export class NatsProcess {
  readonly port: number
  readonly #conf: string
  readonly #t: TestContext
  #child: ChildProcess | undefined

  private constructor(t: TestContext, conf: string, port: number) {
    this.#t = t
    this.#conf = conf
    this.port = port
  }

  /** @param text what is in its configuration besides where it listens */
  static async start(t: TestContext, text = '', port?: number): Promise<NatsProcess> {
    const folder = temporaryFolder(t)
    const listen = port ?? (await freePort())
    const conf = join(folder, 'nats.conf')
    writeFileSync(
      conf,
      `listen: "127.0.0.1:${listen}"\njetstream { store_dir: "${join(folder, 'jetstream')}" }\n${text}\n`,
    )
    return await NatsProcess.startWith(t, conf, listen)
  }

  /** With a configuration that is there. */
  static async startWith(t: TestContext, conf: string, port: number): Promise<NatsProcess> {
    const nats = new NatsProcess(t, conf, port)
    await nats.startAgain()
    return nats
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`
  }

  async startAgain(): Promise<void> {
    const path = `${process.env.PATH}:/usr/sbin`
    const child = spawn('nats-server', ['-c', this.#conf], {
      env: { ...process.env, PATH: path },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#child = child
    this.#t.after(() => child.kill('SIGKILL'))
    let said = ''
    const ended = once(child, 'exit').then(() => Promise.reject(new Error(`nats-server ended: ${said}`)))
    ended.catch(() => undefined)
    const ready = new Promise<void>((resolve) => {
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        said += text
        if (said.includes('Server is ready')) resolve()
      })
    })
    await Promise.race([ready, ended])
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }

  /** Reads its configuration again. */
  reload(): void {
    this.#child?.kill('SIGHUP')
  }
}
