import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { FrameReader, frame } from '../src/edges/xcat/frame.ts'
import { inPieces, mutatedBytes } from './mutate-bytes.ts'
import { mutatedJson } from './mutate-json.ts'
import type { Random } from './random.ts'

const WORDS = ['stat', 'on', 'bogus', '--plan', '--json', '', '-1', 'boot'] as const
const LENGTHS = [0, -1, 1, 2 ** 31 - 1, -(2 ** 31), 67_108_864, 67_108_865, 5] as const

/** One request as a client that means well sends it. */
export function goodRequest(nodes: readonly string[], changes: object = {}): string {
  const info = { bmc: '127.0.0.1', bmcip: '127.0.0.1', username: 'root', password: 's3cret-word' }
  const nodeinfo = Object.fromEntries(nodes.map((node) => [node, info]))
  const envs = { debugmode: 0 }
  return JSON.stringify({
    module: 'openbmc',
    command: 'rpower',
    args: ['stat'],
    cwd: ['/'],
    nodes,
    nodeinfo,
    envs,
    ...changes,
  })
}

/** The bytes that a hostile client sends. */
export function hostileBytes(random: Random): Buffer {
  const events = random.chance(0.5) ? { hwctl: { events: 1, fanout: 1 + random.below(4) } } : {}
  const request = goodRequest(['n1', 'n2'], { args: [random.pick(WORDS)], ...events })
  const whole = frame(request)
  switch (random.below(7)) {
    case 0:
      return mutatedBytes(whole, random)
    case 1:
      return frame(mutatedJson(request, random))
    case 2:
      return Buffer.concat([lengthOf(random.pick(LENGTHS)), whole.subarray(4)])
    case 3:
      return whole.subarray(0, random.below(whole.length))
    case 4:
      return random.bytes(1 + random.below(300))
    case 5:
      return Buffer.concat([whole, mutatedBytes(whole, random), random.bytes(random.below(5000))])
    default:
      return frame(mutatedBytes(Buffer.from(request), random).toString('latin1'))
  }
}

/** Sends them in pieces, now and then in a wrong order, and ends as clients end that nobody taught manners. */
export async function hostileClient(path: string, random: Random): Promise<void> {
  const socket = await connected(path)
  const pieces = inPieces(hostileBytes(random), random)
  const inOrder = random.chance(0.85) ? pieces : pieces.toReversed()
  for (const piece of inOrder) {
    socket.write(piece)
    if (random.chance(0.5)) await setImmediate()
  }
  const manner = random.below(4)
  if (manner === 0) socket.destroy()
  else if (manner === 1) socket.destroySoon()
  else socket.end() // and waits for what comes
  if (manner === 3) socket.pause().destroySoon()
  else socket.resume()
  if (!socket.closed) await once(socket, 'close')
}

/** What a healthy client is told: every reply, as JSON, a line each. */
export async function healthyClient(path: string, name: string): Promise<string> {
  const socket = await connected(path)
  socket.write(frame(goodRequest([name])))
  const reader = new FrameReader(1 << 20)
  const replies: string[] = []
  for await (const chunk of socket) replies.push(...reader.bodies(chunk))
  socket.destroy()
  return replies.join('\n')
}

/** How many file descriptors a process has open. */
export function descriptorsOf(pid: number | 'self'): number {
  return readdirSync(`/proc/${pid}/fd`).length
}

/** In the machine's own byte order, as the frame has it. */
function lengthOf(length: number): Buffer {
  return Buffer.from(new Uint8Array(new Int32Array([length]).buffer))
}

async function connected(path: string): Promise<Socket> {
  const socket = connect({ path, allowHalfOpen: true })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}
