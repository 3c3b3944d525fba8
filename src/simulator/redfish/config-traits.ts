/** In what one Redfish service differs from another where its own configuration is concerned. */
export interface ConfigTraits {
  /** The one network interface of the BMC. */
  readonly nic: string
  /** Static addresses: several, one, or one in the form of 2016, where only `IPv4Addresses` is there to be written. */
  readonly addresses: 'several' | 'one' | 'one-of-2016'
  readonly hasNtp: boolean
  readonly restorePolicies?: readonly string[]
  readonly retryConfigs?: readonly string[]
  /** Accounts are made and taken away, or there are sixteen slots. */
  readonly accounts: 'made' | 'slots'
  readonly hasAccountTypes: boolean
  /** A log service of the manager that collects diagnostic data. */
  readonly hasDumps: boolean
  /** The boot mode is a pending setting, which comes into force with the next boot. */
  readonly hasBootSettings: boolean
  /** 409 to a reset that would change nothing. */
  readonly refusesWhatIsSo: boolean
}

/** Stock OpenBMC: what bmcweb makes of D-Bus. */
export const OPENBMC_CONFIG: ConfigTraits = {
  nic: 'eth0',
  addresses: 'several',
  hasNtp: true,
  restorePolicies: ['AlwaysOn', 'AlwaysOff', 'LastState'],
  retryConfigs: ['Disabled', 'RetryAttempts'],
  accounts: 'made',
  hasAccountTypes: true,
  hasDumps: true,
  hasBootSettings: false,
  refusesWhatIsSo: false,
}

/** iDRAC 9, 7.10. */
export const DELL_CONFIG: ConfigTraits = {
  nic: 'NIC.1',
  addresses: 'one',
  hasNtp: true,
  accounts: 'slots',
  hasAccountTypes: true,
  hasDumps: false,
  hasBootSettings: true,
  refusesWhatIsSo: true,
}

/** Supermicro X10, Redfish 1.0.1. */
export const SUPERMICRO_CONFIG: ConfigTraits = {
  nic: '1',
  addresses: 'one-of-2016',
  hasNtp: false,
  accounts: 'made',
  hasAccountTypes: false,
  hasDumps: false,
  hasBootSettings: false,
  refusesWhatIsSo: false,
}
