import { StringDecoder } from 'node:string_decoder'

/** The longest event that is read, in characters; of a longer one, only that it came is told. */
const MAX_EVENT_CHARACTERS = 1024 * 1024

/** Takes a stream of Server-Sent Events piece by piece, and hands on the data of each event; comments and events without data are none. */
export function eventReader(heard: (data: string) => void): (piece: Buffer) => void {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let data: string[] = []
  let size = 0
  const take = (line: string) => {
    if (line !== '') {
      const value = /^data(?:: ?(.*))?$/s.exec(line)?.[1]
      size += value?.length ?? 0
      if (value !== undefined && size <= MAX_EVENT_CHARACTERS) data.push(value)
      return
    }
    const isTold = data.length > 0 || size > 0
    const text = size <= MAX_EVENT_CHARACTERS ? data.join('\n') : ''
    data = []
    size = 0
    if (isTold) heard(text)
  }
  return (piece) => {
    const lines = (rest + decoder.write(piece)).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    if (rest.length > MAX_EVENT_CHARACTERS) {
      size = Number.POSITIVE_INFINITY
      rest = ''
    }
    for (const line of lines) take(line)
  }
}
