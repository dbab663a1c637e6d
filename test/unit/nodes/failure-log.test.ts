import { mock } from 'node:test';
import { expect } from 'chai';
import type { Node, NodeAPI } from 'node-red';
import { PlatformError } from '../../../lib/errors';
import { FailureLog } from '../../../nodes/shared/failure-log';

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
    const RED = { _: (key: string, { count = '' } = {}) => `${key} ${count}`.trim() };
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

  it('are not counted any more when the node is closed', () => {
    for (let code = 0; code < 40; code += 1) fail(code);
    close();
    mock.timers.tick(60_000);
    expect(lines).to.have.length(30);
  });
});
