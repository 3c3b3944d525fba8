import { BmcLocks } from '../../../src/broker/jobs/bmc-locks.ts'
import { JobStore } from '../../../src/broker/jobs/job-store.ts'
import { bmcNode } from './bmc-node.ts'

// A process that takes the lock of a BMC and claims job 1, says so, and stays until it is killed.
const store = JobStore.open(process.argv[2] ?? '')
store.claim(1)
await new BmcLocks(store.database).take(bmcNode('n1', '10.0.0.1'), {
  command: 'rflash',
  job: 1,
  signal: new AbortController().signal,
})
process.stdout.write('taken\n')
setInterval(() => undefined, 60_000)
