// Bundles the sources into dist/: one entry, and one lazy chunk per command and per protocol file.
import { readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { build } from 'esbuild'

const commands = readdirSync('src/commands')
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3))
  .filter((name) => name !== 'registry')
  .sort()

await rm('dist', { recursive: true, force: true })
await build({
  entryPoints: ['src/bin/hwctl.ts', 'src/broker/runners/threads/thread-main.ts'],
  outdir: 'dist',
  outbase: 'src',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // ssh2's accelerators are compiled; it does without them.
  external: ['cpu-features', '*.node'],
  legalComments: 'none',
  logLevel: 'warning',
  define: {
    BUNDLED_COMMANDS: JSON.stringify(commands),
    BUNDLED_THREAD: JSON.stringify('../broker/runners/threads/thread-main.js'),
    BUILD_ID: JSON.stringify(Date.now().toString(36)),
  },
  // Libraries that are still CommonJS ask for Node's own modules by require(), and for the folder that they are in.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url); const __dirname = import.meta.dirname;",
  },
})
