import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newSealKey } from '../../src/bus/seal-key.ts'
import { type OwnKeys, SealedLink } from '../../src/bus/sealed-link.ts'

const keys = (): OwnKeys => ({ lasting: newSealKey(), process: newSealKey() })
const publics = ({ lasting, process }: OwnKeys) => ({ lasting: lasting.public, process: process.public })
const HEAD = Buffer.from('head')

function link(broker = keys(), node = keys()) {
  return {
    broker: new SealedLink(broker, publics(node), 'broker'),
    node: new SealedLink(node, publics(broker), 'service-node'),
  }
}

test('each side opens what the other sealed, and not what it sealed itself', () => {
  const { broker, node } = link()
  const order = broker.seal(HEAD, Buffer.from('0penBmc'))
  const report = node.seal(HEAD, Buffer.from('on'))
  assert.equal(node.open(order, HEAD.length)?.toString(), '0penBmc')
  assert.equal(broker.open(report, HEAD.length)?.toString(), 'on')
  assert.equal(broker.open(order, HEAD.length), undefined)
  assert.ok(!order.includes('0penBmc'))
})

test('the same words sealed twice look different', () => {
  const { broker } = link()
  assert.notDeepEqual(broker.seal(HEAD, Buffer.from('off')), broker.seal(HEAD, Buffer.from('off')))
})

test('another process, another lasting key, or a changed byte anywhere: it does not open', () => {
  const [broker, node] = [keys(), keys()]
  const order = link(broker, node).broker.seal(HEAD, Buffer.from('off'))
  const restarted = link(broker, { ...node, process: newSealKey() })
  assert.equal(restarted.node.open(order, HEAD.length), undefined)
  const impostor = link({ ...broker, lasting: newSealKey() }, node).broker.seal(HEAD, Buffer.from('off'))
  assert.equal(link(broker, node).node.open(impostor, HEAD.length), undefined)
  for (let at = 0; at < order.length; at++) {
    const changed = Buffer.from(order)
    changed[at] = (changed[at] ?? 0) ^ 1
    assert.equal(link(broker, node).node.open(changed, HEAD.length), undefined, `byte ${at}`)
  }
  assert.equal(link(broker, node).node.open(Buffer.alloc(3), HEAD.length), undefined)
})
