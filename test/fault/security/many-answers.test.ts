import type { ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { TestServer } from '../../support/servers';
import type { AnswersOutcome, AnswersTask } from './answers-child';
import { inChild } from './in-child';

const MEGABYTE = 1024 * 1024;
const MOST_MEMORY = 300 * MEGABYTE;
/** Of several accounts, each of which has room of its own. */
const SPREAD = { accounts: 6, calls: 12 };
const ONE = { accounts: 1, calls: 30 };
/** As Node-RED gets it on small computers; with more, the engine lets garbage lie. */
const HEAP = ['--max-old-space-size=256'];
const TOGETHER_MS = 1_500;

/** What many answers at once may consist of, each within the limits of one. */
const VALUES = `{"code":200,"data":[${'{},'.repeat(990_000)}0]}`;
const ANSWERS: readonly [what: string, calls: typeof ONE, text: string][] = [
  ['almost a million values', ONE, VALUES],
  ['almost a million values, of six accounts', SPREAD, VALUES],
  ['7 MB of text', ONE, `{"code":200,"data":"${'机'.repeat((7 * MEGABYTE) / 3)}"}`],
  [
    'numbers that have to be read twice',
    ONE,
    `{"code":200,"data":[${'9007199254740993,'.repeat(250_000)}0]}`,
  ],
];

/** All but the end of it at once, and the end when the others had time to arrive. */
function sendTogether(response: ServerResponse, body: Buffer): void {
  response.write(body.subarray(0, -1));
  setTimeout(() => response.end(body.subarray(-1)), TOGETHER_MS);
}

describe('Many large answers at once (SECURITY: bounded memory, whatever the platforms send)', function () {
  this.timeout(120_000);
  let server: TestServer;

  afterEach(() => server.stop());

  for (const [what, calls, text] of ANSWERS) {
    it(`of ${what} take less than 300 MB, and all arrive`, async () => {
      const body = Buffer.from(text);
      server = await TestServer.start((response, { url }) => {
        response.setHeader('content-type', 'application/json');
        if (url.includes('token'))
          response.end('{"access_token":"t","token_type":"bearer","expires_in":3600}');
        else if (url.includes('large')) sendTogether(response, body);
        else response.end('{"code":200}');
      });
      const task: AnswersTask = { baseUrl: server.origin, ...calls };
      const outcome = await inChild<AnswersOutcome>(resolve(__dirname, 'answers-child.js'), task, HEAP);
      console.log(`      ${Math.round(outcome.moreMemory / MEGABYTE)} MB`);
      expect(outcome.failures).to.deep.equal([]);
      expect(outcome.moreMemory).to.be.below(MOST_MEMORY);
    });
  }
});
