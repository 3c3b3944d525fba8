import { z } from 'zod'
import { usageError } from '../../core/command.ts'
import { type ErrorFacts, factsOf, type HwctlError } from '../../core/errors.ts'
import type { NodeInfo, NodeName } from '../../core/node.ts'
import { DEFAULT_FANOUT } from '../../core/runner.ts'
import { type NodeDefaults, nodeNameSchema, readNodeInfo } from './node-info.ts'
import { wordsAsTyped } from './rewritten-words.ts'

/** The modules of xCAT that are answered for, and `auto` for nodes that say, or find out, for themselves. */
export const MODULES = ['openbmc', 'redfish', 'auto'] as const

/** A node that was asked for and cannot be worked on, with the reason. */
export interface UnusableNode {
  readonly node: NodeName
  readonly error: ErrorFacts
  /** True when nothing at all is known of it: xCAT's broker has then told the operator already. */
  readonly isUnknown: boolean
}

/** What a client wants, checked. */
export interface AgentRequest {
  readonly module: (typeof MODULES)[number]
  readonly command: string
  readonly words: readonly string[]
  readonly cwd: string
  readonly nodes: readonly NodeInfo[]
  readonly unusable: readonly UnusableNode[]
  readonly wantsTrace: boolean
  readonly wantsEvents: boolean
  readonly fanout: number
  readonly retryUnreachable: boolean
  readonly timeoutSeconds?: number
  /** What a run that was broken off had behind it, by node. */
  readonly checkpoints?: ReadonlyMap<NodeName, unknown>
  readonly maxFailures?: number
  readonly job?: number
}

const wordSchema = z.union([z.string(), z.number()]).transform(String)

const schema = z.object({
  command: z.string(),
  args: z.array(wordSchema).nullish(),
  cwd: z.union([z.string(), z.array(z.string())]).nullish(),
  nodes: z.array(nodeNameSchema).nullish(),
  nodeinfo: z.record(nodeNameSchema, z.unknown()).nullish(),
  envs: z.object({ debugmode: z.union([z.number(), z.string(), z.boolean()]).nullish() }).nullish(),
  hwctl: z
    .object({
      events: z.literal(1),
      fanout: z.number().int().min(1).optional(),
      retryUnreachable: z.boolean().optional(),
      timeout: z.number().positive().max(86_400).optional(),
      checkpoints: z.record(nodeNameSchema, z.unknown()).optional(),
      maxFailures: z.number().int().min(0).optional(),
      job: z.number().int().min(1).optional(),
    })
    .optional(),
})

/**
 * The body of a request frame, checked. Nothing of it is ever quoted in an error: it holds passwords.
 * @throws HwctlError `usage`, in xCAT's words where it has some.
 */
export function readRequest(body: string, defaults: Omit<NodeDefaults, 'protocol'>): AgentRequest {
  const raw = jsonObject(body)
  if (!Object.hasOwn(raw, 'command')) throw usageError('Could not find command')
  if (!Object.hasOwn(raw, 'module')) throw usageError('Please specify the request module')
  if (!Object.hasOwn(raw, 'cwd')) throw usageError('Please specify the cwd parameter')
  const module = MODULES.find((known) => known === raw.module)
  if (!module) throw usageError(`Could not find manager for ${shown(raw.module)}`)
  const read = schema.safeParse(raw)
  if (!read.success) throw usageError(`The request is not right: ${problems(read.error)}`)
  const { command, args, cwd, envs, hwctl } = read.data
  return {
    module,
    command,
    words: wordsAsTyped(command, args ?? []),
    cwd: (Array.isArray(cwd) ? cwd[0] : cwd) || '/',
    ...nodesOf(read.data, { ...defaults, protocol: module }),
    wantsTrace: Number(envs?.debugmode ?? 0) > 0,
    wantsEvents: hwctl !== undefined,
    fanout: hwctl?.fanout ?? DEFAULT_FANOUT,
    retryUnreachable: hwctl?.retryUnreachable ?? false,
    ...(hwctl?.timeout !== undefined && { timeoutSeconds: hwctl.timeout }),
    ...(hwctl?.maxFailures !== undefined && { maxFailures: hwctl.maxFailures }),
    ...(hwctl?.job !== undefined && { job: hwctl.job }),
    ...(hwctl?.checkpoints && {
      checkpoints: new Map(Object.entries(hwctl.checkpoints) as [NodeName, unknown][]),
    }),
  }
}

function jsonObject(body: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw usageError('The request is not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw usageError('The request is not a JSON object')
  return { ...value }
}

/** Where it is wrong and what is wanted there; never what is there. */
function problems({ issues }: z.ZodError): string {
  return issues
    .slice(0, 3)
    .map(({ message, path }) => `${path.map(String).join('.')}: ${message}`)
    .join('; ')
}

/** The error for a command that there is not, in xCAT's words. */
export function unsupportedCommand(command: string): HwctlError {
  return usageError(`command ${shown(command)} is not supported`)
}

/** A name from outside, fit to stand in a line. */
function shown(name: unknown): string {
  return typeof name === 'string' ? name.replaceAll(/\p{Cc}/gu, '?').slice(0, 64) : 'that'
}

function nodesOf(data: z.output<typeof schema>, defaults: NodeDefaults) {
  const infos = new Map<string, unknown>(Object.entries(data.nodeinfo ?? {}))
  const nodes: NodeInfo[] = []
  const unusable: UnusableNode[] = []
  for (const node of new Set(data.nodes ?? nodeNames(data.nodeinfo))) {
    try {
      nodes.push(readNodeInfo(node, infos.get(node), defaults))
    } catch (thrown) {
      unusable.push({ node, error: factsOf(thrown), isUnknown: !infos.has(node) })
    }
  }
  return { nodes, unusable }
}

function nodeNames(nodeinfo: Readonly<Record<NodeName, unknown>> | null | undefined): NodeName[] {
  return Object.keys(nodeinfo ?? {}) as NodeName[]
}
