import { randomBytes } from 'node:crypto'
import { lstat, rename, unlink } from 'node:fs/promises'
import { connect, type Server } from 'node:net'
import { dirname, join } from 'node:path'
import { usageError } from '../core/command.ts'

/** What the kernel takes as the name of a socket, less its closing zero. */
const MAX_PATH_BYTES = 107

/** The first descriptor that systemd hands over (sd_listen_fds(3)). */
const FIRST_INHERITED = 3

/** Whether a socket was handed over with the start, as systemd does it: for this very process, and one of them. */
export function hasInheritedSocket(
  { LISTEN_PID, LISTEN_FDS }: NodeJS.ProcessEnv,
  pid = process.pid,
): boolean {
  return LISTEN_PID === String(pid) && LISTEN_FDS === '1'
}

/** Listens on the socket that was handed over; it belongs to whoever made it, and stays when this process ends. */
export function listenInherited(server: Server): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ fd: FIRST_INHERITED }, () => {
      server.off('error', reject)
      resolve(async () => undefined)
    })
  })
}

/** What may be in the way of a socket and be taken over. */
export interface Takeover {
  /** As xCAT's agent does it: whatever file or socket is there goes, even one on which somebody answers. */
  readonly isUnconditional: boolean
  /** The socket was made by somebody else, and handed over. */
  readonly isInherited?: boolean
}

/**
 * Listens on a path, open to this user only. The socket is made beside and moved into place: it is there at once,
 * and closing the server takes nothing away that another has put there since.
 * @returns What gives the path back, where it still is ours.
 * @throws HwctlError `usage` where something is there that is not ours to replace.
 */
export async function listenOn(
  server: Server,
  path: string,
  takeover: Takeover,
): Promise<() => Promise<void>> {
  const beside = join(dirname(path), `.${randomBytes(4).toString('hex')}`)
  if (Math.max(Buffer.byteLength(path), Buffer.byteLength(beside)) > MAX_PATH_BYTES)
    throw usageError(`${path} is too long for a socket: at most ${MAX_PATH_BYTES} bytes`)
  await checkTakeover(path, takeover)
  await bind(server, beside).catch((error: NodeJS.ErrnoException) => {
    throw usageError(
      `No socket can be made in ${dirname(path)} (${error.code}): is it there, and may this user write there?`,
    )
  })
  await rename(beside, path)
  const { ino } = await lstat(path)
  return async () => {
    const there = await lstat(path).catch(() => undefined)
    if (there?.ino === ino) await unlink(path).catch(() => undefined)
  }
}

function bind(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    const umask = process.umask(0o177)
    server.listen(path, () => {
      server.off('error', reject)
      resolve()
    })
    process.umask(umask)
  })
}

async function checkTakeover(path: string, { isUnconditional }: Takeover): Promise<void> {
  const there = await lstat(path).catch(ifMissing)
  if (!there) return
  if (there.isSocket()) {
    if (!isUnconditional && (await isAnswering(path)))
      throw usageError(`An agent is already listening on ${path}`)
  } else if (!there.isFile()) {
    throw usageError(`${path} is neither a socket nor a plain file: it is left alone`)
  } else if (!isUnconditional && there.size > 0) {
    throw usageError(`${path} is a file with something in it: it is left alone`)
  }
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

/** True where somebody takes connections. */
export function isAnswering(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
