import { once } from 'node:events'
import { lstat, unlink } from 'node:fs/promises'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { connect } from 'node:net'
import { HwctlError } from '../core/errors.ts'
import { change } from './bmc-change.ts'
import type { Fleet } from './fleet.ts'
import { pathOf, readBody, writeReply } from './http-message.ts'
import { type BmcReply, jsonBody } from './message.ts'
import { report } from './snapshot.ts'

const ROUTES = ['GET /bmcs', 'GET /bmcs/NAME', 'GET /totals', 'POST /bmcs/NAME', 'POST /reset-counters']
const NOBODY_ELSE = 0o177

/** The control API of a running fleet. */
export interface ControlServer extends AsyncDisposable {
  close(): Promise<void>
}

/** Serves the control API on a UNIX socket that only this user may open. @throws HwctlError `usage` where the path will not do */
export async function serveControl(fleet: Fleet, path: string): Promise<ControlServer> {
  await makeRoom(path)
  const server = createServer(listener(fleet))
  const before = process.umask(NOBODY_ELSE)
  try {
    server.listen(path)
  } finally {
    process.umask(before)
  }
  try {
    await once(server, 'listening')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new HwctlError({ kind: 'usage', problem: `no control socket can be made: ${reason}` }, error)
  }
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { close, [Symbol.asyncDispose]: close }
}

function listener(fleet: Fleet): RequestListener {
  return (incoming, response) =>
    readBody(incoming, (body) => {
      answer(fleet, incoming, body ?? '')
        .catch((error: unknown) => refused(error))
        .then((reply) => writeReply(response, reply))
    })
}

async function answer(fleet: Fleet, incoming: IncomingMessage, body: string): Promise<BmcReply> {
  const path = pathOf(incoming.url ?? '/')
  const route = `${incoming.method} ${path}`
  if (route === 'GET /bmcs') return { status: 200, body: { bmcs: fleet.bmcs.map(summary) } }
  if (route === 'GET /totals') return { status: 200, body: { ...fleet.totals() } }
  if (route === 'POST /reset-counters') {
    fleet.resetCounters()
    return { status: 200, body: { ...fleet.totals() } }
  }
  const name = /^\/bmcs\/([^/]+)$/.exec(path)?.[1]
  if (name === undefined) return { status: 404, body: { error: `no such route: ${route}`, allowed: ROUTES } }
  const bmc = fleet.bmc(name)
  if (!bmc) return { status: 404, body: { error: `no such BMC: ${name}` } }
  if (incoming.method === 'POST') {
    const wanted = jsonBody({ method: 'POST', path, headers: incoming.headers, body })
    if (wanted === undefined) return { status: 400, body: { error: 'the body is not JSON' } }
    await change(bmc, wanted)
  }
  return { status: 200, body: { ...report(bmc) } }
}

function summary(bmc: Fleet['bmcs'][number]) {
  const { name, address, port, protocol, flavour, family, state, counters } = bmc
  const { host, chassis } = state
  const { openSessions, requests, powerActionCount } = counters
  return {
    name,
    address,
    port,
    protocol,
    flavour,
    family,
    host,
    chassis,
    bmc: state.bmc,
    fault: bmc.condition?.kind ?? null,
    openSessions,
    requests,
    powerActionCount,
  }
}

function refused(error: unknown): BmcReply {
  if (!(error instanceof HwctlError) || error.facts.kind !== 'usage')
    return { status: 500, body: { error: error instanceof Error ? error.message : String(error) } }
  const { problem, allowed } = error.facts
  return { status: 400, body: { error: problem, ...(allowed && { allowed }) } }
}

/** Takes away a socket that nobody serves any more; anything else at the path stays. */
async function makeRoom(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (!found) return
  if (!found.isSocket())
    throw new HwctlError({ kind: 'usage', problem: `${path} is there already, and is no socket` })
  if (await isServed(path)) throw new HwctlError({ kind: 'usage', problem: `somebody else serves ${path}` })
  await unlink(path)
}

async function isServed(path: string): Promise<boolean> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
