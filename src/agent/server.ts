import { createServer, type Server, type Socket } from 'node:net'
import { Connection, type Conversation, type Patience } from './connection.ts'
import type { AgentParts } from './request-service.ts'
import { listenInherited, listenOn, type Takeover } from './socket-path.ts'

/** How an agent listens, and how long it waits. */
export interface ServerOptions extends Takeover {
  readonly patience: Patience
  /** How long runs may take to end when the agent stops: BMCs are logged out from. */
  readonly stopMs: number
}

/** As patient as a client and its machine may need. */
export const PATIENT = {
  patience: { requestMs: 30_000, hangUpMs: 1_000 },
  stopMs: 12_000,
} as const satisfies Omit<ServerOptions, 'isUnconditional'>

/** An agent that listens: any number of clients at once, one request each. */
export class AgentServer {
  readonly #server: Server
  readonly #parts: AgentParts
  readonly #options: ServerOptions
  readonly #open = new Map<Connection, Promise<Conversation>>()
  readonly #first = Promise.withResolvers<Conversation>()
  #givePathBack: () => Promise<void> = async () => undefined
  #clients = 0
  #served = 0
  #lastLeft = performance.now()

  private constructor(parts: AgentParts, options: ServerOptions) {
    this.#parts = parts
    this.#options = options
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#welcome(socket))
  }

  /** @throws HwctlError `usage` where the path cannot be had; the system's error where the folder is not there. */
  static async listen(path: string, parts: AgentParts, options: ServerOptions): Promise<AgentServer> {
    const agent = new AgentServer(parts, options)
    agent.#givePathBack = options.isInherited
      ? await listenInherited(agent.#server)
      : await listenOn(agent.#server, path, options)
    agent.#server.on('error', ({ message }) =>
      parts.log.error({ reason: message }, 'a client could not be let in'),
    )
    return agent
  }

  /** What became of the first client that said something. */
  get firstConversation(): Promise<Conversation> {
    return this.#first.promise
  }

  /** Requests that are being worked on. */
  get running(): number {
    return [...this.#open.keys()].filter((connection) => connection.isBusy).length
  }

  /** Requests that were worked on to their ends. */
  get served(): number {
    return this.#served
  }

  /** How long, in milliseconds, nobody has been connected. */
  get idleMs(): number {
    return this.#open.size > 0 ? 0 : performance.now() - this.#lastLeft
  }

  /** Takes no more clients, and lets the requests that are being worked on come to their ends. */
  async finish(): Promise<void> {
    this.#server.close()
    await this.#givePathBack()
    for (const connection of this.#open.keys()) if (!connection.isBusy) connection.destroy()
    await Promise.all(this.#open.values())
  }

  /** Takes no more clients, and ends the runs; gives them, and their clients, a while to take note. */
  async close(reason: string): Promise<void> {
    for (const connection of this.#open.keys()) connection.cancel(reason)
    const timer = setTimeout(() => {
      for (const connection of this.#open.keys()) connection.destroy()
    }, this.#options.stopMs)
    await this.finish()
    clearTimeout(timer)
  }

  #welcome(socket: Socket): void {
    const connection = new Connection(socket, this.#parts, ++this.#clients)
    const conversation = connection.converse(this.#options.patience)
    this.#open.set(connection, conversation)
    conversation.then((became) => {
      this.#open.delete(connection)
      this.#lastLeft = performance.now()
      if (became === 'served') this.#served += 1
      if (became !== 'silent') this.#first.resolve(became)
    })
  }
}
