import { hostname } from 'node:os'
import { Command } from 'commander'
import pLimit from 'p-limit'
import { resolve } from '../broker/resolve.ts'
import { type ErrorFacts, factsOf } from '../core/errors.ts'
import type { NodeInfo, NodeName } from '../core/node.ts'
import { errorLine } from '../edges/text.ts'
import { openHome } from '../nodes/home.ts'
import { type NodeStore, openStore } from '../nodes/node-store.ts'
import { fingerprintOf } from '../rest/fingerprint.ts'
import { handshakesAtOnce } from '../rest/handshakes.ts'
import type { CliContext } from './context.ts'
import { EndedWith, EXIT } from './exit-code.ts'

/** `hwctl trust`: from now on, the certificates that these BMCs show are the right ones. */
export function trustCommand(context: CliContext): Command {
  return new Command('trust')
    .description(
      'Accept the certificates that the BMCs of these nodes show now. Nothing else is sent to them.',
    )
    .argument('<noderange>')
    .option('--show', 'only show them, beside what is trusted')
    .option(
      '--forget',
      'ask nobody: what each BMC shows the next time is trusted; for those behind service nodes',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  hwctl trust n7            after n7 got a new BMC\n  hwctl trust all --show    compare, change nothing',
    )
    .action(async (noderange: string, options: { readonly show?: boolean; readonly forget?: boolean }) => {
      using store = openStore(openHome(context.env))
      const { nodes, failures } = await resolve(store, noderange, context)
      const say = (text: string) => context.stdout.write(`${text}\n`)
      if (options.forget) {
        for (const node of nodes) forget(store, node, say)
        return
      }
      const inTurn = pLimit(handshakesAtOnce())
      const failed = await Promise.all(
        nodes.map((node) =>
          inTurn(() => accept(store, node, options.show === true, say).then(none, factsOf)),
        ),
      )
      const problems = [...failures, ...nodes.flatMap(({ name }, at) => problem(name, failed[at]))]
      for (const { node, error } of problems)
        context.stderr.write(`${errorLine('Error', error, hostname(), node).text}\n`)
      if (problems.length === 0) return
      const total = nodes.length + failures.length
      context.stderr.write(
        `${problems.length} of ${total} nodes were not reached; for them nothing changed\n`,
      )
      throw new EndedWith(problems.length === total ? EXIT.allFailed : EXIT.someFailed)
    })
}

const none = () => undefined

function problem(node: NodeName, error: ErrorFacts | undefined) {
  return error ? [{ node, error }] : []
}

function forget(store: NodeStore, { name, bmc, port }: NodeInfo, say: (text: string) => void): void {
  const wasThere = store.pins.delete(bmc, port)
  say(`${name}: ${bmc}:${port} ${wasThere ? 'forgotten' : 'none was known'}`)
}

async function accept(
  store: NodeStore,
  node: NodeInfo,
  onlyShow: boolean,
  say: (text: string) => void,
): Promise<void> {
  const { name, bmc: host, port, tls, tlsLevel } = node
  const fingerprint = await fingerprintOf({ host, port, tls, tlsLevel })
  const trusted = store.pins.get(host, port)?.fingerprint
  const change = trusted === fingerprint ? 'unchanged' : trusted ? `was ${trusted}` : 'first seen'
  if (!onlyShow && trusted !== fingerprint)
    store.pins.set({ host, port, fingerprint, firstSeen: new Date().toISOString() })
  say(`${name}: ${host}:${port} ${fingerprint} (${change}${onlyShow ? '' : ', trusted'})`)
}
