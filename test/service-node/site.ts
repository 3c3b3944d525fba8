import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { parse } from '../../src/broker/parse.ts'
import { inProcessRunner } from '../../src/broker/runners/in-process.ts'
import { KnownServiceNodes } from '../../src/broker/runners/service-node/approved-keys.ts'
import { brokerFiles } from '../../src/broker/runners/service-node/broker-files.ts'
import type { Patience } from '../../src/broker/runners/service-node/links.ts'
import { ServiceNodes, type ServiceNodesParts } from '../../src/broker/runners/service-node/service-nodes.ts'
import { lastingSealKey } from '../../src/bus/seal-key.ts'
import { VERSION } from '../../src/cli/version.ts'
import type { RunEvent } from '../../src/core/event.ts'
import type { NodeInfo } from '../../src/core/node.ts'
import type { RunOptions } from '../../src/core/runner.ts'
import { AgentProcess } from '../agent/agent-process.ts'
import { temporaryFolder } from '../nodes/temporary-store.ts'
import { memoryPins } from '../rest/web-server.ts'

const HWCTL = join(import.meta.dirname, '../../src/bin/hwctl.ts')

/** Times that a test can wait for. */
export const IMPATIENT: Patience = { lostMs: 5000, outageMs: 30_000, whoMs: 2000, fenceMs: 1000 }

/** A broker in this process, and service nodes in processes of their own, without TLS. */
export class Site {
  readonly home: string
  readonly pins = memoryPins()
  readonly #t: TestContext
  readonly #homes = new Map<string, string>()

  /** @param url how the broker reaches NATS */
  constructor(t: TestContext, url: string) {
    this.#t = t
    this.home = temporaryFolder(t)
    const { folder, settings } = brokerFiles(this.home)
    mkdirSync(folder, { mode: 0o700 })
    writeFileSync(settings, JSON.stringify({ servers: [url] }))
  }

  /** The broker's key, as a service node is told. */
  get brokerKey(): Buffer {
    return lastingSealKey(brokerFiles(this.home).key).public
  }

  approve(name: string, key: Uint8Array): void {
    const known = new KnownServiceNodes(brokerFiles(this.home).known)
    known.set(name, { key: Buffer.from(key).toString('base64') })
  }

  forget(name: string): void {
    new KnownServiceNodes(brokerFiles(this.home).known).remove(name)
  }

  /** Starts a service node that is approved, and waits until it serves. */
  async serviceNode(
    name: string,
    url: string,
    over: { readonly pool?: string; readonly home?: string } = {},
  ) {
    const { pool, home = this.#homes.get(name) ?? temporaryFolder(this.#t) } = over
    this.#homes.set(name, home)
    this.approve(name, lastingSealKey(join(home, 'service-node.key')).public)
    const join_ = { name, servers: [url], brokers: [this.brokerKey.toString('base64')] }
    writeFileSync(join(home, 'servicenode.join'), JSON.stringify(join_))
    const words = ['hwctl', 'agent', '--join', url, ...(pool === undefined ? [] : ['--pool', pool])]
    const command = [process.execPath, HWCTL, ...words] as const
    const process_ = new AgentProcess(this.#t, command, { HWCTL_HOME: home, HWCTL_THREADS: '1' })
    await process_.logged('service node serves')
    return process_
  }

  /** The broker's end of its service nodes. */
  serviceNodes(over: Partial<ServiceNodesParts> = {}): ServiceNodes {
    const parts = { home: this.home, version: VERSION, pins: this.pins, patience: IMPATIENT, ...over }
    const serviceNodes = new ServiceNodes(parts)
    this.#t.after(() => serviceNodes[Symbol.asyncDispose]())
    return serviceNodes
  }

  /** The broker: what it runs on nodes goes where their `serviceNodes` say. */
  broker() {
    const serviceNodes = this.serviceNodes()
    const runner = inProcessRunner({ pins: this.pins, serviceNodes, locksHome: this.home })
    this.#t.after(() => runner.close())
    return {
      close: () => serviceNodes[Symbol.asyncDispose](),
      /** The events of a command line's run, as they come. */
      async *run(
        line: string,
        nodes: readonly NodeInfo[],
        options: Partial<RunOptions> = {},
      ): AsyncGenerator<RunEvent, void, undefined> {
        const [command = '', ...words] = line.split(' ')
        const { invocation } = await parse(command, words)
        const { signal } = new AbortController()
        const usual = { signal, fanout: 64, cwd: '/', trace: false }
        yield* runner.run(invocation, nodes, { ...usual, ...options })
      },
    }
  }
}

/** The same nodes, reached from these service nodes. */
export function through(nodes: readonly NodeInfo[], ...serviceNodes: string[]): readonly NodeInfo[] {
  return nodes.map((node) => ({ ...node, serviceNodes }))
}
