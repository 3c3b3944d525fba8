import type { FirmwareImage, ImageStanding } from '../../hwctl/managers/inventory.ts'

const MARKS = { running: '*', pending: '+', inactive: '', unknown: '' } as const satisfies Record<
  ImageStanding,
  string
>

/** Images that run, or that may for all that the BMC tells; with `isLong` the others too. */
export function firmwareLines(images: readonly FirmwareImage[], isLong: boolean): readonly string[] {
  return images
    .filter(({ standing }) => isLong || standing === 'running' || standing === 'unknown')
    .flatMap(imageLines)
}

/** `BMC Firmware Product: VERSION (Active)*`, then the versions of its parts. */
function imageLines({ purpose, version, activation, standing, parts }: FirmwareImage): readonly string[] {
  const head = `${purpose.toUpperCase()} Firmware Product:`
  return [
    `${head}${version && ` ${version}`} (${activation || 'Unknown'})${MARKS[standing]}`,
    ...parts.map((part) => `${head} -- additional info: ${part}`),
  ]
}
