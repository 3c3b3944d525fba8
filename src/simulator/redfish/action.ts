import type { JsonObject } from '../message.ts'
import type { FamilyTraits } from './family-traits.ts'
import { link, type ResourceTree } from './resource.ts'

/** A reset action as the owner lists it: with its allowable values in place, with an ActionInfo, or with neither. */
export function resetAction(
  traits: FamilyTraits,
  action: { readonly owner: string; readonly name: string; readonly allowed?: readonly string[] },
): JsonObject {
  const { owner, name, allowed } = action
  return {
    [`#${name}`]: {
      ...(allowed && traits.hasActionInfo && { '@Redfish.ActionInfo': `${owner}/ResetActionInfo` }),
      ...(allowed && !traits.hasActionInfo && { 'ResetType@Redfish.AllowableValues': allowed }),
      target: `${owner}/Actions/${name}`,
    },
  }
}

/** The ActionInfo of an owner's reset, where the family has such. */
export function resetActionInfo(
  traits: FamilyTraits,
  owner: string,
  allowed: readonly string[],
): ResourceTree {
  if (!traits.hasActionInfo) return {}
  const path = `${owner}/ResetActionInfo`
  return {
    [path]: {
      show: () => ({
        ...link(path),
        '@odata.type': '#ActionInfo.v1_1_2.ActionInfo',
        Id: 'ResetActionInfo',
        Name: 'Reset Action Info',
        Parameters: [{ AllowableValues: allowed, DataType: 'String', Name: 'ResetType', Required: true }],
      }),
    },
  }
}
