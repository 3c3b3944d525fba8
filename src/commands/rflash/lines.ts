import type { ErrorFacts } from '../../core/errors.ts'
import type { Outcome } from '../../core/lifecycle.ts'
import type { FirmwareImage, FirmwareList, FlashedImage, FlashNote } from '../../hwctl/managers/flash.ts'

const RULE = '-'.repeat(55)
const CANNOT_TELL = 'WARNING, The current firmware is unable to detect running firmware version.'

const OLD_PROCESSOR =
  'Warning: DD 2.0 processor detected on this node, should not have firmware > ibm-v2.0-0-r13.6 (BMC) and > v1.19_1.94 (Host).'

/** The table of `-l`: `(*)` runs, `(+)` runs from the next start on; where nobody can tell what runs, `(*)` is what is started next. */
export function tableLines({ images, tellsRunning }: FirmwareList): readonly string[] {
  const rows = byId(images).map((image) => {
    const mark = image.running || (!tellsRunning && image.bootsNext) ? '(*)' : image.bootsNext ? '(+)' : ''
    return row(image.id, image.reported.purpose, image.reported.state + mark, image.version)
  })
  const warning = tellsRunning ? [] : [CANNOT_TELL]
  return [row('ID', 'Purpose', 'State', 'Version'), RULE, ...rows, ...warning]
}

function row(id: string, purpose: string, state: string, version: string): string {
  return `${id.padEnd(8)} ${purpose.padEnd(7)} ${state.padEnd(10)} ${version}`
}

function byId(images: readonly FirmwareImage[]): readonly FirmwareImage[] {
  return [...images].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** The lines of `rinv N firm`: what runs, each with the versions of its parts. */
export function runningLines({ images, tellsRunning }: FirmwareList): readonly string[] {
  const running = byId(images).filter((image) => image.running || (!tellsRunning && image.bootsNext))
  return running
    .sort((a, b) => (heading(a) < heading(b) ? -1 : 1))
    .flatMap((image) => [
      `${heading(image)}: ${image.version} (${image.reported.state})*`,
      ...[...image.extended].sort().map((part) => `${heading(image)}: -- additional info: ${part}`),
    ])
}

function heading({ reported }: FirmwareImage): string {
  return `${reported.purpose.toUpperCase()} Firmware Product`
}

/** What `-u` says. */
export function uploadLines({ id, version, uploaded }: FlashedImage): readonly string[] {
  if (uploaded) return ['Firmware upload successful. Use -l option to list.']
  return [`Firmware ${version} is there already (ID: ${id}), not uploaded again. Use -l option to list.`]
}

/** Where there was nothing to be done, that is said; everything else has been said along the way. */
export function doneLines(images: readonly FlashedImage[]): readonly string[] {
  return images.flatMap(({ uploaded, state, version, id }) =>
    !uploaded && state === 'running' ? [`Firmware ${version} is running (ID: ${id})`] : [],
  )
}

/** What `-d` says: also of a host's image that does not run yet, as the host was off, or was to be left alone. */
export function flashedLines(images: readonly FlashedImage[]): readonly string[] {
  const waiting = images.filter(({ state, purpose }) => state === 'pending' && purpose === 'host')
  return [
    ...doneLines(images),
    ...waiting.map(
      ({ version, id }) => `Firmware ${version} runs from the next start of the host (ID: ${id})`,
    ),
  ]
}

/** The notes of a flash; `-V` shows how far an activation is. */
export function noteLines(verbose: boolean): (said: FlashNote) => readonly string[] {
  return (said) => {
    switch (said.said) {
      case 'started':
        return verbose ? [`rflash ${said.version} started, please wait...`] : []
      case 'percent':
        return verbose ? [`Activating ${said.version} ... ${said.percent}%`] : []
      default:
        return [noteLine(said)]
    }
  }
}

function noteLine(said: Exclude<FlashNote, { readonly said: 'percent' | 'started' }>): string {
  switch (said.said) {
    case 'uploading': {
      const dots = said.files.length > 1 ? '..' : '...'
      return `Attempting to upload ${said.files.join(' and ')}, please wait${dots}`
    }
    case 'activating-id':
      return `Attempting to activate ID=${said.id}, please wait..`
    case 'deleting-id':
      return `Attempting to delete ID=${said.id}, please wait..`
    case 'file':
      return `TAR ${said.purpose} Firmware Product Version: ${said.version}`
    case 'plain-file':
      return `File ${said.name}: ${said.bytes} bytes; what is in it is known to the BMC alone`
    case 'fetching':
      return `Attempting to have ${said.uri} fetched by the BMC, please wait...`
    case 'task-started':
      return `Firmware ${said.file} is with the BMC (task ${said.task})`
    case 'waits-for-start':
      return `Firmware ${said.file} waits for the next start of the host (task ${said.task})`
    case 'taken':
      return `Firmware ${said.file} is done with, the BMC says, and no version that runs has changed`
    case 'changed':
      return `Firmware ${said.purpose}: ${said.to} is running, before it was ${said.from}`
    case 'activating': {
      const how = said.uploaded
        ? 'Firmware upload successful.'
        : 'Firmware is there already, not uploaded again.'
      return `${how} Attempting to activate firmware: ${said.version} (ID: ${said.id})`
    }
    case 'old-processor':
      return OLD_PROCESSOR
    case 'activated':
      return `Firmware ${said.version} activation successful.`
    case 'removing-spoilt':
      return `Removing firmware ${said.version} (ID: ${said.id}) first, whose state is ${said.state}`
    case 'bmc-reboots':
      return `Firmware will be flashed on reboot${said.clearsDumps ? ', deleting all BMC diagnostics...' : '...'}`
    case 'dumps-not-cleared':
      return `Could not clear BMC diagnostics successfully ${said.reason}, ignoring...`
    case 'bmc-reboot-sent':
      return 'BMC reboot'
    case 'bmc-ready':
      return 'BMC Ready'
    case 'host-restarted':
      return 'reset'
    case 'host-started':
      return 'on'
    case 'cannot-verify':
      return CANNOT_TELL
    case 'bmc-left-without-answer':
      return 'The BMC closed the connection without an answer, as one that restarts may do'
    case 'left-off':
      return 'Power-off was sent, power-on was not: the node stays off until it is switched on'
    case 'forcing-off':
      return `Not off after ${said.afterMs / 1000} seconds, taking the power away...`
  }
}

/** The summary of a run that flashed. */
export function summary<Out>(
  outcomes: readonly Outcome<Out>[],
  say: (error: ErrorFacts) => string,
): readonly string[] {
  const failed = outcomes.flatMap((outcome) => (outcome.ok ? [] : [`${outcome.node}: ${say(outcome.error)}`]))
  const [total, ok] = [outcomes.length, outcomes.length - failed.length]
  return [
    RULE,
    `Firmware update complete: Total=${total} Success=${ok} Failed=${failed.length}`,
    ...failed,
    RULE,
  ]
}
