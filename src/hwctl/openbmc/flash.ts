import { usageError } from '../../core/command.ts'
import { HwctlError } from '../../core/errors.ts'
import { executor, steps } from '../../core/lifecycle.ts'
import { readFirmwareFile } from '../flows/firmware-file.ts'
import { readFirmwareFolder } from '../flows/firmware-folder.ts'
import { flash, flashed } from '../flows/flash.ts'
import { activateImage, haveImage } from '../flows/flash-image.ts'
import { removeImage } from '../flows/image-removal.ts'
import { isNotFound } from '../flows/not-found.ts'
import { type FirmwareFile, type FirmwareImage, type FirmwareList, Flash } from '../managers/flash.ts'
import { FIRST_PROCESSOR } from './client/inventory.ts'
import { type OpenBmcClient, ROOT } from './client/request.ts'
import { firmwareList, flashActions } from './flash-actions.ts'
import { protocol } from './protocol.ts'

/** Firmware over OpenBMC's REST: images are objects below /software. */
export default executor(Flash, protocol, {
  list: steps({
    plan: () => [LIST],
    look: ({ bmc }) => someFirmware(bmc),
    run: ({ bmc }) => firmwareList(bmc),
  }),
  check: steps({
    plan: () => [LIST],
    look: ({ bmc }) => someFirmware(bmc),
    async pre({ file }, { cwd, note }) {
      if (file === undefined) return
      const { reported, version } = await readFirmwareFile(file, cwd)
      note({ said: 'file', purpose: reported.purpose, version })
    },
    run: ({ bmc }) => firmwareList(bmc),
  }),
  upload: steps({
    plan: ({ file }) => [LIST, PROCESSOR, uploadLine(file), `${LIST}, again and again until it is there`],
    look: ({ bmc }) => someFirmware(bmc),
    async pre({ file }, { cwd, note }) {
      const found = await readFirmwareFile(file, cwd)
      note({ said: 'uploading', files: [file] })
      return found
    },
    files: ({ path }) => [path],
    async run(target, _input, file: FirmwareFile) {
      const { image, uploaded } = await haveImage(flashActions(target), file, target)
      return { ...flashed({ images: [image], tellsRunning: true }, file, { id: image.id, uploaded }) }
    },
  }),
  activate: steps({
    plan: (input) => [
      LIST,
      ...('file' in input ? [PROCESSOR, uploadLine(input.file)] : []),
      `PUT ${ROOT}/software/${'id' in input ? input.id : 'ID'}/attr/RequestedActivation Active, when it is not active`,
      `${LIST}, again and again until it is active`,
      `PUT ${ROOT}/software/${'id' in input ? input.id : 'ID'}/attr/Priority 0, when it is not`,
    ],
    validate(input) {
      if ('id' in input) refuseNoId(input.id)
    },
    look: async ({ bmc }, input) => {
      refuseUri(input)
      await someFirmware(bmc)
    },
    async pre(input, { cwd, note }) {
      refuseUri(input)
      if ('id' in input) {
        note({ said: 'activating-id', id: input.id })
        return undefined
      }
      const file = await readFirmwareFile(input.file, cwd)
      note({ said: 'uploading', files: [input.file] })
      return file
    },
    files: (file) => (file ? [file.path] : []),
    async run(target, input, file: FirmwareFile | undefined) {
      const actions = flashActions(target)
      const had = file
        ? await haveImage(actions, file, target)
        : {
            image: imageWith(await actions.list(), 'id' in input ? input.id : '', 'activate'),
            uploaded: false,
          }
      const { image, uploaded } = had
      if (file) {
        target.checkpoint({ present: image.id })
        target.note({ said: 'activating', id: image.id, version: image.version, uploaded })
      }
      await activateImage(actions, image, target)
      return flashed(await actions.list(), image, { id: image.id, uploaded })
    },
  }),
  flash: steps({
    plan: ({ directory, hostReboot, clearDumps }) => [
      LIST,
      PROCESSOR,
      `${uploadLine(`the BMC's tar of ${directory}`)}, and the host's`,
      `PUT ${ROOT}/software/ID/attr/RequestedActivation Active, for each that is not active`,
      `${LIST}, again and again until both are active`,
      `GET ${ROOT}/state/enumerate`,
      ...(clearDumps ? [`POST ${ROOT}/dump/action/DeleteAll`] : []),
      `PUT ${ROOT}/state/bmc0/attr/RequestedBMCTransition Reboot, when the BMC does not run it`,
      `GET ${ROOT}/state/enumerate, again and again until the BMC is ready`,
      ...(hostReboot
        ? [`PUT ${ROOT}/state/chassis0/attr/RequestedPowerTransition Off, when the host is on`]
        : []),
      ...(hostReboot ? [`PUT ${ROOT}/state/host0/attr/RequestedHostTransition On, when it was on`] : []),
      LIST,
    ],
    look: ({ bmc }) => someFirmware(bmc),
    async pre({ directory }, { cwd, note }) {
      const files = await readFirmwareFolder(directory, cwd)
      note({ said: 'uploading', files: files.map(({ name }) => name) })
      return files
    },
    files: (files) => files.map(({ path }) => path),
    run: (target, wish, files: readonly FirmwareFile[]) =>
      flash(flashActions(target), { ...wish, files }, target),
  }),
  delete: steps({
    plan: ({ id }) => [LIST, `POST ${ROOT}/software/${id}/action/Delete`, LIST],
    validate: ({ id }) => refuseNoId(id),
    look: ({ bmc }) => someFirmware(bmc),
    pre: ({ id }, { note }) => note({ said: 'deleting-id', id }),
    async run(target, { id }) {
      const actions = flashActions(target)
      const list = await actions.list()
      const image = imageWith(list, id, 'delete')
      if (runs(list, image)) {
        if (image.purpose === 'other') throw refusal('unknown-purpose', id)
        if (image.purpose !== 'host') throw refusal('runs-bmc', id)
        if ((await actions.power.read()).state === 'on') throw refusal('runs-host', id)
      }
      await removeImage(actions, id, target).catch((thrown: unknown) => unknownId(thrown, id))
      return { deleted: id }
    },
  }),
})

/** Ids are hashes of the version in hexadecimal; newer images (2023) put an underscore and more behind it. */
const ID = /^[0-9a-f]+(_\w+)?$/i

/** Nothing else is put into a path. @throws HwctlError `usage`, in xCAT's words */
function refuseNoId(id: string): void {
  if (!ID.test(id)) throw usageError(`Invalid firmware ID ${id}`)
}

const LIST = `GET ${ROOT}/software/enumerate`
const PROCESSOR = `GET ${ROOT}${FIRST_PROCESSOR}, before a file is sent`

/** The images of a BMC. @throws HwctlError `unsupported` for images of 2016, which have no list of them */
async function someFirmware(bmc: OpenBmcClient): Promise<FirmwareList> {
  return await firmwareList(bmc).catch((thrown: unknown) => {
    if (!isNotFound(thrown)) throw thrown
    throw new HwctlError({ kind: 'unsupported', what: 'a list of firmware images over openbmc' }, thrown)
  })
}

function refuseUri<Input extends object>(
  input: Input,
): asserts input is Exclude<Input, { readonly uri: string }> {
  if ('uri' in input)
    throw new HwctlError({ kind: 'unsupported', what: 'firmware fetched from a URI over openbmc' })
}

function uploadLine(file: string): string {
  return `POST /upload/image with ${file}, when the BMC does not have that version`
}

function imageWith({ images }: FirmwareList, id: string, asked: 'activate' | 'delete'): FirmwareImage {
  const image = images.find((one) => one.id === id)
  if (!image) throw new HwctlError({ kind: 'firmware', problem: 'unknown-id', what: id, asked })
  return image
}

/** Where nobody can tell what runs, what is started next may be what runs. */
function runs({ tellsRunning }: FirmwareList, { running, bootsNext }: FirmwareImage): boolean {
  return running || (!tellsRunning && bootsNext === true)
}

function refusal(problem: 'unknown-purpose' | 'runs-bmc' | 'runs-host', what: string): HwctlError {
  return new HwctlError({ kind: 'firmware', problem, what })
}

/** Somebody else was faster. */
function unknownId(thrown: unknown, id: string): never {
  if (!isNotFound(thrown)) throw thrown
  throw new HwctlError({ kind: 'firmware', problem: 'unknown-id', what: id, asked: 'delete' }, thrown)
}
