import type { HwctlError } from '../../core/errors.ts'
import { mistake } from '../mistake.ts'

/** Where in the operator's words an atom stands: a column, and in a file also a line. */
export interface Place {
  readonly column: number
  readonly line?: number
  readonly file?: string
}

/** A token of a noderange that names nothing. */
export interface UnknownName {
  readonly text: string
  readonly place: Place
  readonly reason?: string
}

const MAX_LISTED = 1000
const MAX_PLACES = 5

/** The mistake of naming what is not there, in xCAT's words, and where each one stands. */
export function unknownNames(unknown: readonly UnknownName[]): HwctlError {
  const texts = [...new Set(unknown.map(({ text }) => (text.length > 200 ? `${text.slice(0, 200)}…` : text)))]
  const listed = texts.slice(0, MAX_LISTED).join(',')
  const more = texts.length > MAX_LISTED ? ` and ${texts.length - MAX_LISTED} more` : ''
  const places = [...new Set(unknown.map(placeText))]
  const shown = places.slice(0, MAX_PLACES).join('; ') + (places.length > MAX_PLACES ? '; …' : '')
  return mistake(`Invalid nodes and/or groups in noderange: ${listed}${more} (${shown})`)
}

function placeText({ place, reason }: UnknownName): string {
  const why = reason === undefined ? '' : `: ${reason}`
  if (place.file === undefined) return `at column ${place.column}${why}`
  return `in ${place.file}, line ${place.line}, column ${place.column}${why}`
}
