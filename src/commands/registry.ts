import { readdirSync } from 'node:fs'
import type { Command } from '../core/command.ts'
import { loaded } from '../core/loaded.ts'

/** Written into the bundle by scripts/build.ts, where there is no folder to look into. */
declare const BUNDLED_COMMANDS: readonly string[] | undefined

/** The names of all commands: a file in this folder is a registration. */
export function commandNames(): readonly string[] {
  if (typeof BUNDLED_COMMANDS !== 'undefined') return BUNDLED_COMMANDS
  return readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && file !== 'registry.ts')
    .map((file) => file.slice(0, -3))
    .sort()
}

/** The command of that name (`rpower`, or `power` for short); undefined where there is none. */
export async function loadCommand(name: string): Promise<Command | undefined> {
  const full = commandNames().find((known) => known === name || known === `r${name}`)
  if (!full) return undefined
  const module: { readonly default: Command } = await loaded(import(`./${full}.ts`))
  return module.default
}
