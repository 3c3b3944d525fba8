import { asObject, type BmcReply, jsonBody } from '../message.ts'
import type { FamilyTraits } from './family-traits.ts'
import { problem } from './problem.ts'
import { link, type ResourceTree, type Visit } from './resource.ts'

/** The services of the BMC, of which its time and its name may be changed. */
export function networkProtocol(traits: FamilyTraits): ResourceTree {
  const path = `/redfish/v1/Managers/${traits.manager}/NetworkProtocol`
  return {
    [path]: {
      show: ({ bmc: { config } }) => ({
        ...link(path),
        '@odata.type': '#ManagerNetworkProtocol.v1_5_0.ManagerNetworkProtocol',
        Description: 'Manager Network Service',
        FQDN: config.hostname,
        HTTPS: { Port: 443, ProtocolEnabled: true },
        HostName: config.hostname,
        Id: 'NetworkProtocol',
        ...(traits.config.hasNtp && {
          NTP: { NTPServers: config.ntpServers, ProtocolEnabled: config.timeSyncMethod === 'NTP' },
        }),
        Name: 'Manager Network Protocol',
        SSH: { Port: 22, ProtocolEnabled: true },
        Status: { Health: 'OK', State: 'Enabled' },
      }),
      change: changeProtocol,
    },
  }
}

function changeProtocol({ bmc: { config }, request, traits }: Visit): BmcReply {
  const sent = asObject(jsonBody(request))
  if (!sent) return traits.error(400, problem('MalformedJSON'))
  const known = traits.config.hasNtp ? ['HostName', 'NTP'] : ['HostName']
  const stranger = Object.keys(sent).find((name) => !known.includes(name))
  if (stranger !== undefined) return traits.propertyError(stranger, problem('PropertyUnknown', stranger))
  const { NTPServers: servers, ProtocolEnabled: isOn } = asObject(sent.NTP) ?? {}
  if (servers !== undefined && !(Array.isArray(servers) && servers.every((one) => typeof one === 'string')))
    return traits.propertyError('NTP', problem('PropertyValueFormatError', String(servers), 'NTPServers'))
  if (servers !== undefined) config.ntpServers = servers
  if (typeof isOn === 'boolean') config.timeSyncMethod = isOn ? 'NTP' : 'Manual'
  if (typeof sent.HostName === 'string') config.hostname = sent.HostName
  return traits.changeDone
}
