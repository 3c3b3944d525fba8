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
  '/redfish/v1/Systems/1': {
    Id: '1',
    TrustedModules: [{ InterfaceType: 'TPM2_0', FirmwareVersion: '7.2.2.0' }, { InterfaceType: 'TCM1_0' }],
  },
}

test('docs/adding-a-capability.md alone is enough: four new files, no other change', async (t) => {
  const files = filesOfThePage()
  assert.deepEqual(
    [...files.keys()],
    [
      'src/hwctl/managers/trusted-module.ts',
      'src/hwctl/redfish/trusted-module.ts',
      'src/hwctl/openbmc/trusted-module.ts',
      'src/commands/rtpm.ts',
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

  assert.match((await hwctl('--help')).stdout, /rtpm +Show the trusted modules/)
  assert.deepEqual(await hwctl('rtpm', 'n7', 'list'), {
    status: 0,
    stdout: 'n7: TPM2_0: 7.2.2.0\nn7: TCM1_0: firmware unknown\n',
    stderr: '',
  })
  assert.match((await hwctl('tpm', 'n8')).stderr, /n8: .*Not supported by this machine/)

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
