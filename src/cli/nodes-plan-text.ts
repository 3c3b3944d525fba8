import type { Attributes } from '../nodes/attribute.ts'
import type { NodeRecord } from '../nodes/node-record.ts'
import { foldNames } from '../nodes/noderange/fold.ts'
import { shownPassword } from '../nodes/secrets/password-text.ts'
import type { NodeChange, StorePlan } from '../nodes/store-plan.ts'

/** What a plan changes, a line for each change; nodes that change alike share a line. Secrets are not shown. */
export function planText(plan: StorePlan): string {
  const lines = Array.from(Map.groupBy(plan.nodes, nodeText), ([text, changes]) => {
    const names = foldNames(changes.map(({ before, after }) => (after ?? before)?.name ?? ''))
    return `${text.charAt(0)} ${names}${text.slice(1)}`
  })
  for (const { name, before, after } of plan.groups) {
    if (after === undefined) lines.push(`- group ${name}`)
    else
      lines.push(
        before === undefined ? `+ group ${name}: ${after}` : `~ group ${name}: ${before} -> ${after}`,
      )
  }
  for (const { scope, before, after } of plan.defaults) {
    const sign = before.size === 0 ? '+' : after.size === 0 ? '-' : '~'
    lines.push(`${sign} defaults for ${scope}${after.size === 0 ? '' : `: ${valueChanges(before, after)}`}`)
  }
  return lines.map((line) => `${line}\n`).join('')
}

/** How many nodes, groups and defaults a plan adds, changes and removes. */
export function planSummary(plan: StorePlan, isDone: boolean): string {
  const counts = { added: 0, changed: 0, removed: 0 }
  for (const { before, after } of [...plan.nodes, ...plan.groups])
    counts[before === undefined ? 'added' : after === undefined ? 'removed' : 'changed']++
  for (const { before, after } of plan.defaults)
    counts[before.size === 0 ? 'added' : after.size === 0 ? 'removed' : 'changed']++
  const { added, changed, removed } = counts
  const text = `${added} added, ${changed} changed, ${removed} removed, ${plan.unchanged} unchanged`
  return `${text}${isDone ? '' : ' (a plan: nothing was done)'}\n`
}

function nodeText({ before, after }: NodeChange): string {
  if (after === undefined) return '-'
  if (before === undefined) return `+: ${valueChanges(new Map(), all(after))}`.replace(/: $/, '')
  return `~: ${valueChanges(all(before), all(after))}`
}

function all({ attributes, groups }: NodeRecord): Attributes {
  return groups.length === 0 ? attributes : new Map([...attributes, ['groups', groups.join(',')]])
}

function valueChanges(before: Attributes, after: Attributes): string {
  const keys = new Set([...after.keys(), ...before.keys()])
  return Array.from(keys, (key) => valueChange(key, before.get(key), after.get(key)))
    .filter((text) => text !== '')
    .join(', ')
}

function valueChange(key: string, before: string | undefined, after: string | undefined): string {
  if (before === after) return ''
  const shown = (value: string) => (key === 'password' ? shownPassword(value) : value)
  if (after === undefined) return `${key} ${shown(before ?? '')} -> none`
  if (before === undefined) return `${key}=${shown(after)}`
  const isSetAnew = key === 'password' && shown(before) === shown(after)
  return `${key} ${shown(before)} -> ${isSetAnew ? '(another)' : shown(after)}`
}
