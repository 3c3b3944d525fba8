import {
  type Command,
  numberOption,
  type ParsedWords,
  type Shown,
  show,
  usageError,
  type WordSpec,
} from '../core/command.ts'
import { Power, type PowerNote, type PowerReading, type PowerState } from '../hwctl/managers/power.ts'

const WORDS = [
  { word: 'on', summary: 'switch on' },
  { word: 'off', summary: 'take the power away, at once' },
  { word: 'softoff', summary: 'ask the operating system to shut down' },
  { word: 'reset', summary: 'restart; a node that is off stays off' },
  { word: 'boot', summary: 'restart; a node that is off is switched on' },
  { word: 'cycle', summary: 'take the power away and give it back; a node that is off stays off' },
  { word: 'nmi', summary: 'send a non-maskable interrupt, so that the operating system dumps' },
  { word: 'stat', summary: 'show the power state (also: state, status)' },
  { word: 'bmcstate', summary: 'show whether the BMC is ready' },
  { word: 'bmcreboot', summary: 'restart the BMC; the host goes on' },
] as const satisfies readonly WordSpec[]

/** How long `--wait` waits when it is not told, in seconds. */
const WAIT_SECONDS = 300

/** `rpower`: power of the host, and state of the BMC. */
export default {
  name: 'rpower',
  summary: 'Switch nodes on and off, restart them, show their power state',
  words: WORDS,
  options: [
    {
      name: 'wait',
      value: '[=SECONDS]',
      summary: `wait until the node really is in the state asked for (default ${WAIT_SECONDS} s)`,
    },
    {
      name: 'force-after',
      value: 'SECONDS',
      summary: 'with softoff: take the power away when the node is not off after SECONDS',
    },
  ],
  examples: [
    { line: 'n[001-512] stat', does: 'the power state of 512 nodes' },
    { line: 'rack1,-n7 off', does: 'everything in rack1 off, but for n7' },
    { line: 'n7 boot --wait', does: 'restart n7, and come back when it is on' },
    {
      line: 'compute softoff --force-after 120',
      does: 'shut down; what is not off after two minutes loses its power',
    },
    { line: 'all stat --collate', does: 'identical answers folded' },
  ],
  parse(words) {
    const word = subcommand(words)
    const { wait, forceAfter } = waiting(words)
    if (forceAfter && word !== 'softoff') throw usageError('Option --force-after goes with softoff')
    if (wait && !CAN_WAIT.has(word)) throw usageError(`Option --wait does not go with rpower ${word}`)
    return callOf(word, wait, forceAfter)
  },
} satisfies Command

const CAN_WAIT = new Set(['on', 'off', 'softoff', 'reset', 'boot', 'cycle', 'bmcreboot'])

function subcommand({ operands }: ParsedWords): string {
  const allowed = WORDS.map(({ word }) => word)
  const [word, ...more] = operands
  if (word === undefined) throw usageError('No option specified for rpower', allowed)
  if (more.length > 0) throw usageError('Only one option is supported at the same time for rpower', allowed)
  const known = word === 'state' || word === 'status' ? 'stat' : allowed.find((one) => one === word)
  if (!known) throw usageError(`Unsupported command: rpower ${word}`, allowed)
  return known
}

function waiting(words: ParsedWords) {
  const wait = words.options.has('wait')
    ? { waitMs: numberOption(words, 'wait', WAIT_SECONDS) * 1000 }
    : undefined
  const forceAfter = words.options.has('force-after')
    ? { forceAfterMs: numberOption(words, 'force-after', WAIT_SECONDS) * 1000 }
    : undefined
  return { wait, forceAfter }
}

function callOf(word: string, wait?: { waitMs: number }, forceAfter?: { forceAfterMs: number }): Shown {
  switch (word) {
    case 'on':
    case 'off':
    case 'softoff':
      return show(Power.setState({ target: word, ...wait, ...forceAfter }), {
        result: ({ requested, forced }) => [forced ? 'off' : requested],
        note,
      })
    case 'reset':
    case 'boot':
    case 'cycle':
      return show(Power.restart({ how: word, ...wait }), { result: restarted, note })
    case 'nmi':
      return show(Power.interrupt(), { result: () => ['nmi'] })
    case 'bmcstate':
      return show(Power.getBmcState(), { result: ({ ready }) => [ready ? 'BMC Ready' : 'BMC NotReady'] })
    case 'bmcreboot':
      return show(Power.rebootBmc({ ...wait }), { result: () => ['BMC reboot'], note })
    default:
      return show(Power.getState(), { result: (reading) => [stateText(reading)] })
  }
}

/** xCAT prints `reset` for a boot too; scripts wait for it. */
function restarted({ how, restarted }: { how: string; restarted: boolean }): string[] {
  if (!restarted) return ['off']
  return [how === 'cycle' ? 'cycle' : 'reset']
}

const STATE_TEXTS = {
  on: 'on',
  off: 'off',
  'on-chassis': 'on (Chassis)',
  quiesced: 'quiesced',
  'powering-on': 'poweringon',
  'powering-off': 'poweringoff',
  paused: 'paused',
} as const satisfies Record<Exclude<PowerState, 'unexpected'>, string>

function stateText({ state, reported }: PowerReading): string {
  if (state !== 'unexpected') return STATE_TEXTS[state]
  if (reported.host !== undefined) return `Unexpected host state=${reported.host}`
  return `Unexpected chassis state=${reported.chassis ?? 'None'}`
}

function note(said: PowerNote): string[] {
  switch (said.said) {
    case 'forcing-off':
      return [`Not off after ${said.afterMs / 1000} seconds, taking the power away...`]
    case 'left-off':
      return ['Power-off was sent, power-on was not: the node stays off until it is switched on']
    case 'bmc-left-without-answer':
      return ['The BMC closed the connection without an answer, as one that restarts may do']
  }
}
