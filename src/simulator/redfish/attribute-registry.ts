import type { BiosSetting } from '../bios-settings.ts'
import type { JsonObject } from '../message.ts'
import { biosPath } from './bios.ts'
import type { FamilyTraits } from './family-traits.ts'
import { fixedCollection, link, type ResourceTree } from './resource.ts'

const REGISTRIES = '/redfish/v1/Registries'

/** The registries, with the one that describes the settings of the BIOS; its version is not the one that the BIOS names, as on iDRAC 9. */
export function attributeRegistry(traits: FamilyTraits, name: string): ResourceTree {
  const entry = `${REGISTRIES}/${name}.v1_0_0`
  const file = `${biosPath(traits)}/BiosRegistry`
  return {
    [REGISTRIES]: fixedCollection(REGISTRIES, 'MessageRegistryFile', 'Registry File Collection', [entry]),
    [entry]: {
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
    [file]: {
      show: () => ({
        ...link(file),
        '@odata.type': '#AttributeRegistry.v1_3_6.AttributeRegistry',
        Id: 'BiosRegistry',
        Language: 'en',
        Name: 'BIOS Attribute Registry',
        RegistryEntries: {
          Attributes: Object.entries(traits.bios?.settings ?? {}).map(([setting, one]) =>
            described(setting, one),
          ),
        },
      }),
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
