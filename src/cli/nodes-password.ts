import type { Readable } from 'node:stream'
import { Secret } from '../core/node.ts'
import type { PasswordInput } from '../nodes/edits.ts'
import { mistake } from '../nodes/mistake.ts'
import type { CliContext } from './context.ts'

const MAX_LENGTH = 4096

interface Terminal extends Readable {
  setRawMode(isRaw: boolean): unknown
}

/** Where `password=-` gets its password: asked for on a terminal, without showing it; else read from standard input. */
export function passwordInput({ stdin, stderr }: CliContext): PasswordInput {
  return async () => {
    if (!isTerminal(stdin)) return checked(await wholeInput(stdin))
    stderr.write('Password: ')
    const first = await typedLine(stdin)
    stderr.write('\nThe same again: ')
    const second = await typedLine(stdin)
    stderr.write('\n')
    if (first !== second) throw mistake('The two passwords are not the same; nothing was changed')
    return checked(first)
  }
}

function isTerminal(stream: Readable): stream is Terminal {
  return 'isTTY' in stream && stream.isTTY === true && 'setRawMode' in stream
}

function checked(text: string): Secret {
  if (text === '') throw mistake('No password was given; nothing was changed')
  if (text.length > MAX_LENGTH || /[\r\n\0]/.test(text))
    throw mistake('The password is not one line of text; nothing was changed')
  return new Secret(text)
}

async function wholeInput(stdin: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stdin) {
    chunks.push(Buffer.from(chunk))
    size += chunk.length
    if (size > MAX_LENGTH * 4) break
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '')
}

/** One line typed on a terminal that does not show it. */
async function typedLine(stdin: Terminal): Promise<string> {
  stdin.setRawMode(true)
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let typed = ''
  const onData = (chunk: Buffer | string) => {
    for (const char of String(chunk)) {
      if (char === '\r' || char === '\n' || char === '\u0004') return resolve(typed)
      if (char === '\u0003') return reject(mistake('No password was given; nothing was changed'))
      typed = char === '\u007f' || char === '\b' ? typed.slice(0, -1) : typed + char
    }
  }
  stdin.on('data', onData)
  stdin.once('end', () => reject(mistake('No password was given; nothing was changed')))
  stdin.resume()
  try {
    return await promise
  } finally {
    stdin.off('data', onData)
    stdin.pause()
    stdin.setRawMode(false)
  }
}
