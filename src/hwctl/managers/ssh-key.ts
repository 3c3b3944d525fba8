import { capability, op } from '../../core/capability.ts'

/** Which key, and where SSH listens on the BMC. */
export interface SshKeyWish {
  /** File of the public key, relative to where the operator is; absent for his own in `~/.ssh`. */
  readonly file?: string
  /** TCP port. */
  readonly port: number
}

/** What came of it. */
export interface SshKeyInstalled {
  readonly host: string
  /** False for a key that was there already. */
  readonly added: boolean
  /** True when a login with the key was made; false when its private half cannot be used without asking (a passphrase, or not here). */
  readonly proven: boolean
}

/** SSH keys that a BMC lets in. */
export const SshKey = capability('ssh-key', { install: op<SshKeyWish, SshKeyInstalled>() })
