import { hostname } from 'node:os'
import type { Writable } from 'node:stream'
import { commandNames } from '../commands/registry.ts'
import { type ErrorFacts, factsOf } from '../core/errors.ts'
import { errorLine } from '../edges/text.ts'
import type { CliContext } from './context.ts'
import { EXIT } from './exit-code.ts'
import { hardware } from './hardware.ts'

/**
 * Every command line: `hwctl rpower …`, `hwctl power …`, `rpower …`, `hwctl nodes …`.
 * Never rejects; what goes wrong is said on stderr, once, and in the exit code.
 */
export async function main(calledAs: string, words: readonly string[], context: CliContext): Promise<number> {
  let everythingWritten = true
  ignoreClosedPipes(context, () => {
    everythingWritten = false
  })
  const code = await carriedOut(calledAs, words, context)
  await said(context.stdout)
  return everythingWritten || code > 0 ? code : EXIT.someFailed
}

async function carriedOut(calledAs: string, words: readonly string[], context: CliContext): Promise<number> {
  const isOwn = calledAs === 'hwctl'
  const [name, rest] = isOwn ? [words[0], words.slice(1)] : [calledAs, words]
  try {
    if (name !== undefined && isHardwareCommand(name)) {
      const code = await hardware(name, rest, context)
      return isOwn ? code : Math.min(code, 1)
    }
    const { program } = await import('./program.ts')
    return await program(calledAs === 'hwctl-agent' ? ['agent', ...words] : words, context)
  } catch (thrown) {
    const { facts, text } = explain(thrown)
    context.stderr.write(text)
    return isOwn && facts.kind === 'usage' ? EXIT.usage : EXIT.someFailed
  }
}

function isHardwareCommand(name: string): boolean {
  return commandNames().some((known) => known === name || known === `r${name}`)
}

function explain(thrown: unknown): { readonly facts: ErrorFacts; readonly text: string } {
  const facts = factsOf(thrown)
  if (facts.kind !== 'usage') return { facts, text: `${errorLine('Error', facts, hostname()).text}\n` }
  const allowed = facts.allowed && facts.allowed.length > 0 ? `Allowed: ${facts.allowed.join(' ')}\n` : ''
  return { facts, text: `Error: ${facts.problem}\n${allowed}` }
}

/** Until what was said last is written, or cannot be: on a full disk that is known only then. */
function said(stdout: Writable): Promise<void> {
  return new Promise((resolve) => stdout.write('', () => setImmediate(resolve)))
}

/** A reader that has seen enough (`| head`) must not stop a run half-way: what is left to say is dropped. Anything else is said once. */
function ignoreClosedPipes({ stdout, stderr }: CliContext, failed: () => void): void {
  const broken = new Set<Writable>()
  for (const stream of [stdout, stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return
      failed()
      if (stream === stdout && !broken.has(stdout))
        stderr.write(`Error: the answers could not be written: ${error.message}\n`)
      broken.add(stream)
    })
}
