import type { Family } from '../model.ts'
import { dell } from './dell.ts'
import type { FamilyTraits } from './family-traits.ts'
import { openBmc } from './openbmc.ts'
import { supermicro } from './supermicro.ts'

/** The traits of every family. */
export const FAMILY_TRAITS: Readonly<Record<Family, FamilyTraits>> = { openbmc: openBmc, dell, supermicro }
