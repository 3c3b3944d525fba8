import { type RspconfigParser, unsupportedWord } from './parser.ts'

/** `rspconfig admin_passwd=`, `userls`, `useradd=`, `userch=`, `userrm=`: who may log in to a BMC. */
export default {
  words: [
    { word: 'admin_passwd', summary: 'admin_passwd=OLD,NEW: change the password that hwctl logs in with' },
    { word: 'userls', summary: 'show the users of the BMC' },
    { word: 'useradd', summary: 'useradd=USER: make a user' },
    { word: 'userch', summary: 'userch=USER: change a user' },
    { word: 'userrm', summary: 'userrm=USER: remove a user' },
  ],
  options: [],
  examples: [],
  parse({ operands }) {
    throw unsupportedWord(operands.join(' '))
  },
} satisfies RspconfigParser
