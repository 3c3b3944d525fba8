import type { TestContext } from 'node:test'
import { parse } from '../../src/broker/parse.ts'
import { Bus } from '../../src/bus/bus.ts'
import { FileCache } from '../../src/bus/files/file-cache.ts'
import { newSealKey } from '../../src/bus/seal-key.ts'
import { VERSION } from '../../src/cli/version.ts'
import type { PreparedCall } from '../../src/core/engine-parts.ts'
import type { RunEvent } from '../../src/core/event.ts'
import { type NodeInfo, type NodeName, Secret } from '../../src/core/node.ts'
import type { RunOptions } from '../../src/core/runner.ts'
import {
  ServiceNode,
  type ServiceNodeParts,
  type ServiceNodeSettings,
} from '../../src/service-node/service-node.ts'
import { SharedPins } from '../../src/service-node/shared-pins.ts'
import { temporaryFolder } from '../nodes/temporary-store.ts'
import type { Site } from './site.ts'

/** What a service node without BMCs does with its nodes; `done` is not wanted. */
export type ServedScript = (
  nodes: readonly NodeInfo[],
  options: RunOptions,
  work: PreparedCall,
) => AsyncIterable<RunEvent>

/** Nodes without BMCs. */
export function madeUp(howMany: number): readonly NodeInfo[] {
  return Array.from({ length: howMany }, (_, at) => ({
    ...{ name: `n${at}` as NodeName, protocol: 'openbmc', bmc: `bmc${at}`, port: 443 },
    ...{ username: 'root', password: new Secret('0penBmc'), tls: 'pin', tlsLevel: 2 },
  }))
}

/** A service node in this process, which is approved, and has a runner without BMCs. */
export async function serviceNodeHere(
  t: TestContext,
  { site, url, script }: { readonly site: Site; readonly url: string; readonly script: ServedScript },
  over: Partial<ServiceNodeSettings> = {},
): Promise<ServiceNode> {
  const settings = { name: 'sn1', version: VERSION, key: newSealKey(), brokers: [site.brokerKey], ...over }
  site.approve(settings.name, settings.key.public)
  const bus = await Bus.connect({ servers: [url], name: settings.name })
  const runner: ServiceNodeParts['runner'] = {
    runPrepared: (work, nodes, options) => script(nodes, options, work),
  }
  const log = { info: () => undefined, warn: () => undefined }
  const files = new FileCache(temporaryFolder(t), bus)
  const node = new ServiceNode(settings, { bus, log, runner, parse, files, pins: new SharedPins() })
  await node.start()
  t.after(async () => {
    await node.close('the test is over')
    await bus[Symbol.asyncDispose]()
  })
  return node
}
