import type { Fault } from './fault.ts'

/** What is wrong before TLS begins, or with whether anybody is there. */
export const NETWORK_FAULTS = {
  refuses: {
    says: 'Connections are refused.',
    begin: ({ network }) => network.block(),
    async end({ network, bmcState }) {
      network.unblock()
      if (bmcState !== 'Away') await network.up()
    },
  },
  silent: {
    says: 'Connections are accepted, and not one byte is ever sent: TLS does not get anywhere.',
    isDeaf: true,
    begin: ({ network }) => network.drop(),
  },
  'new-address-dead': {
    says: 'A new address is taken and shown, and nobody answers there.',
    newAddressIsDead: true,
  },
  'bmc-reboots': {
    says: 'The BMC answers request N, then reboots, once: connections break off and are refused until it is back.',
    number: { means: 'the request after which it goes', default: 3 },
    shape(reply, { bmc, condition }) {
      if (condition.requests !== condition.number) return reply
      return {
        ...reply,
        afterwards() {
          reply.afterwards?.()
          bmc.presence.rebootSoon()
        },
      }
    },
  },
} as const satisfies Readonly<Record<string, Fault>>
