/** A secret as it may be written: plain, and in every form that programs commonly make of it. */
export function formsOf(secret: string): ReadonlyMap<string, string> {
  const bytes = Buffer.from(secret)
  return new Map([
    ['plain', secret],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    ['URL-encoded', encodeURIComponent(secret)],
    ['as a form', new URLSearchParams({ x: secret }).toString().slice(2)],
    ['hex', bytes.toString('hex')],
    ['HEX', bytes.toString('hex').toUpperCase()],
    ['UTF-16', bytes.toString('latin1').split('').join('\0')],
    ...[0, 1, 2].flatMap((before) => base64Of(bytes, before)),
  ])
}

/** In which forms which of these secrets are in what was recorded. */
export function secretsIn(recorded: Buffer, secrets: readonly string[]): readonly string[] {
  return secrets.flatMap((secret) =>
    [...formsOf(secret)].flatMap(([form, text]) =>
      recorded.includes(Buffer.from(text, 'latin1')) ? [`${secret} ${form}`] : [],
    ),
  )
}

/** The signs that it has wherever so many bytes stand before it, whatever these and those behind it are. */
function base64Of(secret: Buffer, before: number): readonly (readonly [string, string])[] {
  const padded = Buffer.concat([Buffer.alloc(before), secret])
  const whole = padded.subarray(0, padded.length - (padded.length % 3))
  const from = before === 0 ? 0 : 4
  return (['base64', 'base64url'] as const).map((form) => [
    `${form} after ${before}`,
    whole.toString(form).slice(from),
  ])
}
