/** A text in pieces that take at most `room` bytes each as JSON, cut at line ends where there are some. */
export function pieces(text: string, room: number): string[] {
  if (jsonBytes(text) <= room) return [text]
  const done: string[] = []
  let piece: string | undefined
  for (const part of text.split('\n').flatMap((line) => shortLines(line, room))) {
    const longer = piece === undefined ? part : `${piece}\n${part}`
    if (jsonBytes(longer) <= room) {
      piece = longer
      continue
    }
    if (piece !== undefined) done.push(piece)
    piece = part
  }
  return piece === undefined ? done : [...done, piece]
}

/** A line too long for one message has to be cut somewhere: between two characters. */
function shortLines(line: string, room: number): string[] {
  if (jsonBytes(line) <= room) return [line]
  const done: string[] = []
  let piece = ''
  let bytes = 0
  for (const character of line) {
    const more = jsonBytes(character)
    if (bytes + more > room) {
      done.push(piece)
      piece = ''
      bytes = 0
    }
    piece += character
    bytes += more
  }
  return [...done, piece]
}

/** Bytes of a text inside JSON, without the quotes around it. */
function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2
}
