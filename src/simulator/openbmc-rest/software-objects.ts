import type { DbusObject } from './dbus-object.ts'

const SOFTWARE = '/xyz/openbmc_project/software'
const WORDS = 'xyz.openbmc_project.Software'
const BMC_IMAGE = '2bd96ea5'
const HOST_IMAGE = '221d9020'

/** Below /software: one running image for the BMC and one for the host, nothing pending. */
export const SOFTWARE_OBJECTS: Readonly<Record<string, DbusObject>> = {
  [`${SOFTWARE}/${BMC_IMAGE}`]: image(BMC_IMAGE, 'BMC', 'v2.14.0-simulated'),
  [`${SOFTWARE}/${HOST_IMAGE}`]: image(HOST_IMAGE, 'Host', 'host-v1.0-simulated'),
  [`${SOFTWARE}/active`]: endpoints(BMC_IMAGE, HOST_IMAGE),
  [`${SOFTWARE}/functional`]: endpoints(BMC_IMAGE, HOST_IMAGE),
}

function image(id: string, purpose: 'BMC' | 'Host', version: string): DbusObject {
  return {
    properties: () => ({
      Activation: `${WORDS}.Activation.Activations.Active`,
      Path: `/tmp/images/${id}`,
      Priority: 0,
      Purpose: `${WORDS}.Version.VersionPurpose.${purpose}`,
      RequestedActivation: `${WORDS}.Activation.RequestedActivations.None`,
      Version: version,
    }),
  }
}

function endpoints(...ids: string[]): DbusObject {
  return { properties: () => ({ endpoints: ids.map((id) => `${SOFTWARE}/${id}`) }) }
}
