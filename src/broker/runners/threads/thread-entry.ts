import { enableCompileCache } from 'node:module'

enableCompileCache() // each thread has to say so for itself
await import('./thread-main.ts')
