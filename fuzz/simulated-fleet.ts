import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SimulatorControl } from './soak-control.ts'
import { HwctlProcess } from './soak-processes.ts'

/** A simulator and a home folder that knows its nodes, `sim0001` and on in the group `sim`; every command has a process of its own. */
export class SimulatedFleet implements AsyncDisposable {
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

  /** @param words what the simulator is told besides */
  static async start(nodes: number, words: readonly string[]): Promise<SimulatedFleet> {
    const home = await mkdtemp(join(tmpdir(), 'large-fleet-'))
    const usual = ['--nodes', `${nodes}`, '--first-address', 'auto', '--write-nodes', 'nodes.yaml']
    const socket = ['--control', join(home, 'control.sock')]
    const simulator = new HwctlProcess(home, ['hwctl', 'simulate', ...usual, ...socket, ...words])
    const names = Array.from({ length: nodes }, (_, index) => `sim${String(index + 1).padStart(4, '0')}`)
    const fleet = new SimulatedFleet(home, simulator, names)
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
