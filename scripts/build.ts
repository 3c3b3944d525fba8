// Bundles the sources into dist/: one entry, and one lazy chunk per command and per protocol file.
import { globSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { build, type Plugin } from 'rolldown'

const commands = filesOf('src/commands', './*.ts').map((file) => basename(file, '.ts'))

/** Commands and protocols are imported by name; in a bundle the names that there are have to be written out. */
const importsByName: Plugin = {
  name: 'imports-by-name',
  transform: {
    filter: { code: /import\(`/ },
    handler: (code, id) =>
      code.replaceAll(/import\((`[^`]+`)\)/g, (_, path: string) => {
        const found = filesOf(dirname(id), path.slice(1, -1).replaceAll(/\$\{\w+\}/g, '*'))
        const imports = found.map((file) => `${JSON.stringify(file)}: () => import(${JSON.stringify(file)})`)
        return `({ ${imports.join(', ')} })[${path}]()`
      }),
  },
}

await rm('dist', { recursive: true, force: true })
await build({
  input: {
    'bin/hwctl': 'src/bin/hwctl.ts',
    'broker/runners/threads/thread-entry': 'src/broker/runners/threads/thread-entry.ts',
  },
  platform: 'node',
  // ssh2's accelerators are compiled; it does without them.
  external: ['cpu-features', /\.node$/],
  plugins: [importsByName],
  transform: {
    target: 'node24',
    define: {
      BUNDLED_COMMANDS: JSON.stringify(commands),
      BUNDLED_THREAD: JSON.stringify('../broker/runners/threads/thread-entry.js'),
      BUILD_ID: JSON.stringify(Date.now().toString(36)),
    },
  },
  output: {
    dir: 'dist',
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    codeSplitting: {
      groups: [
        // Every file costs half a millisecond: what a command needs that an agent answers is one.
        { name: 'asking', test: /src\/(cli\/main|hwctl\/managers\/\w+)\.ts$/, priority: 1 },
      ],
    },
  },
})

/** What may be imported by name there: neither the registry itself nor what is no protocol. */
function filesOf(folder: string, pattern: string): readonly string[] {
  return globSync(pattern, { cwd: folder })
    .filter((file) => !/^(registry\.ts|managers\/|flows\/)/.test(file))
    .map((file) => `./${file}`)
    .sort()
}
