import { executor, steps } from '../../core/lifecycle.ts'
import { abilitiesOf } from '../flows/abilities.ts'
import { isNotFound } from '../flows/not-found.ts'
import { Probe, type ProbeReading, type Quirk } from '../managers/probe.ts'
import { getBootObjects } from './client/boot.ts'
import { getSystemObject } from './client/inventory.ts'
import { itemsOf } from './client/inventory-item.ts'
import { type OpenBmcClient, ROOT } from './client/request.ts'
import { listSoftware } from './client/software.ts'
import { protocol } from './protocol.ts'

/** What an OpenBMC tells of itself over its REST. */
export default executor(Probe, protocol, {
  look: steps({
    plan: () => [
      `GET ${ROOT}/inventory/system`,
      `GET ${ROOT}/software/enumerate`,
      `GET ${ROOT}/control/host0/enumerate`,
      'GET of whatever else tells what the machine has',
    ],
    async run(target, { asks }) {
      const bmc = { ...target.bmc, reads: new Map() }
      const about = await identity(bmc)
      return { ...about, abilities: await abilitiesOf(target, asks, bmc), quirks: await quirksOf(bmc) }
    },
  }),
})

async function identity(bmc: OpenBmcClient): Promise<Omit<ProbeReading, 'abilities' | 'quirks'>> {
  const [system] = itemsOf((await getSystemObject(bmc)) ?? {}, new Set(['system']))
  return {
    protocol: 'openbmc',
    ...(system?.manufacturer && { vendor: system.manufacturer }),
    ...(system?.model && { model: system.model }),
    firmware: await firmwareOf(bmc),
  }
}

/** What runs, or where the BMC cannot tell, what is started next; images of 2016 have no list. */
async function firmwareOf(bmc: OpenBmcClient): Promise<Readonly<Record<string, string>>> {
  const images = await listSoftware(bmc).catch((thrown: unknown) => {
    if (!isNotFound(thrown)) throw thrown
    return []
  })
  const running = images.filter(({ functional, priority }) => functional ?? priority === 0)
  return Object.fromEntries(
    running.filter(({ version }) => version !== '').map(({ purpose, version }) => [purpose, version]),
  )
}

async function quirksOf(bmc: OpenBmcClient): Promise<readonly Quirk[]> {
  const { permanent, oneTime } = await getBootObjects(bmc)
  return [
    ...(permanent?.BootType === undefined ? ['no-boot-mode' as const] : []),
    ...(oneTime === undefined ? ['no-one-time-boot' as const] : []),
    ...(permanent && permanent.Enabled === undefined ? ['permanent-boot-always-on' as const] : []),
  ]
}
