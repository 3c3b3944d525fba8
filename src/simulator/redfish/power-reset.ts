import type { Machine } from '../machine.ts'
import { asObject, type BmcReply, jsonBody } from '../message.ts'
import { problem } from './problem.ts'
import type { Visit } from './resource.ts'

const EFFECTS: Readonly<Record<string, (machine: Machine) => void>> = {
  On: (machine) => machine.on(),
  ForceOn: (machine) => machine.on(),
  ForceOff: (machine) => machine.off(),
  GracefulShutdown: (machine) => machine.softOff(),
  ForceRestart: (machine) => machine.restart('forced'),
  GracefulRestart: (machine) => machine.restart('graceful'),
  PowerCycle: (machine) => machine.cycle(),
  PushPowerButton: (machine) => machine.pushButton(),
  Nmi: () => {},
}

/** `#ComputerSystem.Reset` and `#Chassis.Reset`. */
export function resetPower(visit: Visit, action: string, allowed: readonly string[]): BmcReply {
  const type = resetType(visit, action, allowed)
  if (typeof type !== 'string') return type
  const refused = refusalOfWhatIsSo(visit, type)
  if (refused) return refused
  visit.bmc.seen.sawPowerAction(action, type)
  EFFECTS[type]?.(visit.bmc.machine)
  return visit.bmc.resetMakesTask && action === 'ComputerSystem.Reset'
    ? taskStarted(visit)
    : visit.traits.actionDone
}

/** iDRAC does not switch on what is on, nor off what is off. */
function refusalOfWhatIsSo({ bmc, traits }: Visit, type: string): BmcReply | undefined {
  if (!traits.config.refusesWhatIsSo) return undefined
  const isOn = bmc.machine.chassis === 'On'
  if (type === 'On' && isOn) return traits.error(409, problem('IDRAC.2.8.PSU501'))
  const isOff = (type === 'ForceOff' || type === 'GracefulShutdown') && !isOn
  return isOff ? traits.error(409, problem('IDRAC.2.8.PSU502')) : undefined
}

/** `#Manager.Reset`: the answer first, then the BMC is gone. */
export function resetManager(visit: Visit): BmcReply {
  const type = resetType(visit, 'Manager.Reset', visit.traits.managerResets)
  if (typeof type !== 'string') return type
  visit.bmc.seen.sawPowerAction('Manager.Reset', type)
  return { ...visit.traits.actionDone, afterwards: () => visit.bmc.presence.rebootSoon() }
}

/** The reset asked for, or the answer where it will not do; a service that names no allowable values takes anything, even nothing. */
function resetType(
  { request, traits }: Visit,
  action: string,
  allowed?: readonly string[],
): string | BmcReply {
  const sent = request.body === '' ? {} : asObject(jsonBody(request))
  if (!sent) return traits.error(400, problem('MalformedJSON'))
  const type = sent.ResetType
  if (!allowed) return typeof type === 'string' ? type : 'GracefulRestart'
  if (type === undefined) return traits.error(400, problem('ActionParameterMissing', action, 'ResetType'))
  if (typeof type === 'string' && allowed.includes(type)) return type
  return traits.error(
    400,
    traits.wrongResetType === 'PropertyValueNotInList'
      ? problem('PropertyValueNotInList', String(type), 'ResetType')
      : problem('ActionParameterNotSupported', 'ResetType', action),
  )
}

function taskStarted({ bmc, traits }: Visit): BmcReply {
  const path = `/redfish/v1/TaskService/Tasks/${bmc.seen.powerActionCount}`
  return {
    status: 202,
    headers: { location: path },
    body: { ...asObject(traits.actionDone.body), '@odata.id': path },
  }
}
