import type { BiosSetting } from '../bios-settings.ts'
import type { JsonObject } from '../message.ts'
import { biosPath } from './bios.ts'
import type { FamilyTraits } from './family-traits.ts'
import type { Overlay } from './overlay.ts'
import { collection, link } from './resource.ts'

const REGISTRIES = '/redfish/v1/Registries'

/**
 * The registry that describes the settings of the BIOS, and its place among the registries; its version is not the one that the
 * BIOS names, as on iDRAC 9.
 */
export function attributeRegistry(traits: FamilyTraits): readonly Overlay[] {
  const name = traits.bios?.registry
  if (name === undefined) return []
  const entry = `${REGISTRIES}/${name}.v1_0_0`
  const file = `${biosPath(traits)}/BiosRegistry`
  return [
    { path: REGISTRIES, show: (_visit, below) => withMember(below, entry) },
    {
      path: entry,
      show: () => ({
        ...link(entry),
        '@odata.type': '#MessageRegistryFile.v1_1_3.MessageRegistryFile',
        Id: `${name}.v1_0_0`,
        Languages: ['en'],
        Location: [{ Language: 'en', Uri: file }],
        Name: 'BIOS Attribute Registry File',
        Registry: `${name}1.0`,
      }),
    },
    { path: file, show: () => ({ ...link(file), ...fileOf(traits) }) },
  ]
}

function withMember(below: JsonObject, entry: string): JsonObject {
  const members = Array.isArray(below.Members) ? below.Members : []
  return {
    ...collection(REGISTRIES, 'MessageRegistryFile', 'Registry File Collection', []),
    ...below,
    Members: [...members, link(entry)],
    'Members@odata.count': members.length + 1,
  }
}

function fileOf({ bios }: FamilyTraits): JsonObject {
  return {
    '@odata.type': '#AttributeRegistry.v1_3_6.AttributeRegistry',
    Id: 'BiosRegistry',
    Language: 'en',
    Name: 'BIOS Attribute Registry',
    RegistryEntries: {
      Attributes: Object.entries(bios?.settings ?? {}).map(([name, setting]) => described(name, setting)),
    },
  }
}

function described(name: string, { kind, isReadOnly }: BiosSetting): JsonObject {
  return {
    AttributeName: name,
    Hidden: false,
    ReadOnly: isReadOnly === true,
    ResetRequired: true,
    ...typed(kind),
  }
}

function typed(kind: BiosSetting['kind']): JsonObject {
  if ('values' in kind)
    return {
      Type: 'Enumeration',
      Value: kind.values.map((one) => ({ ValueDisplayName: one, ValueName: one })),
    }
  if ('least' in kind)
    return { LowerBound: kind.least, ScalarIncrement: 0, Type: 'Integer', UpperBound: kind.most }
  return { MaxLength: kind.maxLength, MinLength: 0, Type: 'String' }
}
