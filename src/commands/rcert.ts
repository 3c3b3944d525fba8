import {
  type Command,
  numberOption,
  type ParsedWords,
  type Shown,
  show,
  usageError,
} from '../core/command.ts'
import {
  Certificate,
  type CertificateFacts,
  type CertificateReading,
  type Csr,
  type CsrWish,
  type DistinguishedName,
  type Replaced,
} from '../hwctl/managers/certificate.ts'

const WORDS = [
  { word: 'show', summary: 'show the certificate of the BMC; so does no word at all' },
  {
    word: 'csr',
    summary:
      'csr O=ORGANIZATION OU=UNIT L=CITY ST=STATE C=COUNTRY [CN=NAME] [SAN=NAME,...] [EMAIL=ADDRESS]: have the BMC make a key and ask for a certificate',
  },
  {
    word: 'replace',
    summary: 'replace FILE puts a certificate onto the BMC; of a folder, to each node its NODE.pem',
  },
] as const

/** How long a BMC is looked at for its new certificate when nobody says, in seconds. */
const WAIT_SECONDS = 30

/** `rcert`: certificates of BMCs. */
export default {
  name: 'rcert',
  summary: 'Show, request and replace the certificates of BMCs',
  words: WORDS,
  options: [
    { name: 'out', value: 'DIR', summary: 'with csr: write DIR/NODE.csr, and do not print it' },
    {
      name: 'wait',
      value: 'SECONDS',
      summary: `with replace: how long to look for the new certificate (default ${WAIT_SECONDS} s)`,
    },
  ],
  examples: [
    { line: 'all show', does: 'whose certificate expires when' },
    {
      line: 'rack1 csr O=Example OU=IT L=Bonn ST=NRW C=DE --out csr',
      does: 'requests for every BMC of rack1',
    },
    { line: 'rack1 replace signed', does: 'each BMC gets signed/NODE.pem; hwctl trusts it from then on' },
  ],
  parse(words) {
    const [word = 'show', ...rest] = words.operands
    if (word !== 'csr' && words.options.has('out')) throw usageError('Option --out goes with rcert csr')
    if (word !== 'replace' && words.options.has('wait'))
      throw usageError('Option --wait goes with rcert replace')
    switch (word) {
      case 'show':
        if (rest.length > 0) throw usageError(`rcert show takes no more words: ${rest.join(' ')}`)
        return show(Certificate.read(), { result: readingLines })
      case 'csr':
        return show(Certificate.request(wishOf(rest, words)), { result: csrLines })
      case 'replace':
        return replace(rest, words)
      default:
        throw usageError(
          `Unsupported command: rcert ${word}`,
          WORDS.map((one) => one.word),
        )
    }
  },
} satisfies Command

/** What a request is made of, by the word for it; the standard wants all but the last three (DSP2046, GenerateCSR). */
const PARTS = {
  O: 'organization',
  OU: 'organizationalUnit',
  L: 'city',
  ST: 'state',
  C: 'country',
  CN: 'commonName',
  EMAIL: 'email',
  SAN: 'alternativeNames',
} as const
const WANTED = ['O', 'OU', 'L', 'ST', 'C'] as const

function wishOf(assignments: readonly string[], { options }: ParsedWords): CsrWish {
  const parts = new Map<string, string>()
  for (const assignment of assignments) {
    const at = assignment.indexOf('=')
    const key = assignment.slice(0, Math.max(at, 0))
    if (!Object.hasOwn(PARTS, key) || assignment.length === at + 1)
      throw usageError(
        `Invalid parameter for rcert csr: ${assignment}`,
        Object.keys(PARTS).map((one) => `${one}=`),
      )
    if (parts.has(key)) throw usageError(`The option '${key}' is given twice`)
    parts.set(key, assignment.slice(at + 1))
  }
  const missing = WANTED.filter((key) => !parts.has(key))
  if (missing.length > 0)
    throw usageError(
      'rcert csr wants more about whom the certificate is for',
      missing.map((key) => `${key}=`),
    )
  const [country = '', into] = [parts.get('C'), options.get('out')]
  if (!/^[A-Z]{2}$/.test(country)) throw usageError(`C= wants a country of two letters, not '${country}'`)
  return {
    organization: parts.get('O') ?? '',
    organizationalUnit: parts.get('OU') ?? '',
    city: parts.get('L') ?? '',
    state: parts.get('ST') ?? '',
    country,
    ...optional('commonName', parts.get('CN')),
    ...optional('email', parts.get('EMAIL')),
    ...optional('alternativeNames', parts.get('SAN')?.split(',')),
    ...(typeof into === 'string' && { into }),
  }
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V })
}

function csrLines({ csr, file }: Csr): readonly string[] {
  if (file) return [`Certificate signing request: ${file.host}:${file.path}`]
  return csr.trimEnd().split('\n')
}

function replace([file, ...more]: readonly string[], words: ParsedWords): Shown {
  if (file === undefined) throw usageError('rcert replace wants a file', ['FILE'])
  if (more.length > 0) throw usageError(`Too many words for rcert replace: ${more.join(' ')}`)
  const waitMs = numberOption(words, 'wait', WAIT_SECONDS) * 1000
  return show(Certificate.replace({ file, waitMs }), { result: (replaced) => [replacedLine(replaced)] })
}

function replacedLine({ fingerprint, isShown }: Replaced): string {
  if (isShown) return `Certificate replaced: ${fingerprint}, trusted from now on`
  return (
    `Certificate replaced: ${fingerprint}, trusted as soon as it is shown; the BMC still shows the old one, ` +
    'most often until it restarts (rpower NODE bmcreboot)'
  )
}

function readingLines({ shown, installed }: CertificateReading): readonly string[] {
  const others = installed.filter(
    ({ fingerprint }) => fingerprint !== undefined && fingerprint !== shown.fingerprint,
  )
  return [
    ...factLines(shown),
    ...others.flatMap((one) => factLines(one, `Installed as ${one.id}, not shown: `)),
  ]
}

function factLines(facts: CertificateFacts, before = ''): readonly string[] {
  const { subject, issuer, validFrom, validUntil, fingerprint, alternativeNames } = facts
  return [
    `${before}Subject: ${nameText(subject)}`,
    ...(alternativeNames ? [`${before}Alternative names: ${alternativeNames.join(', ')}`] : []),
    `${before}Issuer: ${nameText(issuer)}`,
    `${before}Valid: ${dayOf(validFrom)} to ${dayOf(validUntil)}`,
    ...(fingerprint === undefined ? [] : [`${before}Fingerprint: ${fingerprint}`]),
  ]
}

function nameText(name: DistinguishedName): string {
  return Object.entries(name)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')
}

function dayOf(iso: string | undefined): string {
  return iso?.slice(0, 10) ?? 'N/A'
}
