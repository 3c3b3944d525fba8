import { test } from 'node:test'
import { readFileSync, writeFileSync } from 'node:fs'
import { blocksOf, replay, textOf } from '/work/main/test/golden/golden.ts'
const runs = [['rpower','rpower',{protocol:'openbmc',flavour:'phosphor'}],['rsetboot','rsetboot',{protocol:'openbmc',flavour:'phosphor'}]] as any[]
runs.push(['rpower','rpower-bmcweb',{protocol:'openbmc',flavour:'bmcweb'}],['rsetboot','rsetboot-bmcweb',{protocol:'openbmc',flavour:'bmcweb'}])
for (const f of ['openbmc','dell','supermicro']) runs.push(['rpower','rpower-'+f,{protocol:'redfish',family:f}],['rsetboot','rsetboot-'+f,{protocol:'redfish',family:f}])
for (const [seed,out,o] of runs) test(out, async (t) => { writeFileSync(`/tmp/gen/${out}.txt`, textOf(await replay(t, blocksOf(readFileSync(`/work/main/test/golden/${seed}.txt`,'utf8')), o))) })
