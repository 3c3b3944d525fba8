import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const PROJECT = resolve(import.meta.dirname, '../..')

/**
 * A capability that takes long, only for tests: it switches a machine on, then waits until it is on. The write must happen once,
 * however often the work is broken off and goes on: the checkpoint says that it is behind.
 */
const FILES: Readonly<Record<string, string>> = {
  'src/hwctl/managers/long.ts': `
import { capability, op } from '../../core/capability.ts'
export const Long = capability('long', { work: op<{ readonly fail: boolean; readonly unreadable: boolean }, { readonly resumed: boolean }>({ lock: 'takes' }) })
`,
  'src/hwctl/redfish/long.ts': `
import { executor, unsupported } from '../../core/lifecycle.ts'
import { Long } from '../managers/long.ts'
import { protocol } from './protocol.ts'
export default executor(Long, protocol, { work: unsupported })
`,
  'src/hwctl/openbmc/long.ts': `
import { executor, steps } from '../../core/lifecycle.ts'
import { HwctlError } from '../../core/errors.ts'
import { until } from '../../core/poll.ts'
import { Long } from '../managers/long.ts'
import { listStates, requestHostTransition } from './client/state.ts'
import { protocol } from './protocol.ts'
export default executor(Long, protocol, {
  work: steps({
  validate({ unreadable }) {
    if (unreadable) throw new HwctlError({ kind: 'usage', problem: 'no such file' })
  },
  async run(target, { fail }) {
    const resumed = target.resumedFrom !== undefined
    target.progress({ phase: 'uploading', done: 0, total: 64_000_000, unit: 'bytes' })
    if (fail && target.node.name.endsWith('1')) throw new HwctlError({ kind: 'unsupported', what: 'this image' })
    if (!resumed) await requestHostTransition(target.bmc, 'On')
    target.checkpoint({ isRequested: true })
    target.progress({ phase: 'activating', done: 10, total: 100, unit: 'percent' })
    await until(
      async () => {
        const { host } = await listStates(target.bmc)
        return host === 'Running' ? { done: true, value: undefined } : { done: false, seen: host ?? '' }
      },
      { sent: 'on', waitingFor: 'on', signal: target.signal, pace: { firstMs: 50, everyMs: 100, forMs: 600_000 } },
    )
    return { resumed }
  },
  }),
})
`,
  'src/commands/rlong.ts': `
import { type Command, show } from '../core/command.ts'
import { Long } from '../hwctl/managers/long.ts'
export default {
  name: 'rlong',
  summary: 'Work that takes long',
  words: [{ word: 'work', summary: 'work' }],
  options: [{ name: 'fail', summary: 'nodes whose name ends in 1 fail' }, { name: 'unreadable', summary: 'nothing can begin' }],
  examples: [],
  parse: ({ options }) =>
    show(Long.work({ fail: options.has('fail'), unreadable: options.has('unreadable') }), {
      result: ({ resumed }) => [resumed ? 'went on' : 'done'],
      summary: (outcomes) => ['Total=' + outcomes.length],
    }, { isJob: true }),
} satisfies Command
`,
}

/** The \`hwctl\` of a copy of the project that has this capability and its command, \`rlong NODERANGE work\`. */
export function hwctlWithLongWork(whenDone: (clean: () => void) => void): { readonly entry: string } {
  const copy = mkdtempSync(join(tmpdir(), 'hwctl-long-'))
  whenDone(() => rmSync(copy, { recursive: true }))
  for (const folder of ['src', 'scripts'])
    cpSync(`${PROJECT}/${folder}`, `${copy}/${folder}`, { recursive: true })
  cpSync(`${PROJECT}/package.json`, `${copy}/package.json`)
  symlinkSync(`${PROJECT}/node_modules`, `${copy}/node_modules`)
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(`${copy}/${path}`), { recursive: true })
    writeFileSync(`${copy}/${path}`, text)
  }
  const built = spawnSync(process.execPath, ['scripts/build.ts'], { cwd: copy, encoding: 'utf8' })
  if (built.status !== 0) throw new Error(built.stderr)
  return { entry: `${copy}/dist/bin/hwctl.js` }
}
