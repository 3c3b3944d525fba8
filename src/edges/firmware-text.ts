import type { FirmwareFacts } from '../core/firmware-facts.ts'

const LISTED = 'Use the -l option to view valid firmware IDs.'

/** What is wrong with firmware, in xCAT's sentences where it has one. */
export function firmwareText(facts: FirmwareFacts): string {
  const { what } = facts
  switch (facts.problem) {
    case 'inaccessible':
      return `Cannot access ${what}. Check the management node and/or service nodes.`
    case 'broken':
      return `${what} is not a firmware file that can be used: ${facts.detail}. Nothing was sent.`
    case 'none-in-folder':
      return `No ${facts.purpose} tar file found in ${what}`
    case 'several-in-folder':
      return `More than 1 ${facts.purpose} tar file ${facts.files.join(' ')} found in ${what}`
    case 'unknown-id':
      return `Invalid ID provided to ${facts.asked}. ${LISTED}`
    case 'runs-bmc':
      return 'Deleting currently active BMC firmware is not supported'
    case 'runs-host':
      return 'Deleting currently active firmware on powered on host is not supported'
    case 'unknown-purpose':
      return 'Unable to determine the purpose of the firmware to delete'
    case 'not-removed':
      return `The BMC took the order to delete ${what}, and still has it. ${LISTED}`
    case 'refused':
      return `Failed to upload update file ${what} : ${facts.detail}`
    case 'not-found':
      return `Could not find firmware ${what} after waiting ${Math.round(facts.waitedMs / 1000)} seconds.`
    case 'not-activated':
      return `Firmware ${what} activation failed. (State=${facts.detail}${percentText(facts.percent)})`
    case 'not-running':
      return `Firmware ${what} was activated, and after the restart the ${facts.purpose} runs ${facts.detail}.`
  }
}

function percentText(percent: number | undefined): string {
  return percent === undefined ? '' : `, ${percent}% were done`
}
