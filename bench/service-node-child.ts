// A service node whose answers are made up, in a process of its own: what it is to be comes in its first message.
import { parse } from '../src/broker/parse.ts'
import { Bus } from '../src/bus/bus.ts'
import { newSealKey } from '../src/bus/seal-key.ts'
import { ServiceNode } from '../src/service-node/service-node.ts'
import { SharedPins } from '../src/service-node/shared-pins.ts'
import { madeUpAnswers } from './made-up-answers.ts'

/** What a service node is told. */
export interface ChildOrder {
  readonly name: string
  readonly url: string
  readonly version: string
  /** base64 */
  readonly brokerKey: string
  readonly sensors: number
}

process.once('message', async ({ name, url, version, brokerKey, sensors }: ChildOrder) => {
  const bus = await Bus.connect({ servers: [url], name })
  const key = newSealKey()
  const log = { info: () => undefined, warn: () => undefined }
  const brokers = [Buffer.from(brokerKey, 'base64')]
  const node = new ServiceNode(
    { name, version, key, brokers },
    {
      ...{ bus, log, parse, pins: new SharedPins(), files: { fetch: async () => '' } },
      runner: { runPrepared: (_work, nodes) => madeUpAnswers(nodes, sensors) },
    },
  )
  await node.start()
  process.send?.(key.public.toString('base64'))
})
process.once('disconnect', () => process.exit())
