import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { mock } from 'node:test';
import { expect } from 'chai';
import type { Node, NodeAPI } from 'node-red';
import { PlatformError } from '../../../lib/errors';
import { holdSecret } from '../../../lib/redaction';
import { FailureLog } from '../../../nodes/shared/failure-log';
import { projectRoot } from '../../../scripts/project';

const context = { platform: 'bivrost', operation: 'watch' };

/** SECURITY: no platform floods the log, whatever it answers. */
describe('Failures that no message caused', () => {
  let lines: string[];
  let close: () => void;
  let failures: FailureLog;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    lines = [];
    const node = {
      error: (error: Error) => lines.push(`error ${error.message}`),
      warn: (text: string) => lines.push(`warn ${text}`),
      log: (text: string) => lines.push(`log ${text}`),
      on: (_event: 'close', listener: (done: () => void) => void) => {
        close = () => listener(() => undefined);
      },
    };
    const RED = {
      _: (key: string, { count = '', machine = '' } = {}) => `${key} ${count}${machine}`.trim(),
    };
    failures = new FailureLog(RED as unknown as NodeAPI, node as unknown as Node);
  });

  afterEach(() => {
    close();
    mock.timers.reset();
  });

  const fail = (code: number) =>
    failures.report(
      new PlatformError(`code ${code}`, { code: `bivrost:${code}`, kind: 'platform', retryable: false }),
      {},
      context,
    );

  it('are told thirty times a minute by each node, the others counted in one line', () => {
    for (let code = 0; code < 1_000; code += 1) fail(code);
    failures.recovered('node.recovered');
    expect(lines).to.have.length(30);
    mock.timers.tick(60_000);
    expect(lines.slice(30)).to.deep.equal(['warn failure.untold 971']);
    fail(1);
    failures.recovered('node.recovered');
    expect(lines.slice(31)).to.deep.equal(['error code 1', 'log node.recovered']);
    mock.timers.tick(120_000);
    expect(lines).to.have.length(33);
  });

  it('share their number with warnings: a store or a clock that comes and goes fills no log', () => {
    for (let time = 0; time < 100; time += 1) {
      failures.warn('log.away', { minutes: '11' });
      failures.recovered('log.up');
    }
    expect(lines).to.have.length(30);
    expect(lines.slice(0, 2)).to.deep.equal(['warn log.away', 'log log.up']);
    mock.timers.tick(60_000);
    expect(lines.slice(30)).to.deep.equal(['warn failure.untold 170']);
  });

  it('are one line without secrets and control characters, also where a warning names a machine as a platform does', () => {
    const release = holdSecret('tok-S3cretTokenValue-0123456789');
    const machine = `m1\n27 Nov 20:00:00 - [error] [forged] \u001b[31mtok-S3cretTokenValue-0123456789`;
    failures.warn('node.clockBehind', { machine });
    failures.warn('node.clockBehind', { machine: 'm'.repeat(1_000_000) });
    release();
    expect(lines[0]).to.equal('warn node.clockBehind m1 27 Nov 20:00:00 - [error] [forged] ***');
    expect(lines[1])
      .to.have.length.below(300)
      .and.match(/m… and [\d,]+ more characters$/);
  });

  it('are the only way to the log of a node: none writes there by itself, but for a plant and its shifts when they start', () => {
    const folder = path.join(projectRoot, 'nodes');
    const writers = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) =>
        file.endsWith('.ts') &&
        /\b(this|node)\.(warn|log)\(/.test(readFileSync(path.join(folder, file), 'utf8')),
    );
    expect(writers).to.have.members([
      'shared/failure-log.ts',
      'machine/plant.ts',
      'machine/shift-calendar.ts',
    ]);
  });

  it('are not counted any more when the node is closed', () => {
    for (let code = 0; code < 40; code += 1) fail(code);
    close();
    mock.timers.tick(60_000);
    expect(lines).to.have.length(30);
  });
});
