import { once } from 'node:events';
import { get, type IncomingMessage, request } from 'node:http';
import { expect } from 'chai';
import { faultAnswers } from '../../../lib/simulator/faults';
import { hurried } from '../../support/fake-clock';
import { ToySimulator } from './toy-simulator';

describe('the fault switches of a simulator', () => {
  let simulator: ToySimulator;

  beforeEach(async () => {
    simulator = new ToySimulator();
    await simulator.start();
  });

  afterEach(() => simulator.stop());

  const ask = (path = '/hello', init: RequestInit = {}) => fetch(simulator.origin + path, init);
  const echo = (value: unknown) => ask('/echo', { method: 'POST', body: JSON.stringify(value) });
  const failure = (asking: Promise<unknown>) =>
    asking.then(
      () => 'answered',
      () => 'failed',
    );

  it('answer the next requests, so many and no more', async () => {
    simulator.faults.answerNext(2, faultAnswers.tooManyRequests(3));
    const answers = [await ask(), await ask(), await ask()];
    expect(answers.map(({ status }) => status)).to.deep.equal([429, 429, 200]);
    expect(answers[0]?.headers.get('retry-after')).to.equal('3');
    expect(simulator.traffic.faults).to.equal(2);
  });

  it('leave Retry-After out when no time is given', async () => {
    simulator.faults.answerNext(1, faultAnswers.tooManyRequests());
    expect((await ask()).headers.has('retry-after')).to.equal(false);
  });

  it('concern only requests that match by path, method and body', async () => {
    const fault = simulator.faults.add({
      times: Number.POSITIVE_INFINITY,
      path: /^\/echo/,
      method: 'POST',
      match: async (asked) => ((await asked.json()) as { func?: string }).func === 'renew',
      answer: faultAnswers.serverError(503),
    });
    expect((await ask()).status).to.equal(200);
    expect((await echo({ func: 'login' })).status).to.equal(200);
    expect((await echo({ func: 'renew' })).status).to.equal(503);
    expect(fault.hits).to.equal(1);
    fault.remove();
    expect((await echo({ func: 'renew' })).status).to.equal(200);
  });

  it('spoil no more requests than they say when many come at once', async () => {
    simulator.faults.answerNext(3, faultAnswers.serverError());
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask()));
    expect(answers.filter(({ status }) => status === 500)).to.have.length(3);
  });

  it('give an HTML page, truncated JSON, another content type, a redirect', async () => {
    const { faults } = simulator;
    faults.answerNext(1, faultAnswers.htmlPage());
    expect((await ask()).headers.get('content-type')).to.contain('text/html');
    faults.answerNext(1, faultAnswers.truncatedJson());
    expect(await failure((await ask()).json())).to.equal('failed');
    faults.answerNext(1, faultAnswers.wrongContentType({ a: 1 }));
    const answer = await ask();
    expect(answer.headers.get('content-type')).to.equal('image/png');
    expect(await answer.json()).to.deep.equal({ a: 1 });
    faults.answerNext(1, faultAnswers.redirect('http://127.0.0.1:9/elsewhere'));
    const redirected = await ask('/hello', { redirect: 'manual' });
    expect([redirected.status, redirected.headers.get('location')]).to.deep.equal([
      302,
      'http://127.0.0.1:9/elsewhere',
    ]);
  });

  it('change the platform’s own answer', async () => {
    simulator.faults.add({ alter: (reply) => ({ ...reply, status: 418 }) });
    const answer = await echo({ a: 1 });
    expect([answer.status, await answer.json()]).to.deep.equal([418, { a: 1 }]);
  });

  it(
    'delay an answer',
    hurried(async () => {
      simulator.faults.add({ delayMs: 60 });
      const started = performance.now();
      await ask();
      expect(performance.now() - started).to.be.at.least(55);
    }),
  );

  it('cut the connection before the platform sees the request', async () => {
    simulator.faults.add({ drop: 'before' });
    expect(await failure(echo(1))).to.equal('failed');
    expect(simulator.processed).to.be.empty;
  });

  it('cut the connection when the request has been processed', async () => {
    simulator.faults.add({ drop: 'after' });
    expect(await failure(echo(1))).to.equal('failed');
    expect(simulator.processed).to.deep.equal([1]);
  });

  it('cut the connection in the middle of an answer', async () => {
    simulator.faults.add({ drop: 'midway' });
    const [answer] = (await once(get(`${simulator.origin}/hello`, { agent: false }), 'response')) as [
      IncomingMessage,
    ];
    expect(answer.statusCode).to.equal(200);
    const cut = once(answer, 'error');
    answer.resume();
    await cut;
    expect(answer.complete).to.equal(false);
  });

  it('hang without seeing the request, until they are given up', async () => {
    const fault = simulator.faults.add({ hang: true });
    const control = new AbortController();
    const outcome = failure(ask('/echo', { method: 'POST', body: '1', signal: control.signal }));
    while (fault.hits === 0) {
      await new Promise(setImmediate);
    }
    control.abort();
    expect(await outcome).to.equal('failed');
    expect(simulator.processed).to.be.empty;
  });

  it('apply to upgrade requests as well', async () => {
    simulator.faults.answerNext(1, faultAnswers.serverError(503));
    const asking = request(`${simulator.origin}/up`, { headers: { connection: 'upgrade', upgrade: 'echo' } });
    asking.end();
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    expect(answer.statusCode).to.equal(503);
    answer.resume();
  });

  it('are all off once cleared', async () => {
    simulator.faults.answerNext(5, faultAnswers.serverError());
    simulator.faults.clear();
    expect((await ask()).status).to.equal(200);
  });
});
