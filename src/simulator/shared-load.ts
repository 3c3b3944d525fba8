import type { ServerResponse } from 'node:http'

/** What all BMCs of a fleet share on the way to them: a gateway, say, that bears only so many requests at once. */
export class SharedLoad {
  readonly #most: number
  #now = 0
  #refused = 0

  constructor(most: number) {
    this.#most = most
  }

  /** Requests that it has refused. */
  get refused(): number {
    return this.#refused
  }

  /** Whether one more is borne, until its answer is out. */
  bears(response: ServerResponse): boolean {
    if (this.#now >= this.#most) {
      this.#refused += 1
      return false
    }
    this.#now += 1
    response.once('close', () => {
      this.#now -= 1
    })
    return true
  }
}
