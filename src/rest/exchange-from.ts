import type { Client } from 'undici'
import { type ExchangeEnds, exchange, type Incoming, type Outgoing } from './exchange.ts'
import { UPLOAD_SILENCE_MS, type Upload, uploadBody } from './upload.ts'

/** What goes out with a file in place of its body. */
export type OutgoingFile = Omit<Outgoing, 'headers' | 'body'> & {
  readonly headers: Readonly<Record<string, string>>
}

/** One exchange that sends a file, read no faster than the BMC takes it; the file is closed again whatever comes of it. */
export async function exchangeFrom(
  client: Client,
  outgoing: OutgoingFile,
  { upload, ...ends }: ExchangeEnds & { readonly upload: Upload },
): Promise<Incoming> {
  const { body, headers } = await uploadBody(upload, ends.signal)
  const file = { body, headers: { ...outgoing.headers, ...headers }, headersTimeout: UPLOAD_SILENCE_MS }
  try {
    return await exchange(client, { ...outgoing, ...file }, ends)
  } finally {
    body.destroy()
  }
}
