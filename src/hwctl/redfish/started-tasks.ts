import { z } from 'zod'
import type { Target } from '../../core/lifecycle.ts'

const entry = z.object({
  /** Tasks that were there before the file was sent. */
  before: z.array(z.string()),
  /** Versions that ran before, by the name of what they are. */
  ran: z.record(z.string(), z.string()),
  /** The task that goes on with the file. */
  task: z.string().optional(),
})
const remembered = z.object({ tasks: z.record(z.string(), entry) })

/** What is known of a file that was sent. */
export type SentFile = z.infer<typeof entry>

/**
 * The tasks of a node, kept in its checkpoints beside whatever else is kept there, so that whoever goes on after a run that was
 * broken off follows them, and sends nothing twice.
 */
export class StartedTasks<T extends Pick<Target, 'checkpoint' | 'resumedFrom'>> {
  readonly #tasks: Record<string, SentFile>
  readonly #target: T
  #latest: unknown

  constructor(target: T) {
    this.#target = target
    this.#latest = target.resumedFrom
    this.#tasks = { ...remembered.safeParse(target.resumedFrom).data?.tasks }
  }

  /** The target, whose checkpoints have the tasks in them. */
  get target(): T {
    return {
      ...this.#target,
      checkpoint: (data: unknown) => {
        this.#latest = data
        this.#say()
      },
    }
  }

  get(file: string): SentFile | undefined {
    return Object.hasOwn(this.#tasks, file) ? this.#tasks[file] : undefined
  }

  set(file: string, sent: SentFile): void {
    this.#tasks[file] = sent
    this.#say()
  }

  #say(): void {
    const latest = typeof this.#latest === 'object' ? this.#latest : {}
    this.#target.checkpoint({ ...latest, tasks: this.#tasks })
  }
}
