/** A fleet's uploads would be millions of pieces: told is each whole per cent. */
export function wholePercents(total: number, sent: (bytes: number) => void): (bytes: number) => void {
  let told = -1
  return (bytes) => {
    const percent = Math.floor((bytes / total) * 100)
    if (percent === told) return
    told = percent
    sent(bytes)
  }
}
