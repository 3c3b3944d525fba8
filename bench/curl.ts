import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Target } from './fleet.ts'
import type { Measured } from './measured.ts'
import { timedCommand } from './timed-command.ts'

/** The most that curl does at the same time. */
const MOST_AT_ONCE = 300

/** The first line of `curl --version`, or undefined where there is none. */
export function curlVersion(): string | undefined {
  try {
    return execFileSync('curl', ['--version'], { encoding: 'utf8' }).split(' (', 1)[0]
  } catch {
    return undefined
  }
}

/** Handshake and one request for each BMC, with `curl -Z`: no login, no second request. */
export async function curlStat(
  targets: readonly Target[],
  folder: string,
  fanout: number,
): Promise<Measured> {
  const config = join(folder, 'curl.conf')
  writeFileSync(config, targets.map(lineOf).join(''))
  const atOnce = Math.min(fanout, MOST_AT_ONCE)
  const words = [
    'curl',
    '-Z',
    '--parallel-max',
    atOnce,
    '--parallel-immediate',
    '-k',
    '-sS',
    '--no-progress-meter',
  ]
  return timedCommand([...words.map(String), '-w', '%{http_code}\\n', '-K', config], process.env)
}

/** The URL of a warm `stat`; for Redfish that of the service root, since nobody has looked for the system. */
function lineOf({ bmc, port, protocol, username, password }: Target): string {
  const path = protocol === 'openbmc' ? '/xyz/openbmc_project/state/enumerate' : '/redfish/v1/'
  return `url = "https://${bmc}:${port}${path}"\noutput = "/dev/null"\nuser = "${username}:${password}"\n`
}
