/** A body as JSON; undefined where it is empty or something else. */
export function jsonOf(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return pythonJsonOf(text)
  }
}

/** Strings, which are left alone even where they do not end, and the numbers that JSON has not. */
const TOKENS = /"(?:[^"\\]+|\\[\s\S])*(?:"|\\?$)|-?\b(?:NaN|Infinity)\b/g

/** Servers in Python, phosphor-rest-server for one, write NaN where a sensor has no reading: it is read as null. */
function pythonJsonOf(text: string): unknown {
  if (!text.includes('NaN') && !text.includes('Infinity')) return undefined
  try {
    return JSON.parse(text.replace(TOKENS, (token) => (token.startsWith('"') ? token : 'null')))
  } catch {
    return undefined
  }
}
