import type { Certificate } from './certificate.ts'
import type { CertificatePool } from './certificate-pool.ts'
import type { BmcModel } from './model.ts'

/** Who a BMC is, and how it behaves at first. */
export interface BmcDescription {
  readonly index: number
  readonly name: string
  readonly address: string
  readonly port: number
  readonly model: BmcModel
  readonly username: string
  readonly password: string
  readonly latencyMs: number
  readonly powerDelayMs: number
  readonly bmcRebootMs: number
  readonly bmcStartMs: number
  readonly flashMs: number
  readonly loginNeedsReadyBmc: boolean
  readonly resetMakesTask: boolean
  readonly recentRequests: number
  readonly sensors: number
  readonly parts: number
  readonly logEntries: number
  readonly isOn: boolean
  readonly certificate: Certificate
  readonly certificates: CertificatePool
}
