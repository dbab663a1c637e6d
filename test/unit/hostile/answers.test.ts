import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { ShopfloorError } from '../../../lib/errors';
import { faultAnswers } from '../../../lib/simulator/faults';
import type { Reply } from '../../../lib/simulator/reply';
import { TestServer } from '../../support/servers';
import { type Pair, PLATFORMS, SECRET } from './platforms';
import { spoiltAnswers } from './spoilt';

const MEGABYTE = 1024 * 1024;
const json = (text: string, headers = {}): Reply => ({
  headers: { 'content-type': 'application/json', ...headers },
  body: text,
});
const nested = (levels: number) => `${'{"data":['.repeat(levels)}1${']}'.repeat(levels)}`;

/** What may come in place of an answer, with the word that the error must have, where one is promised. */
const HOSTILE: [string, () => Reply, RegExp?][] = [
  ['nothing', () => json('')],
  ['JSON that ends too soon', () => json('{"code":200,"data":[{"id":1'), /damaged JSON/],
  ['half of a character at the end', () => ({ body: Buffer.from([0x7b, 0x22, 0xe5, 0xb7]) })],
  ['JSON nested ten thousand levels deep', () => json(nested(10_000))],
  ['JSON nested a hundred thousand levels deep', () => json('['.repeat(100_000))],
  [
    'an image',
    () => ({ headers: { 'content-type': 'image/png' }, body: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1') }),
  ],
  ['the login page of a network', () => faultAnswers.htmlPage(), /captive portal/],
  ['a page that says that it is JSON', () => json('<!DOCTYPE html><title>Log in</title>'), /captive portal/],
  ['a number', () => json('42')],
  ['null', () => json('null')],
  ['a text', () => json('"ok"')],
  ['a list', () => json('[{"code":200}]')],
  ['an object without anything', () => json('{}')],
  [
    'keys of all objects',
    () =>
      json(
        '{"code":200,"success":true,"errorCode":0,"data":{"__proto__":{"polluted":1}},"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
      ),
  ],
  [
    'NUL and half characters',
    () => json('{"code":200,"errorCode":0,"data":"\\u0000\\ud800","msg":"\\udfff","message":"\\u0000"}'),
  ],
  ['an unknown encoding', () => json('{}', { 'content-encoding': 'rot13' })],
  [
    'a secret that is repeated',
    () => json(`{"code":1,"errorCode":1,"msg":"${SECRET}","message":"${SECRET}","data":"${SECRET}"}`),
  ],
];

/** Data, or an error of the tree that was thought of; never a secret in it. */
async function outcomeOf(call: () => Promise<unknown>): Promise<unknown> {
  const outcome = await call().catch((thrown: unknown) => thrown);
  if (outcome instanceof Error) {
    expect(outcome, inspect(outcome)).to.be.instanceOf(ShopfloorError);
    expect((outcome as ShopfloorError).code, inspect(outcome)).not.to.equal('internal');
  }
  expect(inspect(outcome, { depth: 10 })).not.to.include(outcome instanceof Error ? SECRET : '\u0000\u0000');
  return outcome;
}

for (const [name, { loginPath, tokenRefused, pair }] of Object.entries(PLATFORMS)) {
  describe(`Hostile answers to the ${name} client (SECURITY.md, "What is promised")`, function () {
    this.timeout(30_000);
    let both: Pair;

    const begin = async (options = {}): Promise<void> => {
      both = await pair({ timeoutMs: 5_000, ...options });
    };

    afterEach(async () => {
      both.close();
      await both.simulator.stop();
      expect(({} as Record<string, unknown>)['polluted'], 'what all objects inherit').to.equal(undefined);
    });

    for (const [what, reply, word] of HOSTILE) {
      it(`${what}, to calls and to the login`, async () => {
        await begin();
        const { simulator, calls } = both;
        for (const path of [loginPath, /./]) {
          const fault = simulator.faults.add({ path, times: Number.POSITIVE_INFINITY, answer: reply });
          for (const call of Object.values(calls)) {
            const outcome = await outcomeOf(call);
            if (word) expect((outcome as Error).message).to.match(word);
          }
          fault.remove();
        }
      });
    }

    it('200 MB are refused at the limit that is set, 8 MB by default, and read no further', async () => {
      for (const [largestAnswer, megabytes] of [
        [undefined, 8],
        [3 * MEGABYTE, 3],
      ] as const) {
        await begin(largestAnswer === undefined ? {} : { largestAnswer });
        let sent = 0;
        const endless = function* () {
          for (; sent < 200 * MEGABYTE; sent += MEGABYTE) yield Buffer.alloc(MEGABYTE, ' ');
        };
        const [call] = Object.values(both.calls) as [() => Promise<unknown>];
        // The login first, so that it is the call that is flooded.
        await call();
        both.simulator.faults.add({ answer: () => ({ body: Readable.from(endless()) }) });
        const outcome = (await outcomeOf(call)) as ShopfloorError;
        expect(outcome).to.include({ code: 'network:answer-too-large', retryable: false });
        expect(outcome.message).to.include(`${megabytes} MB`);
        expect(sent).to.be.below((megabytes + 40) * MEGABYTE);
        if (largestAnswer === undefined) {
          both.close();
          await both.simulator.stop();
        }
      }
    });

    it('31 MB of nothing but small objects are refused by their number, and cost no more than their length', async () => {
      await begin({ largestAnswer: 32 * MEGABYTE });
      const body = `{"code":200,"errorCode":0,"data":[${'{},'.repeat(10_400_000)}{}]}`;
      const [call] = Object.values(both.calls) as [() => Promise<unknown>];
      await call();
      both.simulator.faults.add({ answer: () => json(body) });
      const outcome = (await outcomeOf(call)) as ShopfloorError;
      expect(outcome).to.include({ code: 'json:too-many-values', retryable: false });
      expect(outcome.message).to.include('1000000 values');
    });

    it('a gzip bomb is refused when it has grown to the limit', async () => {
      await begin({ largestAnswer: 3 * MEGABYTE });
      const bomb = gzipSync(Buffer.alloc(100 * MEGABYTE, ' '));
      const reply = { headers: { 'content-encoding': 'gzip' }, body: bomb };
      both.simulator.faults.add({ times: Number.POSITIVE_INFINITY, answer: reply });
      const [call] = Object.values(both.calls) as [() => Promise<unknown>];
      const outcome = (await outcomeOf(call)) as ShopfloorError;
      expect(outcome.code).to.equal('network:answer-too-large');
    });

    it('redirects to another host take nothing along', async () => {
      await begin();
      const thief = await TestServer.start((response) => response.end('{}'));
      const redirected = async (
        path: RegExp,
        status: number,
        call: () => Promise<unknown>,
      ): Promise<void> => {
        const answer = { status, headers: { location: `${thief.origin}/stolen?x=1` } };
        const fault = both.simulator.faults.add({ path, times: Number.POSITIVE_INFINITY, answer });
        const outcome = (await outcomeOf(call)) as ShopfloorError;
        expect(outcome.code).to.equal('network:redirect');
        fault.remove();
      };
      const calls = Object.values(both.calls);
      const [first] = calls as [() => Promise<unknown>];
      for (const status of [302, 307]) await redirected(loginPath, status, first);
      // With a live token it is the call itself that is redirected.
      await first();
      for (const status of [301, 302, 303, 307, 308]) {
        for (const call of calls) await redirected(/./, status, call);
      }
      expect(thief.accepted).to.equal(0);
      await thief.stop();
    });

    it('answers with a wrong type in any field, to the login and to calls', async () => {
      await begin();
      const { simulator, calls } = both;
      const answers = new Map<string, string>();
      const watch = simulator.faults.add({
        times: Number.POSITIVE_INFINITY,
        alter: (reply, request) => {
          if (typeof reply.body === 'string') answers.set(request.path, reply.body);
          return reply;
        },
      });
      for (const call of Object.values(calls)) await call();
      watch.remove();
      expect(answers.size).to.be.above(1);
      for (const [path, body] of answers) {
        const isLogin = loginPath.test(path);
        for (const spoilt of spoiltAnswers(body, isLogin ? 60 : 200)) {
          const fault = simulator.faults.add({ path, times: Number.POSITIVE_INFINITY, answer: json(spoilt) });
          // A login's answer shows in a client that has none yet.
          if (isLogin) await freshly(spoilt, path);
          else for (const call of Object.values(calls)) await outcomeOf(call);
          fault.remove();
        }
      }
    });

    const freshly = async (answer: string, path: string): Promise<void> => {
      const other = await pair({ timeoutMs: 2_000 });
      other.simulator.faults.add({ path, times: Number.POSITIVE_INFINITY, answer: json(answer) });
      const [call] = Object.values(other.calls) as [() => Promise<unknown>];
      await outcomeOf(call);
      other.close();
      await other.simulator.stop();
    };

    it('a token that would smuggle a header in', async () => {
      await begin();
      const { simulator, calls } = both;
      const seen: string[] = [];
      simulator.faults.add({
        path: loginPath,
        times: Number.POSITIVE_INFINITY,
        alter: (reply) => ({
          ...reply,
          body: String(reply.body).replace(/"([\w.-]{16,})"/, '"tok\\r\\nX-Evil: 1\\r\\n\\r\\nGET /evil"'),
        }),
      });
      simulator.faults.add({
        times: Number.POSITIVE_INFINITY,
        match: (request) => {
          seen.push(...Object.keys(request.headers), request.path);
          return false;
        },
      });
      for (const call of Object.values(calls)) await outcomeOf(call);
      expect(seen.filter((text) => /x-evil|^\/evil/i.test(text))).to.deep.equal([]);
    });

    it('a platform that lets everybody in and then refuses every token costs few logins', async () => {
      await begin();
      let logins = 0;
      let refused = 0;
      both.simulator.faults.add({
        path: loginPath,
        times: Number.POSITIVE_INFINITY,
        match: () => {
          logins += 1;
          return false;
        },
      });
      both.simulator.faults.add({
        times: Number.POSITIVE_INFINITY,
        match: ({ path }) => !loginPath.test(path),
        answer: () => {
          refused += 1;
          return { ...json(tokenRefused.body), status: tokenRefused.status };
        },
      });
      const [call] = Object.values(both.calls) as [() => Promise<unknown>];
      for (let count = 0; count < 12; count += 1) {
        expect(((await outcomeOf(call)) as ShopfloorError).kind).to.be.oneOf(['auth', 'permission']);
      }
      expect(logins).to.be.within(1, 4);
      expect(refused).to.be.within(12, 16);
    });
  });
}

describe('Answers that break the connection (SECURITY.md, "What is promised")', () => {
  it('a damaged compression and a header without end are faults of the network, on every platform', async function () {
    this.timeout(60_000);
    const broken: Reply[] = [
      json('not gzip', { 'content-encoding': 'gzip' }),
      json('{}', { 'x-long': 'x'.repeat(100_000) }),
    ];
    const cases = Object.values(PLATFORMS).flatMap(({ loginPath, pair }) =>
      [loginPath, /./].flatMap((path) => broken.map((answer) => ({ path, answer, pair }))),
    );
    await Promise.all(
      cases.map(async ({ path, answer, pair }) => {
        const { simulator, calls, close } = await pair({ timeoutMs: 10_000 });
        simulator.faults.add({ path, times: Number.POSITIVE_INFINITY, answer });
        const outcomes = await Promise.all(Object.values(calls).map(outcomeOf));
        for (const outcome of outcomes) expect((outcome as ShopfloorError).kind).to.equal('network');
        close();
        await simulator.stop();
      }),
    );
  });
});

describe('Clocks that jump (SECURITY.md, "What is promised")', () => {
  const realNow = Date.now;
  let offset = 0;
  const DAY_MS = 24 * 3_600_000;

  afterEach(() => {
    Date.now = realNow;
  });

  for (const [name, { pair, loginPath }] of Object.entries(PLATFORMS)) {
    it(`cost the ${name} client a login at most, forward and backward`, async () => {
      offset = 0;
      const { simulator, calls, close } = await pair({}, () => realNow());
      Date.now = () => realNow() + offset;
      let logins = 0;
      simulator.faults.add({
        path: loginPath,
        times: Number.POSITIVE_INFINITY,
        match: () => {
          logins += 1;
          return false;
        },
      });
      const [call] = Object.values(calls) as [() => Promise<unknown>];
      await call();
      expect(logins).to.equal(1);
      for (const jump of [-DAY_MS, 0, 3_600_000, 0]) {
        offset = jump;
        await call();
        await call();
      }
      expect(logins).to.be.at.most(3);
      // A clock that is days ahead: what is signed with it may be refused, but not for longer than it is wrong.
      offset = 30 * DAY_MS;
      await call().catch(() => undefined);
      offset = 0;
      await call();
      close();
      await simulator.stop();
    });
  }
});
