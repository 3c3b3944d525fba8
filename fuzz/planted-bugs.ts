// Whether the soak would notice: for each of its invariants a bug is put into a copy of the program, and a short soak has to find it.
//   npm run soak:bugs -- [NAME...]
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** A bug, and what a soak says of it. */
interface Bug {
  readonly file: string
  readonly right: string
  readonly wrong: string
  /** Stands at the end of the file then. */
  readonly more?: string
  readonly said: RegExp
  readonly minutes?: number
}

const BUGS: Readonly<Record<string, Bug>> = {
  'an outcome twice': {
    file: 'src/core/engine.ts',
    right: `this.#emit({ kind: 'result', node: outcome.node, value: outcome.value })`,
    wrong: `for (const _ of [1, 2]) this.#emit({ kind: 'result', node: outcome.node, value: outcome.value })`,
    said: /has 2 outcomes/,
  },
  'an outcome swallowed': {
    file: 'src/core/engine.ts',
    right: `this.#emit({ kind: 'failure', node: outcome.node, error: outcome.error })`,
    wrong: `if (outcome.error.kind !== 'connect') this.#emit({ kind: 'failure', node: outcome.node, error: outcome.error })`,
    said: /has 0 outcomes/,
  },
  'counts that do not add up': {
    file: 'src/core/engine.ts',
    right: 'this.#ok += 1',
    wrong: 'this.#ok += 2',
    said: /the counts/,
  },
  'a power action repeated': {
    file: 'src/rest/rest.ts',
    right: 'return await this.#exchange(request)',
    wrong: 'return Math.random() < 0.1 && (await this.#exchange(request)), await this.#exchange(request)',
    said: /was sent .* times/,
  },
  'sessions not ended': {
    file: 'src/rest/session.ts',
    right: 'if (login) await this.#logout(login)',
    wrong: 'if (login && Math.random() > 0.1) await this.#logout(login)',
    said: /sessions left/,
  },
  'a password in an error': {
    file: 'src/core/engine.ts',
    right: 'error: this.#explain(thrown, lease !== undefined) }',
    wrong: 'error: { ...this.#explain(thrown, lease !== undefined), was: node.password.reveal() } as never }',
    said: /a password is told/,
  },
  'a defect shown as an error': {
    file: 'src/hwctl/openbmc/power.ts',
    right: 'run: async ({ bmc }) => readingOf(await listStates(bmc)),',
    wrong: 'run: async ({ bmc }) => readingOf(Object(await listStates(bmc)).oops.oops),',
    said: /a defect/,
  },
  'a wrong exit code': {
    file: 'src/cli/exit-code.ts',
    right: 'return counts.ok === 0 ? EXIT.allFailed : EXIT.someFailed',
    wrong: 'return EXIT.ok',
    said: /exit code/,
  },
  'a command that does not end': {
    file: 'src/core/engine.ts',
    right: 'await lease?.release()',
    wrong: 'await (outcome.ok ? lease?.release() : new Promise(() => setInterval(() => undefined, 1000)))',
    said: /exit code SIGKILL/,
  },
  'memory that grows': {
    file: 'src/core/engine.ts',
    right: '  async all(): Promise<void> {',
    wrong: '  readonly #ballast = kept.push(Buffer.alloc(3_000_000, 1))\n  async all(): Promise<void> {',
    more: '\nconst kept: Buffer[] = []\n',
    said: /memory grew/,
    minutes: 3,
  },
  'descriptors that grow': {
    file: 'src/core/engine.ts',
    right: '  async all(): Promise<void> {',
    wrong: `  readonly #left = Array.from({ length: 10 }, () => openSync('/dev/null'))\n  async all(): Promise<void> {`,
    more: `\nimport { openSync } from 'node:fs'\n`,
    said: /more descriptors/,
    minutes: 3,
  },
}

const ROOT = resolve(import.meta.dirname, '..')
const SEED = 7

/** The first thing that a soak with this bug found wrong; undefined where it found nothing, or something else. */
function found({ file, right, wrong, more = '', said, minutes = 1 }: Bug): string | undefined {
  const copy = mkdtempSync(join(tmpdir(), 'planted-bug-'))
  try {
    for (const part of ['src', 'fuzz', 'package.json'])
      cpSync(join(ROOT, part), join(copy, part), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
    const text = readFileSync(join(copy, file), 'utf8')
    if (!text.includes(right)) throw new Error(`${file} has no more: ${right}`)
    writeFileSync(join(copy, file), text.replace(right, () => wrong) + more)
    const words = ['fuzz/soak.ts', '--minutes', `${minutes}`, '--nodes', '60', '--seed', `${SEED}`]
    const { status, stderr } = spawnSync(process.execPath, words, {
      cwd: copy,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    })
    return status === 1 ? stderr.split('\n').find((line) => said.test(line)) : undefined
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

const wanted = process.argv.slice(2)
for (const [name, bug] of Object.entries(BUGS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const line = found(bug)
  console.log(
    `${line === undefined ? 'NOT FOUND' : 'found    '} ${name}${line === undefined ? '' : `: ${line.slice(0, 160)}`}`,
  )
  if (line === undefined) process.exitCode = 1
}
