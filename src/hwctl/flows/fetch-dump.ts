import { hostname } from 'node:os'
import type { Target } from '../../core/lifecycle.ts'
import { type BodySink, fileSink } from '../../rest/download.ts'
import type { DumpFile, DumpNote } from '../managers/dump.ts'
import { dumpPath } from './dump-folder.ts'

/** Downloads a dump into a file of its own, and tells of it. @throws HwctlError `file`; whatever `download` throws */
export async function fetchDump(
  { node, note, progress }: Target<unknown, DumpNote>,
  { id, folder }: { readonly id: string; readonly folder: string },
  download: (into: BodySink) => Promise<void>,
): Promise<DumpFile> {
  const file = { id, host: hostname(), path: dumpPath(folder, node.name, id) }
  note({ saying: 'downloading', ...file })
  const sink = fileSink(file.path, (done, total) =>
    progress({ phase: 'downloading', done, ...(total !== undefined && { total }), unit: 'bytes' }),
  )
  await download(sink)
  note({ saying: 'downloaded', ...file })
  return file
}
