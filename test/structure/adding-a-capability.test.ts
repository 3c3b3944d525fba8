import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { type TestContext, test } from 'node:test'
import { serveTree } from '../../src/simulator/recorded-tree.ts'

const PROJECT = resolve(import.meta.dirname, '../..')

/** The files that the page tells a newcomer to write. */
function filesOfThePage(): ReadonlyMap<string, string> {
  const page = readFileSync(`${PROJECT}/docs/adding-a-capability.md`, 'utf8')
  const blocks = page.matchAll(/```ts file=(\S+)\n(.*?)```/gs)
  return new Map([...blocks].map(([, path = '', text = '']) => [path, text]))
}

/** A copy of the project with these files in it. */
function copyWith(t: TestContext, files: ReadonlyMap<string, string>): string {
  const copy = mkdtempSync(join(tmpdir(), 'hwctl-newcomer-'))
  t.after(() => rmSync(copy, { recursive: true }))
  cpSync(`${PROJECT}/src`, `${copy}/src`, { recursive: true })
  for (const file of ['package.json', 'tsconfig.json']) cpSync(`${PROJECT}/${file}`, `${copy}/${file}`)
  symlinkSync(`${PROJECT}/node_modules`, `${copy}/node_modules`)
  for (const [path, text] of files) {
    mkdirSync(dirname(`${copy}/${path}`), { recursive: true })
    writeFileSync(`${copy}/${path}`, text)
  }
  return copy
}

const TREE = {
  '/redfish/v1': {
    '@odata.id': '/redfish/v1/',
    '@odata.type': '#ServiceRoot.v1_15_0.ServiceRoot',
    Systems: { '@odata.id': '/redfish/v1/Systems' },
    Links: { Sessions: { '@odata.id': '/redfish/v1/SessionService/Sessions' } },
  },
  '/redfish/v1/Systems': { Members: [{ '@odata.id': '/redfish/v1/Systems/1' }] },
  '/redfish/v1/Systems/1': { Id: '1', Links: { ManagedBy: [{ '@odata.id': '/redfish/v1/Managers/1' }] } },
  '/redfish/v1/Managers/1': { Id: '1', VirtualMedia: { '@odata.id': '/redfish/v1/Managers/1/VirtualMedia' } },
  '/redfish/v1/Managers/1/VirtualMedia': {
    Members: [
      { '@odata.id': '/redfish/v1/Managers/1/VirtualMedia/Cd' },
      { '@odata.id': '/redfish/v1/Managers/1/VirtualMedia/Usb' },
    ],
  },
  '/redfish/v1/Managers/1/VirtualMedia/Cd': { Id: 'Cd', Image: 'http://10.1.0.1/debian.iso' },
  '/redfish/v1/Managers/1/VirtualMedia/Usb': { Id: 'Usb', Image: null },
}

test('docs/adding-a-capability.md alone is enough: four new files, no other change', async (t) => {
  const files = filesOfThePage()
  assert.deepEqual(
    [...files.keys()],
    [
      'src/hwctl/managers/virtual-media.ts',
      'src/hwctl/redfish/virtual-media.ts',
      'src/hwctl/openbmc/virtual-media.ts',
      'src/commands/rvmedia.ts',
    ],
  )
  for (const path of files.keys())
    assert.equal(existsSync(`${PROJECT}/${path}`), false, `${path} is there already`)
  const copy = copyWith(t, files)

  const types = spawnSync(`${PROJECT}/node_modules/.bin/tsc`, ['--noEmit', '-p', copy], { encoding: 'utf8' })
  assert.equal(types.status, 0, types.stdout)

  const bmc = await serveTree(TREE)
  t.after(() => bmc.close())
  const hwctl = (...words: string[]) => run(copy, words)
  const attributes = [
    `bmc=${bmc.address}`,
    `port=${bmc.port}`,
    `username=${bmc.username}`,
    'password=env:PASSWORD',
  ]
  await hwctl('nodes', 'add', 'n7', ...attributes, 'protocol=redfish')
  await hwctl('nodes', 'add', 'n8', ...attributes, 'protocol=openbmc')

  assert.match((await hwctl('--help')).stdout, /rvmedia +Show the images/)
  assert.deepEqual(await hwctl('rvmedia', 'n7', 'list'), {
    status: 0,
    stdout: 'n7: Cd: http://10.1.0.1/debian.iso\nn7: Usb: empty\n',
    stderr: '',
  })
  assert.match((await hwctl('vmedia', 'n8')).stderr, /n8: .*Not supported by this machine/)

  async function run(folder: string, words: readonly string[]) {
    const child = spawn(process.execPath, [`${folder}/src/bin/hwctl.ts`, 'hwctl', ...words], {
      env: { ...process.env, HWCTL_AGENT: 'none', HWCTL_HOME: `${folder}/home`, PASSWORD: bmc.password },
    })
    const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)]
    const status = await new Promise<number | null>((done) => child.on('close', done))
    return { status, stdout: await stdout, stderr: await stderr }
  }
})

async function collect(stream: AsyncIterable<Buffer>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(stream)).toString('utf8')
}
