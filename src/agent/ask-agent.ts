import { connect } from 'node:net'
import { type AgentStatus, type Ask, askBody } from '../edges/xcat/ask.ts'
import { FrameReader, frame } from '../edges/xcat/frame.ts'

/** The largest answer about itself that an agent gives, in bytes. */
const MAX_STATUS_BYTES = 4096

/** Asks the agent at a socket about itself; undefined where none answers. */
export function askAgent(path: string, ask: Ask): Promise<AgentStatus | undefined> {
  return new Promise((resolve) => {
    const reader = new FrameReader(MAX_STATUS_BYTES)
    const socket = connect(path)
    const done = (status?: AgentStatus) => {
      socket.destroy()
      resolve(status)
    }
    socket.once('connect', () => socket.write(frame(askBody(ask))))
    socket.on('data', (chunk) => {
      for (const body of reader.bodies(chunk)) done(JSON.parse(body).status)
    })
    socket.once('error', () => done()).once('end', () => done())
  })
}
