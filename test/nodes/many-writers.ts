// A process of its own for the tests: opens the store, writes statuses, seals a password.
import { openStore } from '../../src/nodes/node-store.ts'
import { Vault } from '../../src/nodes/secrets/vault.ts'

const [home = '', writer = '', rounds = '0'] = process.argv.slice(2)
const store = openStore(home)
const vault = new Vault(home)
for (let round = 0; round < Number(rounds); round++) {
  const name = `w${writer}-${round}`
  const attributes = new Map([['password', vault.seal('x', `node:${name}`)]])
  store.nodes.put([{ name, attributes, groups: [] }])
  store.statuses.put([{ node: name, status: 'powering-on', at: String(round) }])
  store.write(() => {
    const count = Number(store.nodes.get('counter')?.attributes.get('count') ?? 0)
    store.nodes.put([{ name: 'counter', attributes: new Map([['count', String(count + 1)]]), groups: [] }])
  })
}
store.close()
