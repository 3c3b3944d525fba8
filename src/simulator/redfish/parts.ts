import type { SimulatedBmc } from '../bmc.ts'
import type { PlannedPart } from '../inventory-plan.ts'
import type { JsonObject } from '../message.ts'
import type { FamilyTraits } from './family-traits.ts'
import { partStatus, partsOf, SHAPES, type ToldKind } from './part-shapes.ts'
import { collection, link, type Resource, type ResourceTree, type Visit } from './resource.ts'

/** How a family tells of a kind of part: in which collection, by which Ids and Names. */
export interface PartPlace {
  readonly kind: ToldKind
  /** Below the system or the chassis, as in `Memory`. */
  readonly of: 'system' | 'chassis'
  readonly collection: string
  /** What its members are: `Memory`. */
  readonly type: string
  id(ordinal: number): string
  name(ordinal: number): string
}

/** The parts of a machine, in the collections of its family, with what leads to them. */
export function parts(traits: FamilyTraits): ResourceTree {
  const own = traits.parts.map((place) => partResources(pathOf(place, traits), place))
  return Object.assign({}, ...own, storage(traits), subsystems(traits), adapters(traits))
}

function ownerPath({ of }: Pick<PartPlace, 'of'>, traits: FamilyTraits): string {
  return of === 'system' ? `/redfish/v1/Systems/${traits.system}` : `/redfish/v1/Chassis/${traits.chassis}`
}

function pathOf(place: PartPlace, traits: FamilyTraits): string {
  return `${ownerPath(place, traits)}/${place.collection}`
}

function partResources(path: string, place: PartPlace): ResourceTree {
  const { kind, type, id } = place
  return {
    [path]: {
      show: ({ bmc }) =>
        collection(
          path,
          type,
          `${type} Collection`,
          partsOf(bmc, kind).map(({ ordinal }) => `${path}/${id(ordinal)}`),
        ),
    },
    [`${path}/*`]: {
      show({ bmc, id: asked }) {
        const part = partsOf(bmc, kind).find(({ ordinal }) => id(ordinal) === asked)
        return part && partBody(`${path}/${asked}`, part, place, bmc)
      },
    },
    ...(kind === 'cpu' && id(0) === 'cpu0' ? cores(path) : {}),
  }
}

function partBody(path: string, part: PlannedPart, place: PartPlace, bmc: SimulatedBmc): JsonObject {
  const shape = SHAPES[place.kind](part, bmc)
  const cores = place.id(0) === 'cpu0' && { SubProcessors: link(`${path}/SubProcessors`) }
  return {
    ...link(path),
    '@odata.type': `#${place.type}.v1_0_0.${place.type}`,
    Id: place.id(part.ordinal),
    Name: place.name(part.ordinal),
    ...(place.type === 'NetworkDeviceFunction' ? { Ethernet: shape } : shape),
    ...cores,
    Status: partStatus(part),
  }
}

/** OpenBMC tells of each core of its two processors. */
function cores(processors: string): ResourceTree {
  const ofCpu = (cpu: number): ResourceTree => {
    const path = `${processors}/cpu${cpu}/SubProcessors`
    const own = (bmc: SimulatedBmc) => partsOf(bmc, 'core').filter(({ ordinal }) => ordinal % 2 === cpu)
    const idOf = ({ ordinal }: PlannedPart) => `core${Math.floor(ordinal / 2)}`
    const show = ({ bmc, id }: Visit) => {
      const part = own(bmc).find((one) => idOf(one) === id)
      return (
        part && {
          ...link(`${path}/${id}`),
          Id: id,
          Name: 'Processor core',
          ...SHAPES.core(part, bmc),
          Status: partStatus(part),
        }
      )
    }
    return {
      [path]: {
        show: ({ bmc }) =>
          collection(
            path,
            'Processor',
            'SubProcessor Collection',
            own(bmc).map((one) => `${path}/${idOf(one)}`),
          ),
      },
      [`${path}/*`]: { show },
    }
  }
  return { ...ofCpu(0), ...ofCpu(1) }
}

/** Drives are behind the one storage controller. */
function storage(traits: FamilyTraits): ResourceTree {
  const place = traits.parts.find(({ kind }) => kind === 'drive')
  if (!place) return {}
  const path = `${ownerPath(place, traits)}/Storage`
  const controller = pathOf(place, traits).replace(/\/Drives$/, '')
  const drives = pathOf(place, traits)
  const show = ({ bmc }: Visit) => ({
    ...link(controller),
    '@odata.type': '#Storage.v1_7_1.Storage',
    Drives: partsOf(bmc, 'drive').map(({ ordinal }) => link(`${drives}/${place.id(ordinal)}`)),
    Id: controller.slice(path.length + 1),
    Name: 'Storage',
    Status: { Health: 'OK', State: 'Enabled' },
  })
  return {
    [path]: { show: () => collection(path, 'Storage', 'Storage Collection', [controller]) },
    [controller]: { show },
  }
}

/** What the collections of fans and power supplies are linked from; readings stand in Sensors. */
function subsystems(traits: FamilyTraits): ResourceTree {
  if (traits.readings === 'thermal-and-power') return {}
  const chassis = `/redfish/v1/Chassis/${traits.chassis}`
  const subsystem = (name: string, member: string): Resource => ({
    show: () => ({
      ...link(`${chassis}/${name}`),
      '@odata.type': `#${name}.v1_0_0.${name}`,
      Id: name,
      Name: name,
      [member]: link(`${chassis}/${name}/${member}`),
      Status: { Health: 'OK', State: 'Enabled' },
    }),
  })
  return {
    [`${chassis}/ThermalSubsystem`]: subsystem('ThermalSubsystem', 'Fans'),
    [`${chassis}/PowerSubsystem`]: subsystem('PowerSubsystem', 'PowerSupplies'),
  }
}

/** Network cards of a chassis, where the system does not name their ports itself. */
function adapters(traits: FamilyTraits): ResourceTree {
  const place = traits.parts.find(({ kind, of }) => kind === 'port' && of === 'chassis')
  if (!place) return {}
  const path = `/redfish/v1/Chassis/${traits.chassis}/NetworkAdapters`
  const adapter = `${path}/ethernet`
  return {
    [path]: { show: () => collection(path, 'NetworkAdapter', 'Network Adapter Collection', [adapter]) },
    [adapter]: {
      show: () => ({
        ...link(adapter),
        '@odata.type': '#NetworkAdapter.v1_9_0.NetworkAdapter',
        Id: 'ethernet',
        Name: 'ethernet',
        NetworkDeviceFunctions: link(pathOf(place, traits)),
      }),
    },
  }
}

/** The links from the system, or from the chassis, to what is in it. */
export function partLinks(traits: FamilyTraits, of: PartPlace['of']): JsonObject {
  const names = traits.parts
    .filter((place) => place.of === of)
    .map(({ collection: path }) => path.split('/', 1)[0] ?? path)
    .filter((name) => !name.endsWith('Subsystem'))
  return Object.fromEntries(names.map((name) => [name, link(`${ownerPath({ of }, traits)}/${name}`)]))
}
