import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { usageError } from '../core/command.ts'
import { HwctlError } from '../core/errors.ts'
import { openHome } from '../nodes/home.ts'
import { serveControl } from '../simulator/control-server.ts'
import { faultList } from '../simulator/faults/fault-kinds.ts'
import { parsedShare } from '../simulator/faults/fault-shares.ts'
import { type Fleet, startFleet } from '../simulator/fleet.ts'
import type { FleetOptions } from '../simulator/fleet-options.ts'
import { readyLine, totalsLine } from '../simulator/fleet-words.ts'
import { FIRST_ADDRESS } from '../simulator/loopback-address.ts'
import { FAMILIES, FLAVOURS, FLEET_PROTOCOLS } from '../simulator/model.ts'
import { nodesFile } from '../simulator/nodes-file.ts'
import type { CliContext } from './context.ts'
import { interruption } from './interruption.ts'

interface SimulateOptions
  extends Omit<
    FleetOptions,
    'latencyMs' | 'powerDelayMs' | 'bmcRebootMs' | 'flashMs' | 'certificateFolder' | 'faults'
  > {
  readonly latency: number
  readonly powerDelay: number
  readonly bmcReboot: number
  readonly flash: number
  readonly certificates?: string
  readonly writeNodes?: string
  readonly control?: string
  readonly fault?: readonly string[]
}

const LIST = 'list'

const EXAMPLES = `
Examples:
  hwctl simulate --nodes 1000 --write-nodes nodes.yaml      then: hwctl nodes apply -f nodes.yaml; rpower sim stat
  hwctl simulate --nodes 10 --protocol redfish --family dell --power on
  hwctl simulate --nodes 50 --latency 100 --power-delay 5000 --control /tmp/sim.sock
  hwctl simulate --nodes 500 --fault slow=5% --fault 503=2% --fault refuses=0.02        --fault list says what there is
  curl --unix-socket /tmp/sim.sock http://sim/totals        what the BMCs saw, while it runs
  curl --unix-socket /tmp/sim.sock http://sim/bmcs/sim0001 -d '{"host":"Quiesced"}'
`

/** `hwctl simulate`: BMCs that do not exist, until it is interrupted. */
export function simulateCommand(context: CliContext): Command {
  const command = new Command('simulate')
    .description('run simulated BMCs on loopback addresses, over TLS, until interrupted')
    .addHelpText('after', EXAMPLES)
    .action((options: SimulateOptions) => simulate(options, context))
  for (const option of [...fleetOptions(), ...behaviourOptions(), ...faultOptions(), ...fileOptions()])
    command.addOption(option)
  return command
}

function fleetOptions(): readonly Option[] {
  return [
    number('--nodes <count>', 'how many').default(100),
    new Option('--protocol <name>', 'what they speak').choices(FLEET_PROTOCOLS).default('mixed'),
    new Option('--flavour <name>', 'which server of OpenBMC REST (default: they take turns)').choices(
      FLAVOURS,
    ),
    new Option('--family <name>', 'which Redfish service (default: they take turns)').choices(FAMILIES),
    number('--port <number>', 'the same for all').default(8443),
    new Option('--first-address <address>', 'of BMC number 1, or auto').default(FIRST_ADDRESS),
    number('--first <number>', 'number of the first, to share a fleet among processes').default(1),
  ]
}

function behaviourOptions(): readonly Option[] {
  return [
    new Option('--username <name>', 'user at every BMC').default('root'),
    new Option('--password <text>', 'password at every BMC').default('0penBmc'),
    new Option('--power <state>', 'of the machines at the start').choices(['on', 'off']).default('off'),
    number('--latency <ms>', 'wait before every answer').default(0),
    number('--bears <count>', 'requests that all together answer at once; more get a 503'),
    number('--power-delay <ms>', 'how long a change of power takes').default(1000),
    number('--sensors <count>', 'how many each machine has').default(20),
    number('--parts <count>', 'how many each machine has in its inventory').default(26),
    number('--log-entries <count>', 'in the log of each at the start').default(0),
    number('--bmc-reboot <ms>', 'how long a BMC that reboots is away').default(3000),
    number('--flash <ms>', 'how long the activation of a firmware image takes').default(5000),
    new Option('--tls <kind>', 'old: expired RSA-1024, SHA-1').choices(['modern', 'old']).default('modern'),
  ]
}

function faultOptions(): readonly Option[] {
  return [
    new Option(
      '--fault <kind=share>',
      'what is wrong with which share of them, repeatable; list names the kinds',
    ).argParser((text, before: readonly string[] = []) => [...before, checkedShare(text, before)]),
    number('--seed <number>', 'the same seed gives the same BMCs the same faults').default(1),
  ]
}

function fileOptions(): readonly Option[] {
  return [
    new Option('--certificates <folder>', 'where certificates are kept (default: simulator in HWCTL_HOME)'),
    new Option('--write-nodes <file>', 'write the nodes for hwctl nodes apply -f'),
    new Option('--control <socket>', 'serve the control API on this UNIX socket'),
  ]
}

async function simulate(options: SimulateOptions, context: CliContext): Promise<void> {
  const { fault = [] } = options
  if (fault.includes(LIST)) {
    context.stdout.write(faultList())
    return
  }
  using interrupted = interruption(undefined)
  const { latency, powerDelay, bmcReboot, flash, certificates, writeNodes, control, ...rest } = options
  await using fleet = await startFleet({
    ...rest,
    faults: Object.fromEntries(fault.map(parsedShare)),
    latencyMs: latency,
    powerDelayMs: powerDelay,
    bmcRebootMs: bmcReboot,
    flashMs: flash,
    certificateFolder: certificates
      ? resolve(context.cwd, certificates)
      : join(openHome(context.env), 'simulator'),
  })
  if (writeNodes !== undefined) await writeNodesFile(fleet, resolve(context.cwd, writeNodes))
  await using _ = control === undefined ? undefined : await serveControl(fleet, resolve(context.cwd, control))
  context.stdout.write(`${readyLine(fleet, writeNodes)}\n`)
  if (!interrupted.signal.aborted) await once(interrupted.signal, 'abort')
  context.stdout.write(`${totalsLine(fleet.totals())}\n`)
}

async function writeNodesFile(fleet: Fleet, path: string): Promise<void> {
  try {
    await writeFile(path, nodesFile(fleet.bmcs))
  } catch (error) {
    throw usageError(`--write-nodes: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function checkedShare(text: string, before: readonly string[]): string {
  if (text === LIST) return text
  try {
    const [fault] = parsedShare(text)
    if (!before.some((other) => other.startsWith(`${fault}=`))) return text
    throw new InvalidArgumentError(`${fault} has a share already.`)
  } catch (error) {
    if (!(error instanceof HwctlError) || error.facts.kind !== 'usage') throw error
    const { problem, allowed } = error.facts
    throw new InvalidArgumentError(allowed ? `${problem}; there are ${allowed.join(', ')}.` : `${problem}.`)
  }
}

function number(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => {
    if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
    return Number(text)
  })
}
