import { HwctlError } from '../../core/errors.ts'
import { executor, steps, untold } from '../../core/lifecycle.ts'
import { readFirmwareFile } from '../flows/firmware-file.ts'
import { readFirmwareFolder } from '../flows/firmware-folder.ts'
import { readPlainFile, readPlainFolder } from '../flows/plain-file.ts'
import { type FirmwareFile, Flash, type FlashNote } from '../managers/flash.ts'
import { firmwareList } from './firmware-list.ts'
import { lookForActivation, lookForUpload, someFirmware } from './flash-looks.ts'
import { activateSource, deleteListed, flashFolder, uploadFile } from './flash-runs.ts'
import { protocol } from './protocol.ts'

const LIST = 'GET the ComputerSystem, its Manager, and the FirmwareInventory of the UpdateService'
const TASKS = 'GET the Tasks'
const FOLLOW = 'GET the task, again and again until it has ended'
const AGAIN = `${LIST}, again and again until it tells of the new version`

/** Firmware over Redfish: the UpdateService takes files, and its tasks write them. */
export default executor(Flash, protocol, {
  list: steps({
    plan: () => [LIST],
    look: ({ bmc }) => someFirmware(bmc),
    run: ({ bmc }) => firmwareList(bmc),
  }),
  check: steps({
    plan: () => [LIST],
    look: ({ bmc }) => someFirmware(bmc),
    async pre({ file, anyFile }, { cwd, note }) {
      if (file !== undefined) note(described(await readFile(file, cwd, anyFile), anyFile))
    },
    run: ({ bmc }) => firmwareList(bmc),
  }),
  upload: steps({
    plan: ({ file }) => [LIST, TASKS, pushLine(file, 'OnReset'), FOLLOW],
    look: ({ bmc }, input) => lookForUpload(bmc, input, true),
    async pre({ file, anyFile }, { cwd, note }) {
      const found = await readFile(file, cwd, anyFile)
      note({ said: 'uploading', files: [file] })
      return found
    },
    files: ({ path }) => [path],
    run: (target, { anyFile }, file: FirmwareFile) => uploadFile(target, file, anyFile ?? false),
  }),
  activate: steps({
    plan: (input) => {
      if ('id' in input) return [LIST]
      const line =
        'uri' in input
          ? `POST #UpdateService.SimpleUpdate with ${input.uri}`
          : pushLine(input.file, input.anyFile ? 'Immediate' : 'OnReset')
      return [LIST, TASKS, line, FOLLOW, AGAIN]
    },
    look: ({ bmc }, input) => lookForActivation(bmc, input),
    async pre(input, { cwd, note }) {
      if ('id' in input) note({ said: 'activating-id', id: input.id })
      if ('uri' in input) note({ said: 'fetching', uri: withoutPassword(input.uri) })
      if (!('file' in input)) return undefined
      const file = await readFile(input.file, cwd, input.anyFile)
      note({ said: 'uploading', files: [input.file] })
      return file
    },
    files: (file) => (file ? [file.path] : []),
    run: (target, input, file: FirmwareFile | undefined) => activateSource(target, input, file),
  }),
  flash: steps({
    plan: ({ directory, hostReboot, clearDumps, anyFile }) => [
      LIST,
      TASKS,
      pushLine(
        anyFile ? `each file of ${directory}` : `the BMC's tar of ${directory}, and the host's`,
        anyFile && hostReboot ? 'Immediate' : 'OnReset',
      ),
      FOLLOW,
      ...(clearDumps ? ['POST #LogService.ClearLog of the dumps'] : []),
      'POST #Manager.Reset GracefulRestart or ForceRestart, when the BMC does not run it',
      'GET its Manager, again and again until it is ready',
      ...(hostReboot
        ? ['POST #ComputerSystem.Reset ForceRestart or PowerCycle, or ForceOff and On, when it was on']
        : []),
      AGAIN,
    ],
    look: ({ bmc }, input) => lookForUpload(bmc, input, !input.hostReboot),
    async pre({ directory, anyFile }, { cwd, note }) {
      const files = await (anyFile ? readPlainFolder : readFirmwareFolder)(directory, cwd)
      note({ said: 'uploading', files: files.map(({ name }) => name) })
      return files
    },
    files: (files) => files.map(({ path }) => path),
    run: (target, wish, files: readonly FirmwareFile[]) => flashFolder(target, wish, files),
  }),
  delete: steps({
    plan: ({ id }) => [LIST, `DELETE the image ${id} of the FirmwareInventory`, LIST],
    look: async ({ bmc }) => {
      await someFirmware(bmc)
      return untold
    },
    pre: ({ id }, { note }) => note({ said: 'deleting-id', id }),
    run: (target, { id }) => deleteListed(target, id),
  }),
})

function pushLine(what: string, applyTime: string): string {
  return `POST to MultipartHttpPushUri or HttpPushUri with ${what}, ${applyTime} where that is offered, or #UpdateService.SimpleUpdate, when the BMC does not have that version`
}

function readFile(file: string, cwd: string, anyFile: true | undefined): Promise<FirmwareFile> {
  return (anyFile ? readPlainFile : readFirmwareFile)(file, cwd)
}

function described({ name, bytes, reported, version }: FirmwareFile, anyFile: true | undefined): FlashNote {
  if (anyFile) return { said: 'plain-file', name, bytes }
  return { said: 'file', purpose: reported.purpose, version }
}

/** @throws HwctlError `usage` for what is no URI */
function withoutPassword(uri: string): string {
  const url = URL.parse(uri)
  if (!url) throw new HwctlError({ kind: 'usage', problem: `Not a URI: ${uri}` })
  url.password = ''
  return url.href
}
