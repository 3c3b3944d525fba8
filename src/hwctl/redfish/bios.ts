import { HwctlError } from '../../core/errors.ts'
import { executor, steps } from '../../core/lifecycle.ts'
import { checkChanged } from '../flows/unchanged.ts'
import { Bios, type BiosValue, type BiosWish, type PendingAttribute } from '../managers/bios.ts'
import { biosValue, unknownSetting } from './bios-value.ts'
import { type AttributeDescriptions, getAttributeRegistry } from './client/attribute-registry.ts'
import {
  type BiosResource,
  type BiosValues,
  getBios,
  getBiosSettings,
  patchBios,
  resetBios,
  resetTarget,
} from './client/bios.ts'
import type { RedfishClient } from './client/resource.ts'
import { protocol } from './protocol.ts'

/** BIOS settings over Redfish: read from Bios, set in its settings resource, in force after the next restart. */
export default executor(Bios, protocol, {
  get: steps({
    plan: () => GET_BIOS,
    look: ({ bmc }) => settings(bmc),
    async run({ bmc }, { names }) {
      const { values } = await settings(bmc)
      return { attributes: (names ?? [...values.keys()]).map((name) => attributeOf(values, name)) }
    },
  }),
  set: steps({
    plan: ({ wishes }) => [
      ...GET_BIOS,
      'GET its attribute registry, where it has one',
      GET_SETTINGS,
      `PATCH it Attributes: ${wishes.map(({ name, value }) => `${name}=${value}`).join(' ')}`,
      GET_SETTINGS,
    ],
    look: ({ bmc }) => settings(bmc),
    run: ({ bmc }, { wishes }) => set(bmc, wishes),
  }),
  getPending: steps({
    plan: () => [...GET_BIOS, GET_SETTINGS],
    look: ({ bmc }) => settings(bmc),
    async run({ bmc }) {
      const { bios, values } = await settings(bmc)
      const pending = (await getBiosSettings(bmc, bios)).attributes ?? NONE
      const toDefault = bios.data.ResetBiosToDefaultsPending === true
      return {
        attributes: [...pending.keys()].map((name) => pendingOf(values, pending, name)).filter(isOther),
        toDefault,
      }
    },
  }),
  resetToDefault: steps({
    plan: () => [...GET_BIOS, 'POST #Bios.ResetBios'],
    look: async ({ bmc }) => resetTarget(await getBios(bmc)),
    async run({ bmc }) {
      await resetBios(bmc, resetTarget(await getBios(bmc)))
      return { toDefault: true }
    },
  }),
})

const GET_BIOS = ['GET the ComputerSystem', 'GET its Bios']
const GET_SETTINGS = 'GET its settings resource'
const NONE: BiosValues = new Map()

async function settings(
  bmc: RedfishClient,
): Promise<{ readonly bios: BiosResource; readonly values: BiosValues }> {
  const bios = await getBios(bmc)
  if (!bios.attributes) throw new HwctlError({ kind: 'unsupported', what: 'BIOS settings over redfish' })
  return { bios, values: bios.attributes }
}

function attributeOf(values: BiosValues, name: string): { name: string; value: BiosValue } {
  const value = values.get(name)
  if (value === undefined) throw unknownSetting(name, [...values.keys()])
  return { name, value }
}

function pendingOf(values: BiosValues, pending: BiosValues, name: string): PendingAttribute {
  const current = values.get(name)
  const value = pending.get(name) ?? current ?? null
  return { name, value, ...(current !== undefined && { current }) }
}

/** Some services show all settings as pending, others only those that will change. */
function isOther({ value, current }: PendingAttribute): boolean {
  return value !== current
}

async function set(
  bmc: RedfishClient,
  wishes: readonly BiosWish[],
): Promise<{ attributes: PendingAttribute[] }> {
  const { bios, values } = await settings(bmc)
  const names = wishes.map(({ name }) => name)
  const described =
    bios.registry === undefined ? undefined : await getAttributeRegistry(bmc, bios.registry, names)
  const wanted = wantedValues(wishes, values, described)
  const before = await getBiosSettings(bmc, bios)
  const said = await patchBios(bmc, { bios, settings: before }, wanted)
  const pending = (await getBiosSettings(bmc, await getBios(bmc))).attributes ?? NONE
  const attributes = names.map((name) => pendingOf(values, pending, name))
  checkChanged(
    bmc,
    attributes.map(({ name, value }) => ({ property: name, asked: wanted.get(name), found: value })),
    said,
  )
  return { attributes }
}

/** Everything is checked before anything is sent. */
function wantedValues(
  wishes: readonly BiosWish[],
  values: BiosValues,
  described: AttributeDescriptions | undefined,
): BiosValues {
  return new Map(
    wishes.map((wish) => {
      const known = { description: described?.get(wish.name), current: values.get(wish.name) }
      if (!known.description && known.current === undefined)
        throw unknownSetting(wish.name, [...values.keys()])
      return [wish.name, biosValue(wish, known)]
    }),
  )
}
