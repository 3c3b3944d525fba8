import type { Dispatcher } from 'undici'

/** The whole body, within a limit of its own: pieces that keep coming, slowly, must not hold a node for ever. */
export async function wholeBody(body: Dispatcher.ResponseData['body'], forMs: number): Promise<string> {
  const tooLong = () => body.destroy(Object.assign(new Error('too slow'), { code: 'UND_ERR_BODY_TIMEOUT' }))
  const timer = setTimeout(tooLong, forMs)
  try {
    return await body.text()
  } finally {
    clearTimeout(timer)
  }
}

/** A body as JSON; undefined where it is empty or something else. */
export function jsonOf(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
