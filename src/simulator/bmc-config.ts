/** Where an address of a BMC comes from, as D-Bus words it. */
export type AddressOrigin = 'Static' | 'DHCP' | 'LinkLocal'

/** One address of a simulated BMC. */
export interface SimulatedAddress {
  readonly nic: string
  readonly id: string
  readonly address: string
  readonly prefixLength: number
  readonly gateway: string
  readonly origin: AddressOrigin
}

/** A static address, without where it is. */
export type StaticAddress = Pick<SimulatedAddress, 'address' | 'prefixLength' | 'gateway'>

/** What a BMC's configuration needs of it. */
export interface ConfigOwner {
  readonly name: string
  readonly address: string
  /** Is at these addresses from now on. */
  moveTo(addresses: readonly string[]): void
}

/** The interface that every simulated BMC has. */
export const NIC = 'eth0'

/** The id of the address that a BMC is started with. */
export const FIRST_ID = '1a2b3c4d'

const PREFIX_LENGTH = 8
const GATEWAY = '127.0.0.1'

/** The configuration of one BMC: its addresses, its names, and settings of one value each. */
export class BmcConfig {
  addresses: readonly SimulatedAddress[]
  vlans: readonly number[] = []
  isDhcpOn = false
  /** What DHCP gives it. */
  lease: string
  defaultGateway = GATEWAY
  hostname: string
  ntpServers: readonly string[] = []
  nameServers: readonly string[] = []
  autoReboot = true
  powerRestorePolicy: 'AlwaysOn' | 'AlwaysOff' | 'Restore' = 'Restore'
  thermalMode: 'DEFAULT' | 'CUSTOM' | 'HEAVY_IO' | 'MAX_BASE_FAN_FLOOR' = 'DEFAULT'
  timeSyncMethod: 'NTP' | 'Manual' = 'NTP'
  hasRedundantPower = true
  readonly #owner: ConfigOwner
  #isResetPending = false
  #count = 0

  constructor(owner: ConfigOwner) {
    this.#owner = owner
    this.lease = owner.address
    this.hostname = owner.name
    this.addresses = [this.#first('Static')]
  }

  /** Adds a static address, which ends DHCP, as phosphor-networkd has it since 2018. */
  addStatic(nic: string, address: string, prefixLength: number, gateway: string): void {
    const id = (0x5eed0000 + this.#count++).toString(16)
    const others = this.addresses.filter(
      (one) => one.origin !== 'DHCP' && !(one.address === address && one.prefixLength === prefixLength),
    )
    this.isDhcpOn = false
    this.#become([...others, { nic, id, address, prefixLength, gateway, origin: 'Static' }])
  }

  /** The static addresses of an interface from now on, as Redfish sets them; one that is new ends DHCP, and their gateway is the default. */
  setStatics(nic: string, wanted: readonly StaticAddress[]): void {
    const now = this.addresses.filter((one) => one.nic === nic && one.origin === 'Static')
    const known = (one: StaticAddress) =>
      now.find(({ address, prefixLength }) => address === one.address && prefixLength === one.prefixLength)
    const statics = wanted.map((one): SimulatedAddress => {
      const id = known(one)?.id ?? (0x5eed0000 + this.#count++).toString(16)
      return { nic, id, ...one, origin: 'Static' }
    })
    if (wanted.some((one) => !known(one))) this.isDhcpOn = false
    this.defaultGateway = wanted.at(-1)?.gateway || this.defaultGateway
    const others = this.addresses.filter(
      (one) => !now.includes(one) && (this.isDhcpOn || one.origin !== 'DHCP'),
    )
    this.#become([...others, ...statics])
  }

  remove(id: string): void {
    this.#become(this.addresses.filter((one) => one.id !== id))
  }

  addVlan(id: number): void {
    if (!this.vlans.includes(id)) this.vlans = [...this.vlans, id]
  }

  removeVlan(id: number): void {
    this.vlans = this.vlans.filter((one) => one !== id)
    this.#become(this.addresses.filter(({ nic }) => nic !== vlanNic(id)))
  }

  /** With it comes the lease, beside others or alone; without it that goes. */
  setDhcp(isOn: boolean, isAlone = false): void {
    this.isDhcpOn = isOn
    const others = isAlone ? [] : this.addresses.filter(({ origin }) => origin !== 'DHCP')
    this.#become(isOn ? [...others, { ...this.#first('DHCP'), address: this.lease }] : others)
  }

  /** As delivered, from the next start on. */
  resetNetwork(): void {
    this.#isResetPending = true
  }

  /** The BMC starts. */
  started(): void {
    if (!this.#isResetPending) return
    this.#isResetPending = false
    this.vlans = []
    this.addresses = []
    this.setDhcp(true)
  }

  /** Where its one address comes from, decided from outside. */
  source(origin: 'Static' | 'DHCP'): void {
    this.isDhcpOn = origin === 'DHCP'
    this.#become([{ ...this.#first(origin), ...(this.isDhcpOn && { address: this.lease }) }])
  }

  #become(addresses: readonly SimulatedAddress[]): void {
    this.addresses = addresses
    this.#owner.moveTo(addresses.map(({ address }) => address))
  }

  #first(origin: AddressOrigin): SimulatedAddress {
    const { address } = this.#owner
    return { nic: NIC, id: FIRST_ID, address, prefixLength: PREFIX_LENGTH, gateway: '', origin }
  }
}

/** The interface of a VLAN, as D-Bus paths name it. */
export function vlanNic(id: number): string {
  return `${NIC}_${id}`
}
