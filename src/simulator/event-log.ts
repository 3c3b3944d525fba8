/** What is put into a log; what is not said is as usual. */
export interface LogEntrySpec {
  readonly message?: string | undefined
  /** The last part of xyz.openbmc_project.Logging.Entry.Level: Error, Warning, … */
  readonly severity?: string | undefined
  readonly additionalData?: readonly string[] | undefined
  /** Inventory paths. */
  readonly callouts?: readonly string[] | undefined
  readonly resolved?: boolean | undefined
  /** Milliseconds since 1970. */
  readonly timestamp?: number | undefined
  /** Redfish: the message of a registry that it is; the entry then has no text of its own unless `message` gives one. */
  readonly messageId?: string | undefined
  readonly messageArgs?: readonly string[] | undefined
}

/** One entry of a log. */
export interface LoggedEntry {
  readonly id: number
  readonly message: string
  readonly severity: string
  readonly additionalData: readonly string[]
  readonly callouts: readonly string[]
  readonly timestamp: number
  readonly messageId?: string
  readonly messageArgs?: readonly string[]
  resolved: boolean
}

/** Told of what happens to a log. */
export interface LogListener {
  added(entry: LoggedEntry): void
  resolvedChanged(entry: LoggedEntry): void
}

/** The log of a BMC, on its flash: it outlives a reboot. */
export class EventLog {
  readonly #entries = new Map<number, LoggedEntry>()
  readonly #listeners = new Set<LogListener>()
  #newest = 0

  /** @param count so many entries are in it at the start, a minute apart */
  constructor(count: number) {
    const began = Date.now() - count * 60_000
    for (let at = 0; at < count; at++) this.add({ timestamp: began + at * 60_000 })
  }

  get entries(): IterableIterator<LoggedEntry> {
    return this.#entries.values()
  }

  get size(): number {
    return this.#entries.size
  }

  get(id: number): LoggedEntry | undefined {
    return this.#entries.get(id)
  }

  /** Puts an entry in, and tells of it. */
  add(spec: LogEntrySpec): LoggedEntry {
    const id = ++this.#newest
    const { callouts = [], additionalData = [], messageId, messageArgs } = spec
    const entry: LoggedEntry = {
      id,
      message: spec.message ?? (messageId ? '' : 'xyz.openbmc_project.Common.Error.InternalFailure'),
      severity: spec.severity ?? 'Error',
      additionalData: [
        ...(additionalData.length > 0 ? additionalData : [`_PID=${1000 + (id % 1000)}`]),
        ...callouts.slice(0, 1).map((path) => `CALLOUT_INVENTORY_PATH=${path}`),
      ],
      callouts,
      timestamp: spec.timestamp ?? Date.now(),
      resolved: spec.resolved ?? false,
      ...(messageId && { messageId, messageArgs: messageArgs ?? [] }),
    }
    this.#entries.set(id, entry)
    for (const listener of this.#listeners) listener.added(entry)
    return entry
  }

  setResolved(entry: LoggedEntry, value: boolean): void {
    entry.resolved = value
    for (const listener of this.#listeners) listener.resolvedChanged(entry)
  }

  delete(id: number): void {
    this.#entries.delete(id)
  }

  /** Empties it; ids start again, as in phosphor-logging. */
  clear(): void {
    this.#entries.clear()
    this.#newest = 0
  }

  /** Tells of what happens from now on, until the returned function is called. */
  listen(listener: LogListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
