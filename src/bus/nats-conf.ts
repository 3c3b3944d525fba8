/** What NATS is started with. */
export interface NatsServer {
  /** `HOST:PORT` */
  readonly listen: string
  readonly jetStreamFolder: string
  /** Paths of PEM files; without them, there is no TLS. */
  readonly tls?: { readonly cert: string; readonly key: string }
}

/** One who may log in, by the public half of an nkey. */
export interface NatsUser {
  readonly nkey: string
  /** `broker`, or the name of a service node. */
  readonly name: string
}

/** The bucket of the object store that firmware goes through. */
export const FILES_BUCKET = 'hwctl-files'
const FILES_STREAM = `OBJ_${FILES_BUCKET}`

/** The text of nats-server.conf; who may log in is in a file beside it. */
export function natsConf({ listen, jetStreamFolder, tls }: NatsServer, usersFile: string): string {
  return `# Written by hwctl servicenodes init; change what you like. Who may log in is in ${usersFile}.
server_name: hwctl
listen: "${listen}"
max_payload: 1MB
jetstream {
  store_dir: "${jetStreamFolder}"
}
${tls ? `tls {\n  cert_file: "${tls.cert}"\n  key_file: "${tls.key}"\n  timeout: 5\n}\n` : ''}include "${usersFile}"
`
}

/** The text of the file that says who may log in, and what each may say and hear. */
export function usersConf(users: readonly NatsUser[]): string {
  return `# Written by hwctl servicenodes add and rm: changes by hand are lost.
authorization {
  users: [
${users.map(userConf).join('')}  ]
}
`
}

function userConf({ nkey, name }: NatsUser): string {
  const { publish, subscribe } = name === 'broker' ? BROKER : serviceNodeRights(name)
  const list = (subjects: readonly string[]) => subjects.map((subject) => `"${subject}"`).join(', ')
  return `    # ${name}
    { nkey: ${nkey}, permissions: {
        publish: [${list(publish)}]
        subscribe: [${list(subscribe)}]
    } }
`
}

const BROKER = {
  publish: ['hwctl.sn.>', 'hwctl.who', '$JS.API.>', `$O.${FILES_BUCKET}.>`, '$JS.FC.>'],
  subscribe: ['hwctl.from.>', '_INBOX.broker.>'],
}

/** It hears what is for it, says what is from it, and reads files; it cannot hear or speak for another. */
function serviceNodeRights(name: string) {
  return {
    publish: [
      `hwctl.from.${name}.>`,
      '$JS.API.INFO',
      `$JS.API.STREAM.INFO.${FILES_STREAM}`,
      `$JS.API.STREAM.MSG.GET.${FILES_STREAM}`,
      `$JS.API.DIRECT.GET.${FILES_STREAM}.>`,
      `$JS.API.CONSUMER.CREATE.${FILES_STREAM}`,
      `$JS.API.CONSUMER.CREATE.${FILES_STREAM}.>`,
      `$JS.API.CONSUMER.DELETE.${FILES_STREAM}.>`,
      `$JS.API.CONSUMER.INFO.${FILES_STREAM}.>`,
      `$JS.FC.${FILES_STREAM}.>`,
    ],
    subscribe: [`hwctl.sn.${name}.>`, 'hwctl.who', `hwctl.from.${name}.alive`, `_INBOX.${name}.>`],
  }
}
