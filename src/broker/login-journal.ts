import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { ProtocolName } from '../core/node.ts'
import { Vault } from '../nodes/secrets/vault.ts'
import type { Login, LoginWatcher } from '../rest/session.ts'
import type { Endpoint } from '../rest/trust.ts'
import { processName } from './process-life.ts'

/** A session on a BMC that nobody ended. */
export interface LeftLogin {
  readonly protocol: ProtocolName
  readonly endpoint: Endpoint
  readonly login: Login
}

const OWNER = 'session:journal'

/** The sessions that this process has open, on disk and sealed: what a process that was killed left open is ended by the next one. */
export class LoginJournal {
  readonly #vault: Vault
  readonly #folder: string
  readonly #path: string
  readonly #file: number
  #count = 0
  #open = 0

  /** @param thread each thread of a process has a journal of its own */
  constructor(home: string, thread = 0) {
    this.#vault = new Vault(home)
    this.#folder = join(home, 'sessions')
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
    this.#path = join(this.#folder, `${processName()}${thread > 0 ? `-${thread}` : ''}.log`)
    this.#file = openSync(this.#path, 'a', 0o600)
  }

  /** Who is told of the logins on one BMC. */
  watcher(protocol: ProtocolName, endpoint: Endpoint): LoginWatcher {
    const ids = new Map<Login, number>()
    return {
      began: (login) => {
        const left: LeftLogin = { protocol, endpoint, login }
        ids.set(login, ++this.#count)
        this.#open += 1
        writeSync(this.#file, `+ ${this.#count} ${this.#vault.seal(JSON.stringify(left), OWNER)}\n`)
      },
      ended: (login) => {
        const id = ids.get(login)
        if (id === undefined) return
        ids.delete(login)
        this.#open -= 1
        if (this.#open === 0) ftruncateSync(this.#file)
        else writeSync(this.#file, `- ${id}\n`)
      },
    }
  }

  /** What processes that are gone left open; each is told once. */
  takeLeft(): readonly LeftLogin[] {
    const files = readdirSync(this.#folder).filter((name) => isLeft(name))
    return files.flatMap((name) => this.#take(join(this.#folder, name)))
  }

  /** Whoever gives it another name first has it: of two agents that begin at the same time, one. */
  #take(path: string): LeftLogin[] {
    const taken = `${path}.taken-${process.pid}`
    try {
      renameSync(path, taken)
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw thrown
    }
    const left = this.#openIn(readFileSync(taken, 'utf8'))
    unlinkSync(taken)
    return left
  }

  /** Sessions are all ended: nothing is left for anybody. */
  close(): void {
    closeSync(this.#file)
    unlinkSync(this.#path)
  }

  #openIn(text: string): LeftLogin[] {
    const open = new Map<string, string>()
    for (const line of text.split('\n')) {
      const [sign, id = '', sealed] = line.split(' ')
      if (sign === '-') open.delete(id)
      if (sign === '+' && sealed !== undefined) open.set(id, sealed)
    }
    return [...open.values()].flatMap((sealed) => this.#unsealed(sealed))
  }

  /** A line that was cut off when its process was killed tells nothing. */
  #unsealed(sealed: string): LeftLogin[] {
    try {
      return [JSON.parse(this.#vault.open(sealed, OWNER))]
    } catch {
      return []
    }
  }
}

/** A journal whose process is no more. */
function isLeft(name: string): boolean {
  const [, process, pid] = /^((\d+)-\d+)(?:-\d+)?\.log$/.exec(name) ?? []
  return process !== undefined && processName(Number(pid)) !== process
}
