/** A user of a simulated BMC, beside the one of its description. */
export interface SimulatedUser {
  groups: readonly string[]
  privilege: string
  enabled: boolean
  password?: string
  /** Where slots are fixed, which one it has. */
  slot?: number
}

/** The users that were made on one BMC. */
export class Users {
  readonly byName = new Map<string, SimulatedUser>()

  /** True for a user who may log in, and his password. */
  knows(username: unknown, password: unknown): boolean {
    const user = typeof username === 'string' ? this.byName.get(username) : undefined
    return user?.enabled === true && user.password !== undefined && user.password === password
  }
}
