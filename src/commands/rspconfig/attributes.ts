import { type RspconfigParser, unsupportedWord } from './parser.ts'

/** `rspconfig ATTRIBUTE...` shows settings of a BMC, `rspconfig ATTRIBUTE=VALUE...` sets them. */
export default {
  words: [
    { word: 'ip', summary: 'address; ip=ADDRESS goes with netmask= and gateway=, ip=dhcp stands alone' },
    { word: 'ipsrc', summary: 'whether the address is static or comes from DHCP' },
    { word: 'netmask', summary: 'netmask; set together with ip=' },
    { word: 'gateway', summary: 'gateway; set together with ip=' },
    { word: 'vlan', summary: 'VLAN ID; set together with ip=' },
    { word: 'ntpservers', summary: 'time servers; ntpservers=a,b sets them, ntpservers= takes them away' },
    { word: 'hostname', summary: "host name of the BMC; hostname=* sets it to the node's bmc" },
    { word: 'bootmode', summary: 'bootmode=regular,safe,setup' },
    { word: 'thermalmode', summary: 'thermalmode=default,custom,heavy_io,max_base_fan_floor' },
    { word: 'autoreboot', summary: 'whether a host that failed is restarted: autoreboot=0,1' },
    { word: 'powersupplyredundancy', summary: 'powersupplyredundancy=enabled,disabled' },
    {
      word: 'powerrestorepolicy',
      summary: 'what a host does when the power is back: powerrestorepolicy=always_on,always_off,restore',
    },
    { word: 'timesyncmethod', summary: 'where the BMC has its time from: timesyncmethod=ntp,manual' },
  ],
  options: [],
  examples: [
    { line: 'n7 ip netmask gateway', does: 'the address of the BMC of n7' },
    {
      line: 'all powerrestorepolicy=restore',
      does: 'after a power cut, every host does again what it did before',
    },
  ],
  parse({ operands }) {
    throw unsupportedWord(operands.join(' '))
  },
} satisfies RspconfigParser
