import type { Quirk } from '../../hwctl/managers/probe.ts'

/** What each quirk means for whoever works with the machine. */
export const QUIRK_TEXTS = {
  'account-slots': 'users are slots that are always there',
  'bmc-restarts-untold': 'the BMC does not say how it can be restarted',
  'boot-words': 'some boot targets go by words of their own',
  'dump-in-task-headers': 'a new dump is named among the headers of its task',
  'failed-images-are-disabled': 'firmware that failed is told from firmware that waits by its health alone',
  'idle-lamp-is-lit': 'the lamp is lit when nobody looks for the machine',
  'images-named-alike': 'all firmware images have one name',
  'job-state-in-oem': "whether an update waits for the next start is told in the vendor's part alone",
  'logs-of-other-things': 'not every log has events in it',
  'media-at-manager': 'virtual media belong to the BMC, as in Redfish until 2020',
  'messages-beside-properties': 'what is wrong with a setting is said beside it',
  'no-boot-mode': 'no choice between UEFI and BIOS boot',
  'no-one-time-boot': 'no boot setting for one boot only',
  'one-digit-dates': 'dates of certificates are not as ISO 8601 has them',
  'permanent-boot-always-on': 'the permanent boot setting cannot be switched off',
  'power-in-old-form': 'power is told in the form that Redfish had until 2020',
  'refuses-what-is-so': 'on of what is on is refused; it is taken for done when it is so',
  'registry-of-another-version': 'BIOS settings are described by a registry of another version',
  'slot-beside-dhcp': 'an address from DHCP is shown among the static ones',
  'standing-in-id': 'how a firmware image stands is told in its id',
  'times-for-settings': 'pending settings need to be told when they come into force',
  'typed-sensor-ids': 'what a sensor measures is told in its id',
  'unfilled-texts': 'nobody filled in some of what the machine says of itself',
  'zero-when-absent': 'what is absent reads 0',
} as const satisfies Record<Quirk, string>
