import { factsOf, HwctlError } from '../../core/errors.ts'
import { type Look, type Pace, until } from '../../core/poll.ts'
import { patiently } from '../flows/patience.ts'
import { type InterfaceObject, listInterfaces, patchInterface } from './client/ethernet-interface.ts'
import type { JsonObject } from './client/property.ts'
import { type RedfishClient, SERVICE_ROOT } from './client/resource.ts'

/** How often, and how long, what a request makes or takes away is looked for. */
const SHOWN_PACE: Pace = { firstMs: 200, everyMs: 2000, forMs: 30_000 }

/** Requests that change interfaces, written down as they go, and what comes of them. */
export class InterfaceWrites {
  readonly sent: string[] = []

  /** @returns what the service said about it in a 200 */
  async patch(bmc: RedfishClient, nic: InterfaceObject, change: JsonObject): Promise<string | undefined> {
    let said: string | undefined
    await this.send(`PATCH ${nic.path} ${JSON.stringify(change)}`, async () => {
      said = await patchInterface(bmc, nic, change)
    })
    return said
  }

  /** What gets no answer may have been carried out: what comes of it is looked at, so it is no error here. */
  async send(line: string, send: () => Promise<void>): Promise<void> {
    try {
      await send()
      this.sent.push(line)
    } catch (thrown) {
      const facts = factsOf(thrown)
      if (!('outcomeUnknown' in facts && facts.outcomeUnknown)) throw thrown
      this.sent.push(line) // it may have been carried out, and has to be taken back then
      if (facts.kind !== 'connect') throw thrown
    }
  }

  /** Waits until interfaces show it. */
  seen(
    bmc: RedfishClient,
    waitingFor: string,
    isSo: (interfaces: readonly InterfaceObject[]) => boolean,
  ): Promise<void> {
    const look = async (): Promise<Look<void>> =>
      isSo(await listInterfaces(bmc)) ? { done: true, value: undefined } : { done: false, seen: 'not yet' }
    const sent = this.sent.at(-1) ?? ''
    return until(() => patiently(look), { sent, waitingFor, pace: SHOWN_PACE, signal: bmc.signal })
  }
}

/** @throws HwctlError `malformed` where it is not there any more */
export async function interfaceAt(bmc: RedfishClient, path: string): Promise<InterfaceObject> {
  const found = (await listInterfaces(bmc)).find((one) => one.path === path)
  if (found) return found
  const { host, port } = bmc.session.rest.endpoint
  throw new HwctlError({ kind: 'malformed', host, port, path, problem: 'the interface is gone' })
}

/**
 * There is no way back from an address that somebody else has: it must be free. No password goes there.
 * @throws HwctlError `address`
 */
export async function refuseTaken(bmc: RedfishClient, wanted: string, lastSeen: string): Promise<void> {
  const { session, signal } = bmc
  const there = session.rest.at(wanted)
  const request = {
    operation: 'probe',
    method: 'GET',
    path: SERVICE_ROOT,
    signal,
    repeatable: false,
  } as const
  const reason = await there
    .request(request)
    .then(() => 'somebody answers there already', whoAnswers)
    .finally(() => there.close())
  if (reason === undefined) return
  throw new HwctlError({ kind: 'address', wanted, lastSeen, now: 'as-before', reason, sent: [] })
}

/** Undefined where nobody does. */
function whoAnswers(thrown: unknown): string | undefined {
  const facts = factsOf(thrown)
  if (facts.kind === 'cancelled') throw thrown
  const isFree = facts.kind === 'connect' && !facts.closed && !facts.reason.startsWith('TLS')
  return isFree ? undefined : 'somebody else answers there already'
}
