import { type Command, show, usageError } from '../core/command.ts'
import { type AskedAbility, Probe, type ProbeReading, type Quirk } from '../hwctl/managers/probe.ts'
import { everyAsk } from './probe/asks.ts'

/** `hwctl probe`: what machines are, and what can be done with them. */
export default {
  name: 'probe',
  summary: 'Show what nodes are and what each command can do there; nothing is changed',
  words: [],
  options: [],
  examples: [
    { line: 'n7', does: 'protocol, model, firmware, what each command can do, and quirks of n7' },
    { line: 'all --collate', does: 'the same for all, identical machines folded' },
  ],
  async parse({ operands }) {
    if (operands.length > 0) throw usageError(`probe takes no more words: ${operands.join(' ')}`)
    return show(Probe.look({ asks: await everyAsk('probe') }), { result: readingLines })
  },
} satisfies Command

function readingLines(reading: ProbeReading): readonly string[] {
  const { protocol, protocolVersion = '', vendor, model, firmware, abilities, quirks } = reading
  const versions = Object.entries(firmware).map(([of, version]) => `${of} ${version}`)
  return [
    `protocol: ${`${protocol} ${protocolVersion}`.trim()}`,
    `machine: ${[vendor, model].filter(Boolean).join(' ') || 'unknown'}`,
    `firmware: ${versions.join(', ') || 'unknown'}`,
    ...[...Map.groupBy(abilities, ({ command }) => command)].map(([command, of]) => commandLine(command, of)),
    ...quirks.map((quirk) => `quirk: ${QUIRK_TEXTS[quirk]}`),
  ]
}

function commandLine(command: string, abilities: readonly AskedAbility[]): string {
  const words = (can: boolean) => abilities.filter((one) => one.can === can).map(({ word }) => word)
  const [able, unable] = [words(true), words(false)]
  return [
    `${command}: ${able.length > 0 ? able.join(' ') : 'nothing'}`,
    ...(unable.length > 0 ? [`not: ${unable.join(' ')}`] : []),
  ].join('; ')
}

const QUIRK_TEXTS = {
  'boot-words': 'some boot targets go by words of their own',
  'bmc-restarts-untold': 'the BMC does not say how it can be restarted',
  'power-in-old-form': 'power is told in the form that Redfish had until 2020',
  'media-at-manager': 'virtual media belong to the BMC, as in Redfish until 2020',
  'no-boot-mode': 'no choice between UEFI and BIOS boot',
  'no-one-time-boot': 'no boot setting for one boot only',
  'permanent-boot-always-on': 'the permanent boot setting cannot be switched off',
} as const satisfies Record<Quirk, string>
