import { executor, steps, unsupported } from '../../core/lifecycle.ts'
import { shownCertificate } from '../flows/certificate-facts.ts'
import { Certificate } from '../managers/certificate.ts'
import { protocol } from './protocol.ts'

/** What a BMC shows can be seen whatever it speaks; OpenBMC's REST over D-Bus makes no requests, and takes certificates as uploads only. */
export default executor(Certificate, protocol, {
  read: steps({
    plan: () => ['a TLS handshake, for the certificate that is shown'],
    look: async () => undefined, // there is one, as the look came over TLS
    run: async ({ bmc }) => ({ shown: await shownCertificate(bmc.session.rest, bmc.signal), installed: [] }),
  }),
  request: unsupported,
  replace: unsupported,
})
