import type { ImageStanding } from '../../managers/inventory.ts'
import type { Quirk } from './quirk.ts'

/** The Id of a firmware image begins with how it stands; `Current` is what the update repository has, beside what is installed. */
export const standingInId = {
  name: 'standing-in-id',
  machine: 'Dell iDRAC 9',
  source:
    'recorded PowerEdge R750, iDRAC 7.10.30.00: Installed-159-1.13.2__BIOS.Setup.1-1, Previous-159-1.6.5__BIOS.Setup.1-1',
  signs: [
    { at: 'images', property: ['@odata.id'], is: /\/(Installed|Current|Previous|Available)-[^/_]*__[^/]*$/ },
  ],
  standings: new Map<string, ImageStanding>([
    ['Installed', 'running'],
    ['Current', 'inactive'],
    ['Previous', 'inactive'],
    ['Available', 'pending'],
  ]),
} as const satisfies Quirk & Record<string, unknown>

const ID = /^([A-Z][a-z]+)-[^_]*__/

/** How an image stands by its Id; undefined where that does not say. */
export function standingById(id: string): ImageStanding | undefined {
  return standingInId.standings.get(ID.exec(id)?.[1] ?? '')
}
