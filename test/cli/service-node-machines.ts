import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { FleetOptions } from '../../src/simulator/fleet-options.ts'
import { freePort, NatsProcess } from '../service-node/nats-process.ts'
import { fleetAtHand, type Running, Terminal } from './terminal.ts'

/** A broker's terminal, set up as docs/service-nodes.md says, with NATS running over TLS. */
export async function setUp(t: TestContext, nodes: number, options: Partial<FleetOptions> = {}) {
  const { fleet, terminal } = await fleetAtHand(t, { protocol: 'mixed', ...options, nodes })
  const port = await freePort()
  const listening = ['--listen', '127.0.0.1', '--port', String(port)]
  await terminal.out('hwctl', 'servicenodes', 'init', '--host', '127.0.0.1', ...listening)
  const conf = join(terminal.home, 'servicenodes/nats/nats-server.conf')
  const url = `tls://127.0.0.1:${port}`
  const start = () => NatsProcess.startWith(t, conf, port)
  return { fleet, terminal, start, url }
}

/** The machine of a service node. */
export async function machine(t: TestContext, broker: Terminal, name: string, ...more: readonly string[]) {
  const terminal = new Terminal(t)
  const given = await broker.out('hwctl', 'servicenodes', 'add', name, ...more)
  writeFileSync(join(terminal.home, 'servicenode.join'), given, { mode: 0o600 })
  return terminal
}

/** Starts its agent, and waits until it serves. */
export async function joined(terminal: Terminal, url: string, ...more: readonly string[]): Promise<Running> {
  const running = terminal.start('hwctl', 'agent', '--join', url, ...more)
  await running.until((said) => said.includes('service node serves'))
  return running
}
