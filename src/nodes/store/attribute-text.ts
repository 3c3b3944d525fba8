import type { Attributes } from '../attribute.ts'

/** Attributes as the JSON text that a table holds. */
export function attributesText(attributes: Attributes): string {
  return JSON.stringify(Object.fromEntries(attributes))
}

/** The attributes that a table's JSON text holds. */
export function attributesOf(text: string): Attributes {
  return new Map(Object.entries(JSON.parse(text) as Record<string, string>))
}
