import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { Canaries } from './canaries';
import { CanaryPlant, type Credentials, platforms } from './canary-plant';
import type { MemoryTask } from './memory-child';

describe('Secrets in memory (SECURITY: no longer than their account is open)', function () {
  this.timeout(120_000);

  it('of accounts that were closed, and their tokens, are nowhere in the heap', async () => {
    const canaries = new Canaries();
    const credentials = plainCredentials(canaries);
    const plant = new CanaryPlant(canaries, credentials);
    await plant.start();
    const folder = await mkdtemp(path.join(tmpdir(), 'heap-'));
    const [open, closed] = [path.join(folder, 'open'), path.join(folder, 'closed')];
    const accounts = Object.fromEntries(
      platforms.map((platform) => [platform, { baseUrl: plant.baseUrl(platform), ...credentials[platform] }]),
    );
    const child = fork(path.join(__dirname, 'memory-child.js'), { execArgv: ['--expose-gc'] });
    child.send({ accounts, open, closed } satisfies MemoryTask);
    const [code] = await once(child, 'exit');
    await plant.stop();
    const foundIn = (file: string) => canaries.foundIn(readFileSync(file, 'utf8'));
    expect(code).to.equal(0);
    // What is not found while it is in use would prove nothing later.
    expect(foundIn(open).filter((name) => name === 'token')).to.have.length.of.at.least(5);
    expect(foundIn(open)).to.include.members([
      'right-mgm',
      'right-bivrost',
      'right-oms',
      'right-quectel',
      'right-dhgj',
    ]);
    expect(foundIn(closed)).to.deep.equal([]);
    await rm(folder, { recursive: true });
  });
});

/** Of letters and digits alone: other signs are written otherwise in a picture of the heap. */
function plainCredentials(canaries: Canaries): Credentials {
  const secret = (name: string): string => {
    const text = `Canary0of0the0account0${name}0to0be0forgotten`;
    canaries.add(`right-${name}`, text);
    return text;
  };
  return {
    mgm: { appKey: 'key', appSecret: secret('mgm') },
    bivrost: { username: 'user', password: secret('bivrost'), key: secret('key') },
    oms: { appId: 'app', appSecret: secret('oms') },
    quectel: { accessKey: 'access', accessSecret: secret('quectel') },
    dhgj: { clientId: 'client', clientSecret: secret('dhgj') },
  };
}
