const TAG = /^[A-Za-z][A-Za-z0-9_]{0,63}$/
const SECRET_LIKE = /pass|secret|token|credential/i

/** Words that mean something else, and what to write instead. */
const TAKEN: Readonly<Record<string, string>> = {
  all: '"all" means every node',
  bmcport: 'write port=',
  bmcusername: 'write username=',
  name: 'the name of a node is not an attribute',
  node: 'the name of a node is not an attribute',
  mgt: 'write protocol=',
  status: 'the status is kept by the commands themselves',
  statustime: 'the status is kept by the commands themselves',
  tags: 'in a noderange it means groups; choose another name',
}

const KNOWN = [
  'bmc',
  'port',
  'protocol',
  'username',
  'password',
  'system',
  'tls',
  'tlslevel',
  'servicenode',
  'groups',
]

/** Why a word cannot be the name of a free tag; a slip of the pen for a known attribute is one reason. */
export function tagNameProblem(key: string): string | undefined {
  if (!TAG.test(key)) return 'a tag is named with letters, digits and "_", beginning with a letter'
  const taken = TAKEN[key.toLowerCase()]
  if (taken !== undefined) return taken
  if (SECRET_LIKE.test(key)) return 'tags are shown to everybody; a secret belongs into password='
  const meant = KNOWN.find((known) => isSlipOf(key.toLowerCase(), known))
  return meant === undefined ? undefined : `did you mean ${meant}?`
}

/** True when one letter more, less or other, or two swapped, makes the word the known one. */
function isSlipOf(word: string, known: string): boolean {
  if (word === known) return true
  if (known.length < 5 || Math.abs(word.length - known.length) > 1) return false
  let start = 0
  while (start < word.length && word[start] === known[start]) start++
  const rest = (text: string, skip: number) => text.slice(start + skip)
  return (
    rest(word, 1) === rest(known, 1) ||
    rest(word, 1) === rest(known, 0) ||
    rest(word, 0) === rest(known, 1) ||
    (rest(word, 2) === rest(known, 2) && word[start] === known[start + 1] && word[start + 1] === known[start])
  )
}
