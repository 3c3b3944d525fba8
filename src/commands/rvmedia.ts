import { type Command, type ParsedWords, type Shown, show, usageError } from '../core/command.ts'
import { Media, type MediaSlot, type MediaWish } from '../hwctl/managers/media.ts'

const WORDS = [
  { word: 'list', summary: 'show the slots, and what is in them; so does no word at all' },
  { word: 'insert', summary: 'insert URI [SLOT] puts an image into a slot, or into a free one that fits' },
  { word: 'eject', summary: 'eject [SLOT] takes the image out of a slot, or of the only one that has one' },
] as const

/** `rvmedia`: images that BMCs show their hosts as drives. */
export default {
  name: 'rvmedia',
  summary: 'Show nodes an image as a CD or a USB stick',
  words: WORDS,
  options: [
    {
      name: 'write-protected',
      summary: 'with insert: the node cannot write to it; most BMCs do that anyway',
    },
    { name: 'writable', summary: 'with insert: the node can write to it' },
  ],
  examples: [
    { line: 'n7 list', does: 'the slots of n7, and what is in them' },
    { line: 'rack1 insert http://10.1.0.1/debian.iso', does: 'every node in rack1 has that CD' },
    { line: 'n7 insert nfs://10.1.0.1/srv/bios.img RemovableDisk --writable', does: 'a USB stick for n7' },
    { line: 'rack1 eject', does: 'the drives are empty again' },
  ],
  parse(words) {
    const { operands, options } = words
    const [word = 'list', ...rest] = operands
    if (word !== 'insert' && options.size > runOptions(options))
      throw usageError('Options --write-protected and --writable go with rvmedia insert')
    switch (word) {
      case 'list':
        if (rest.length > 0) throw usageError(`rvmedia list takes no more words: ${rest.join(' ')}`)
        return show(Media.list(), { result: ({ slots }) => slots.map(slotLine) })
      case 'insert':
        return show(Media.insert(wishOf(rest, words)), { result: (slot) => [slotLine(slot)] })
      case 'eject':
        return eject(rest)
      default:
        throw usageError(
          `Unsupported command: rvmedia ${word}`,
          WORDS.map((one) => one.word),
        )
    }
  },
} satisfies Command

function runOptions(options: ParsedWords['options']): number {
  return [...options.keys()].filter((name) => name !== 'write-protected' && name !== 'writable').length
}

/** A password in a URI would be in process lists, in the BMC's answers, and in every log on the way. */
const WITH_PASSWORD = /^[^/]*:\/\/[^/]*:[^/]*@/

function wishOf([image, slot, ...more]: readonly string[], { options }: ParsedWords): MediaWish {
  if (image === undefined || !image.includes('/'))
    throw usageError('rvmedia insert wants a URI', ['URI [SLOT]'])
  if (more.length > 0) throw usageError(`Too many words for rvmedia insert: ${more.join(' ')}`)
  if (WITH_PASSWORD.test(image)) throw usageError('No passwords in the URI: everybody could see them')
  const isProtected = options.has('write-protected')
  if (isProtected && options.has('writable'))
    throw usageError('Only one of --write-protected and --writable can be asked for')
  return {
    image,
    ...(slot !== undefined && { slot }),
    ...((isProtected || options.has('writable')) && { writeProtected: isProtected }),
  }
}

function eject([slot, ...more]: readonly string[]): Shown {
  if (more.length > 0) throw usageError(`Too many words for rvmedia eject: ${more.join(' ')}`)
  return show(Media.eject(slot === undefined ? {} : { slot }), {
    result: ({ ejected }) =>
      ejected.length === 0
        ? [`${slot ?? 'Every slot'}: empty already`]
        : ejected.map((one) => `${one.slot}: empty, was ${one.image}`),
  })
}

function slotLine({ slot, types, image, writeProtected }: MediaSlot): string {
  const access = writeProtected === undefined ? [] : [writeProtected ? 'write-protected' : 'writable']
  const about = [...types, ...access].join(', ')
  return `${slot}: ${image ?? 'empty'}${about === '' ? '' : ` (${about})`}`
}
