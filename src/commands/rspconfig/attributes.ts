import { isIP } from 'node:net'
import { numberOption, type ParsedWords, type Shown, show, usageError } from '../../core/command.ts'
import { type BmcConfig, type BmcConfigNote, BmcConfiguration } from '../../hwctl/managers/bmcconfig.ts'
import { networkWish } from './address-words.ts'
import {
  ATTRIBUTE_WORDS,
  isSettingWord,
  SETTING_WORDS,
  type SettingWord,
  settingOf,
} from './attribute-words.ts'
import { configLines, missingLines } from './config-lines.ts'
import { keyOf, type RspconfigParser, unsupportedWord } from './parser.ts'

/** How long a BMC is looked for at its new address when nobody says, in seconds. */
const WAIT_SECONDS = 60

/** `rspconfig ATTRIBUTE...` shows settings of a BMC, `rspconfig ATTRIBUTE=VALUE...` sets them. */
export default {
  words: ATTRIBUTE_WORDS,
  options: [
    {
      name: 'wait',
      value: 'SECONDS',
      summary: `with ip=: how long the BMC is looked for at its new address (default ${WAIT_SECONDS} s)`,
    },
  ],
  examples: [
    { line: 'n7 ip netmask gateway', does: 'the address of the BMC of n7' },
    {
      line: 'all powerrestorepolicy=restore',
      does: 'after a power cut, every host does again what it did before',
    },
    {
      line: 'n7 ip=10.1.0.7 netmask=255.255.0.0 gateway=10.1.0.1',
      does: 'a new address for the BMC of n7; the old one goes when the new one answers',
    },
  ],
  parse(words) {
    const { operands } = words
    const sets = operands.filter((word) => word.includes('='))
    const unknown = operands.find((word) => !isKnown(word))
    if (unknown)
      throw unsupportedWord(
        unknown,
        ATTRIBUTE_WORDS.map(({ word }) => word),
      )
    if (sets.length > 0 && sets.length < operands.length)
      throw usageError('Can not set and query OpenBMC information at the same time')
    if (words.options.has('wait') && !operands.some((word) => keyOf(word) === 'ip' && sets.length > 0))
      throw usageError('Option --wait goes with ip=')
    return sets.length > 0 ? setting(words) : getting([...new Set(operands)])
  },
} satisfies RspconfigParser

/** What can only be shown. */
const READ_ONLY = new Set(['ipsrc'])

function isKnown(word: string): boolean {
  const key = keyOf(word)
  return ATTRIBUTE_WORDS.some((one) => one.word === key) && !(word.includes('=') && READ_ONLY.has(key))
}

function getting(asked: readonly string[]): Shown {
  const lines = (config: BmcConfig) => configLines(config, asked)
  return show(
    BmcConfiguration.get({
      settings: asked.filter(isSettingWord).map((word) => SETTING_WORDS[word].name),
      network: asked.some((word) => !isSettingWord(word)),
    }),
    {
      result: (config) => [...lines(config), ...missingLines(config, asked)],
      note: (note) => (note.said === 'read' ? lines(note.config) : []),
    },
  )
}

function setting(words: ParsedWords): Shown {
  const values = new Map<string, string>()
  for (const word of words.operands) {
    const key = keyOf(word)
    if (values.has(key)) throw usageError(`The option '${key}' is given twice`)
    values.set(key, word.slice(key.length + 1))
  }
  const alone = ['hostname', 'ntpservers', 'nameservers'].find((key) => values.has(key))
  if (alone !== undefined && values.size > 1)
    throw usageError(`The option '${alone}' can not work with other options`)
  if (alone === 'hostname') return hostname(values.get(alone) ?? '')
  if (alone === 'ntpservers') return ntpServers(values.get(alone) ?? '')
  if (alone === 'nameservers') return nameServers(values.get(alone) ?? '')
  const waitMs = numberOption(words, 'wait', WAIT_SECONDS) * 1000
  return networkWish(values, waitMs) ?? settings(values)
}

function settings(values: ReadonlyMap<string, string>): Shown {
  const wishes = [...values].map(([word, value]) => settingOf(word as SettingWord, value))
  const done = (names: readonly string[]) => names.map((name) => `BMC Setting BMC ${labelOf(name)}...`)
  return show(BmcConfiguration.set({ wishes }), {
    result: ({ set }) => done(set),
    note: (note: BmcConfigNote) => (note.said === 'set' ? done(note.names) : []),
  })
}

function labelOf(name: string): string {
  return Object.values(SETTING_WORDS).find((one) => one.name === name)?.label ?? name
}

/** As RFC 1123 has them. */
const HOSTNAME = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/i

function hostname(value: string): Shown {
  if (value === '') throw usageError('Invalid parameter for option hostname')
  if (value !== '*' && !HOSTNAME.test(value))
    throw usageError(`Invalid parameter for option hostname: ${value}`)
  return show(BmcConfiguration.setHostname(value === '*' ? {} : { hostname: value }), {
    result: ({ hostname }) => ['BMC Setting BMC Hostname...', `BMC Hostname: ${hostname}`],
  })
}

/** A name or an address. */
const SERVER = /^[-a-z0-9.:]+$/i

function ntpServers(value: string): Shown {
  const servers = value === '' ? [] : value.split(',')
  if (!servers.every((server) => SERVER.test(server)))
    throw usageError(`Invalid parameter for option ntpservers: ${value}`)
  return show(BmcConfiguration.setNtpServers({ servers }), {
    result: ({ servers, isDeferred }) => [
      'BMC Setting NTPServers...',
      `BMC NTP Servers: ${servers.join(',') || 'None'}`,
      ...(isDeferred ? ['Warning: time will not be synchronized until the host is powered off.'] : []),
    ],
  })
}

function nameServers(value: string): Shown {
  const servers = value === '' ? [] : value.split(',')
  if (!servers.every((server) => isIP(server)))
    throw usageError(`Invalid parameter for option nameservers: ${value}`)
  return show(BmcConfiguration.setNameServers({ servers }), {
    result: ({ servers }) => [
      'BMC Setting Name Servers...',
      `BMC Name Servers: ${servers.join(',') || 'None'}`,
    ],
  })
}
