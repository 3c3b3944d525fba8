/** A request that changes power or reboots the BMC, as it came. */
export interface PowerAction {
  /** Milliseconds since 1970. */
  readonly at: number
  /** The property set or the action called: `RequestedHostTransition`, `ComputerSystem.Reset`, … */
  readonly action: string
  readonly value: string
}

const RECENT_ACTIONS = 100

/** What one BMC saw since the start or the last reset. */
export class Counters {
  connections = 0
  requests = 0
  logins = 0
  loginsRefused = 0
  /** Logins whose answer, with the token in it, did not go out whole: nobody can end such a session. */
  loginsUnanswered = 0
  logouts = 0
  sessionsEvicted = 0
  powerActionCount = 0
  /** Firmware tars that were taken. */
  uploads = 0
  uploadedBytes = 0
  activations = 0
  deletions = 0
  bmcReboots = 0
  #actions: PowerAction[] | undefined
  #actionCounts: Map<string, number> | undefined
  #requests: string[] | undefined

  /** The last power actions, oldest first. */
  get powerActions(): readonly PowerAction[] {
    return this.#actions ?? []
  }

  /** How often each power action came, as `ACTION=VALUE`. */
  get powerActionCounts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#actionCounts ?? [])
  }

  /** The last requests as `METHOD path`, oldest first. */
  get recentRequests(): readonly string[] {
    return this.#requests ?? []
  }

  sawRequest(method: string, path: string, remembered: number): void {
    this.requests++
    if (remembered > 0) this.#requests = ring(this.#requests, `${method} ${path}`, remembered)
  }

  sawPowerAction(action: string, value: string): void {
    this.powerActionCount++
    this.#actions = ring(this.#actions, { at: Date.now(), action, value }, RECENT_ACTIONS)
    this.#actionCounts ??= new Map()
    const key = `${action}=${value}`
    this.#actionCounts.set(key, (this.#actionCounts.get(key) ?? 0) + 1)
  }

  reset(): void {
    this.connections = this.requests = this.logins = this.loginsRefused = 0
    this.loginsUnanswered = this.logouts = this.sessionsEvicted = this.powerActionCount = 0
    this.uploads = this.uploadedBytes = this.activations = this.deletions = this.bmcReboots = 0
    this.#actions = this.#actionCounts = this.#requests = undefined
  }
}

function ring<T>(items: T[] = [], item: T, most: number): T[] {
  items.push(item)
  if (items.length > most) items.shift()
  return items
}
