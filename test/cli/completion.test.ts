import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fleetAtHand, linesOf, type Terminal } from './terminal.ts'

async function offered(terminal: Terminal, ...line: readonly string[]): Promise<readonly string[]> {
  return linesOf(await terminal.out('hwctl', 'completion', 'words', '--', ...line))
}

test('commands, nodes, groups, words and options are completed', async (t) => {
  const { terminal } = await fleetAtHand(t, { nodes: 3 })
  assert.deepEqual(await offered(terminal, 'hwctl', 'rp'), ['rpower ', 'rpowercap '])
  assert.deepEqual(await offered(terminal, 'hwctl', 'n'), ['nodes '])
  assert.deepEqual(await offered(terminal, 'rpower', 'sim0'), ['sim0001', 'sim0002', 'sim0003'])
  assert.deepEqual(await offered(terminal, 'rpower', 'all,-simr'), ['all,-simredfish', 'all,-simrest'])
  assert.deepEqual(await offered(terminal, 'rpower', 'sim', 'so'), ['softoff '])
  assert.deepEqual(await offered(terminal, 'hwctl', 'rpower', 'sim', 'so'), ['softoff '])
  assert.deepEqual(await offered(terminal, 'hwctl', 'power', 'sim', 'stat', '--fa'), ['--fanout '])
  assert.deepEqual(await offered(terminal, 'rsetboot', 'all', 'net', '--ue'), ['--uefi '])
  assert.deepEqual(await offered(terminal, 'hwctl', 'trust', 'simre'), ['simredfish', 'simrest'])
  assert.deepEqual(await offered(terminal, 'hwctl', 'nodes', 'im'), ['import-xcat '])
  assert.deepEqual(await offered(terminal, 'hwctl', 'nodes', 'show', 'sim0001,simre'), [
    'sim0001,simredfish',
    'sim0001,simrest',
  ])
  assert.deepEqual(await offered(terminal, 'hwctl', 'nodes', 'apply', '--pl'), ['--plan '])
  assert.deepEqual(await offered(terminal, 'hwctl', 'simulate', '--late'), ['--latency '])
})

test('bash completes with the script that is printed', async (t) => {
  const { terminal } = await fleetAtHand(t, { nodes: 3 })
  const script = `source <(hwctl completion bash)
    COMP_WORDS=(rpower sim0002,simr) COMP_CWORD=1
    _hwctl
    printf '<%s>' "\${COMPREPLY[@]}"
    COMP_WORDS=(rpower all st) COMP_CWORD=2
    _hwctl
    printf '<%s>' "\${COMPREPLY[@]}"
    complete -p rpower rsetboot hwctl > /dev/null && echo ' registered'`
  assert.equal(
    await terminal.out('bash', '-c', script),
    '<sim0002,simredfish><sim0002,simrest><stat > registered\n',
  )
})
