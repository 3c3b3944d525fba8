import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SimulatorControl } from './soak-control.ts'
import { HwctlProcess } from './soak-processes.ts'

/** What the machines are to run in the end: one tar for the BMC, one for the host. */
const TARS = { BMC: 'bmc-v3', Host: 'host-v3' } as const
const TAR_BYTES = 3_000_000

/** Of machines that answer at different paces, some are in each phase when something is killed. */
const SLOW = ['--fault', 'slow:100=25%', '--fault', 'slow:250=25%', '--fault', 'slow:500=25%']

/** A simulator, a home folder that knows its nodes, and a folder of firmware; every command has a process of its own. */
export class FlashFleet implements AsyncDisposable {
  readonly control: SimulatorControl
  readonly home: string
  readonly names: readonly string[]
  readonly #simulator: HwctlProcess

  private constructor(home: string, simulator: HwctlProcess, names: readonly string[]) {
    this.home = home
    this.#simulator = simulator
    this.names = names
    this.control = new SimulatorControl(join(home, 'control.sock'))
  }

  static async start(nodes: number): Promise<FlashFleet> {
    const home = await mkdtemp(join(tmpdir(), 'large-flash-'))
    for (const [purpose, version] of Object.entries(TARS)) firmwareTar(join(home, 'images'), purpose, version)
    const words = [
      ...[
        'simulate',
        '--nodes',
        `${nodes}`,
        '--protocol',
        'openbmc',
        '--power',
        'on',
        '--first-address',
        'auto',
      ],
      ...['--flash', '3000', '--bmc-reboot', '12000', '--power-delay', '300', ...SLOW],
      ...['--write-nodes', 'nodes.yaml', '--control', join(home, 'control.sock')],
    ]
    const simulator = new HwctlProcess(home, ['hwctl', ...words])
    const names = Array.from({ length: nodes }, (_, index) => `sim${String(index + 1).padStart(4, '0')}`)
    const fleet = new FlashFleet(home, simulator, names)
    await simulator.said('simulated BMCs')
    const applied = await fleet.hwctl('nodes', 'apply', '-f', 'nodes.yaml').ended()
    if (applied.code !== 0) throw new Error(applied.err)
    return fleet
  }

  /** Starts a command; hardware commands are left to the agent that stays. */
  hwctl(...words: readonly string[]): HwctlProcess {
    return new HwctlProcess(this.home, ['hwctl', ...words], { HWCTL_AGENT: '' })
  }

  /** The process of the agent that stays. @throws Error where none is there */
  async agentPid(): Promise<number> {
    const { out } = await this.hwctl('agent', 'status').ended()
    const [, pid] = /process (\d+),/.exec(out) ?? []
    if (pid === undefined) throw new Error(`no agent to kill: ${out}`)
    return Number(pid)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.hwctl('agent', 'stop').ended()
    this.#simulator.kill('SIGTERM')
    await this.#simulator.ended()
    rmSync(this.home, { recursive: true, force: true })
  }
}

function firmwareTar(folder: string, purpose: string, version: string): void {
  const made = join(folder, `${version}.files`)
  mkdirSync(made, { recursive: true })
  const named = `xyz.openbmc_project.Software.Version.VersionPurpose.${purpose}`
  writeFileSync(join(made, 'MANIFEST'), `purpose=${named}\nversion=${version}\nKeyType=OpenBMC\n`)
  writeFileSync(join(made, 'image'), Buffer.alloc(TAR_BYTES, version))
  execFileSync('tar', ['-cf', join(folder, `${version}.tar`), '-C', made, 'MANIFEST', 'image'])
}
