import { EventEmitter } from 'node:events'
import type { Client } from 'undici'
import type { BodySink } from './download.ts'
import { onAbort } from './ending.ts'
import type { ExchangeEnds, Incoming, Outgoing } from './exchange.ts'

/** What undici listens to in place of the signal. */
class Ending extends EventEmitter {
  reason: unknown
}

/** One exchange whose body, of any size, goes elsewhere piece by piece when the answer is a 200; any other answer is read whole. */
export async function exchangeInto(
  client: Client,
  outgoing: Outgoing,
  { signal, wholeBodyMs, into }: ExchangeEnds & { readonly into: BodySink },
): Promise<Incoming> {
  signal.throwIfAborted()
  const ending = new Ending()
  const { promise, reject } = Promise.withResolvers<never>()
  const forget = onAbort(signal, (reason) => {
    ending.reason = reason
    ending.emit('abort')
    reject(reason)
  })
  const answered = async () => {
    const { statusCode: status, headers, body } = await client.request({ ...outgoing, signal: ending })
    if (status === 200) {
      await into.take(body, headers)
      return { status, headers, text: '' }
    }
    const tooLong = () => body.destroy(Object.assign(new Error('too slow'), { code: 'UND_ERR_BODY_TIMEOUT' }))
    const timer = setTimeout(tooLong, wholeBodyMs)
    const text = await body.text().finally(() => clearTimeout(timer))
    return { status, headers, text }
  }
  return Promise.race([answered(), promise]).finally(forget)
}
