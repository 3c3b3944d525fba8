import { accountSlots } from './account-slots.ts'
import { bmcRestartsUntold } from './bmc-restarts-untold.ts'
import { bootWords } from './boot-words.ts'
import { dumpInTaskHeaders } from './dump-in-task-headers.ts'
import { failedImagesAreDisabled } from './failed-images-are-disabled.ts'
import { idleLampIsLit } from './idle-lamp-is-lit.ts'
import { imagesNamedAlike } from './images-named-alike.ts'
import { jobStateInOem } from './job-state-in-oem.ts'
import { logsOfOtherThings } from './logs-of-other-things.ts'
import { mediaAtManager } from './media-at-manager.ts'
import { messagesBesideProperties } from './messages-beside-properties.ts'
import { noBootMode } from './no-boot-mode.ts'
import { oneDigitDates } from './one-digit-dates.ts'
import { powerInOldForm } from './power-in-old-form.ts'
import type { Quirk } from './quirk.ts'
import { refusesWhatIsSo } from './refuses-what-is-so.ts'
import { registryOfAnotherVersion } from './registry-of-another-version.ts'
import { slotBesideDhcp } from './slot-beside-dhcp.ts'
import { standingInId } from './standing-in-id.ts'
import { timesForSettings } from './times-for-settings.ts'
import { typedSensorIds } from './typed-sensor-ids.ts'
import { unfilledTexts } from './unfilled-texts.ts'
import { zeroWhenAbsent } from './zero-when-absent.ts'

/** Every quirk of Redfish services that is known. */
export const EVERY_QUIRK: readonly Quirk[] = [
  accountSlots,
  bmcRestartsUntold,
  bootWords,
  dumpInTaskHeaders,
  failedImagesAreDisabled,
  idleLampIsLit,
  imagesNamedAlike,
  jobStateInOem,
  logsOfOtherThings,
  mediaAtManager,
  messagesBesideProperties,
  noBootMode,
  oneDigitDates,
  powerInOldForm,
  refusesWhatIsSo,
  registryOfAnotherVersion,
  slotBesideDhcp,
  standingInId,
  timesForSettings,
  typedSensorIds,
  unfilledTexts,
  zeroWhenAbsent,
]
