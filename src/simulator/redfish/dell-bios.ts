import type { BiosSetting } from '../bios-settings.ts'

/** Some of the settings of a PowerEdge R750. */
export const DELL_BIOS: Readonly<Record<string, BiosSetting>> = {
  SystemModelName: { kind: { maxLength: 40 }, delivered: 'PowerEdge R750', isReadOnly: true },
  AcPwrRcvry: { kind: { values: ['On', 'Off', 'Last'] }, delivered: 'Last' },
  AcPwrRcvryUserDelay: { kind: { least: 120, most: 600 }, delivered: 120 },
  AssetTag: { kind: { maxLength: 63 }, delivered: '' },
  BootMode: { kind: { values: ['Bios', 'Uefi'] }, delivered: 'Uefi' },
  LogicalProc: { kind: { values: ['Enabled', 'Disabled'] }, delivered: 'Enabled' },
  NumLock: { kind: { values: ['On', 'Off'] }, delivered: 'On' },
  ProcVirtualization: { kind: { values: ['Enabled', 'Disabled'] }, delivered: 'Enabled' },
  SysProfile: {
    kind: {
      values: [
        'PerfPerWattOptimizedDapc',
        'PerfPerWattOptimizedOs',
        'PerfOptimized',
        'DenseCfgOptimized',
        'Custom',
      ],
    },
    delivered: 'PerfPerWattOptimizedDapc',
  },
}
