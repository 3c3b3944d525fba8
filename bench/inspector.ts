/** What V8's profiler writes, as far as it is used here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** A living Node process that was started with `--inspect`, seen through its inspector. */
export class Inspector {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, (result: unknown) => void>()
  #last = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.onmessage = ({ data }) => {
      const { id, result } = JSON.parse(String(data))
      this.#waiting.get(id)?.(result)
      this.#waiting.delete(id)
    }
  }

  static async on(port: number): Promise<Inspector> {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`)
    const [target] = (await answer.json()) as { webSocketDebuggerUrl: string }[]
    const url = target?.webSocketDebuggerUrl ?? ''
    const socket = new WebSocket(url)
    await new Promise((resolve, reject) => {
      socket.onopen = resolve
      socket.onerror = () => reject(new Error(`no inspector at ${url}`))
    })
    const inspector = new Inspector(socket)
    await inspector.#ask('Profiler.enable')
    return inspector
  }

  /** The CPU profile of the time that `work` takes. */
  async during(work: () => Promise<unknown>): Promise<CpuProfile> {
    await this.#ask('Profiler.start')
    await work()
    const { profile } = (await this.#ask('Profiler.stop')) as { profile: CpuProfile }
    return profile
  }

  close(): void {
    this.#socket.close()
  }

  #ask(method: string): Promise<unknown> {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const id = ++this.#last
    this.#waiting.set(id, resolve)
    this.#socket.send(JSON.stringify({ id, method }))
    return promise
  }
}
