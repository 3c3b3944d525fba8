import { request } from 'node:http'
import pLimit from 'p-limit'
import type { BmcChange } from '../src/simulator/bmc-change.ts'
import type { BmcReport } from '../src/simulator/snapshot.ts'

/** More connections at once than a UNIX socket's queue holds are refused. */
const AT_ONCE = 100

/** A running simulator, seen and changed through its control socket. */
export class SimulatorControl {
  readonly #socketPath: string

  constructor(socketPath: string) {
    this.#socketPath = socketPath
  }

  /** Everything about a BMC. */
  bmc(name: string): Promise<BmcReport> {
    return this.#ask('GET', `/bmcs/${name}`) as Promise<BmcReport>
  }

  /** Everything about these BMCs. */
  async bmcs(names: readonly string[]): Promise<ReadonlyMap<string, BmcReport>> {
    const atOnce = pLimit(AT_ONCE)
    const reports = await Promise.all(names.map((name) => atOnce(() => this.bmc(name))))
    return new Map(reports.map((report) => [report.name, report]))
  }

  async change(name: string, change: BmcChange): Promise<void> {
    await this.#ask('POST', `/bmcs/${name}`, change)
  }

  #ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    // A connection that was kept may just be closed by the other side.
    const asking = request({ socketPath: this.#socketPath, method, path, agent: false }, (response) => {
      response.toArray().then((chunks) => {
        const text = Buffer.concat(chunks).toString()
        if (response.statusCode === 200) resolve(JSON.parse(text))
        else reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`))
      }, reject)
    })
    asking.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body))
    return promise
  }
}
