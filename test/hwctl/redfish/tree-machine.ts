import { X509Certificate } from 'node:crypto'
import { parse } from '../../../src/broker/parse.ts'
import { runCall } from '../../../src/core/engine.ts'
import type { EngineParts } from '../../../src/core/engine-parts.ts'
import type { ErrorFacts } from '../../../src/core/errors.ts'
import { errorText } from '../../../src/edges/error-text.ts'
import { loadExecutor } from '../../../src/hwctl/registry.ts'
import type { RestRequest } from '../../../src/rest/request.ts'
import { makeCertificate } from '../../../src/simulator/certificate.ts'
import { answerOf, nodeOf } from '../../contract/machines.ts'

/** What a path answers: a body, or nothing, which is a 404. */
export type Show = (path: string) => object | undefined

/** What an operator sees of one command on one node: lines, or an error, and warnings. */
export interface Seen {
  readonly lines: readonly string[]
  readonly error: ErrorFacts | undefined
  /** Everything of it that is text. */
  readonly text: string
  /** What was read, in order, without queries. */
  readonly reads: readonly string[]
}

/** Asks a tree in memory through words, over no network: thousands of times in seconds. */
export async function treeMachine(system?: string): Promise<(command: string, show: Show) => Promise<Seen>> {
  const { cert } = await makeCertificate('tree')
  const shown = new X509Certificate(cert)
  const at = {
    name: 'n1',
    protocol: 'redfish',
    address: '127.0.0.1',
    port: 443,
    username: 'u',
    password: 'p',
  } as const
  const node = nodeOf(at)
  return async (command, show) => {
    const [name = '', ...words] = command.split(' ')
    const { invocation, view } = await parse(name, words)
    const reads: string[] = []
    const request = async ({ method, path }: RestRequest) => {
      if (method !== 'GET') throw new Error(`${method} ${path}`)
      const plain = path.replace(/\?.*$/, '').replace(/(?<=.)\/$/, '')
      reads.push(plain)
      const json = show(plain)
      return { status: json ? 200 : 404, headers: {}, json: json ?? {}, text: '', path }
    }
    const { signal } = new AbortController()
    const rest = { endpoint: { host: 'bmc', port: 443 }, certificate: async () => shown }
    const session = { memory: new Map(), rest, request, expectLoss: () => undefined }
    const parts: EngineParts = {
      protocolOf: async () => 'redfish',
      lease: async () => ({ bmc: { session, signal, system }, release: async () => undefined }),
      executor: loadExecutor,
    }
    const options = { signal, fanout: 1, cwd: '/', trace: false }
    const { value, error, events } = answerOf(
      await Array.fromAsync(runCall(parts, invocation.call, [node], options)),
    )
    const lines = error ? [] : view.result(value)
    const beside = events.flatMap((event) => {
      if (event.kind === 'note') return view.note?.(event.note) ?? []
      return event.kind === 'warning' ? [errorText(event.error)] : []
    })
    const text = [...lines, ...beside, ...(error ? [errorText(error)] : [])].join('\n')
    return { lines, error, text, reads }
  }
}
