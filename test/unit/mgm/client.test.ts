import { inspect } from 'node:util';
import { expect } from 'chai';
import { MgmClient, type MgmClientOptions } from '../../../lib/mgm';
import { faultAnswers } from '../../../lib/simulator/faults';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import { eventually } from '../../support/eventually';
import { failureOf, TestServer, thrownBy } from '../../support/servers';

const CREDENTIALS = { appKey: 'simulator', appSecret: 'simulator' };

describe('The MGM client', () => {
  it('refuses settings that cannot work, by name', () => {
    const good: MgmClientOptions = { ...CREDENTIALS, baseUrl: 'http://127.0.0.1:9/v1' };
    const cases: [bad: Partial<MgmClientOptions>, code: string][] = [
      [{ appKey: ' ' }, 'input:app_key'],
      [{ appSecret: '' }, 'input:app_secret'],
      [{ baseUrl: 'topenapi.mgm-iot.com/v1' }, 'input:baseUrl'],
      [{ baseUrl: 'ftp://host/v1' }, 'input:baseUrl'],
      [{ callsPerMinute: 0 }, 'input:callsPerMinute'],
      [{ callsPerMinute: Number.NaN }, 'input:callsPerMinute'],
      [{ proxy: { url: 'nonsense' } }, 'input:proxy'],
    ];
    for (const [bad, code] of cases) {
      expect(
        thrownBy(() => new MgmClient({ ...good, ...bad })),
        code,
      ).to.include({ code, kind: 'input' });
    }
  });

  it('works with a token that names no life and cannot be renewed (docs/platforms/mgm.md, "Tokens": two hours)', async () => {
    const asked: string[] = [];
    let left = '{"access_token":"t-1"}';
    const server = await TestServer.start((response, { url, body }) => {
      const { func } = JSON.parse(String(body)) as { func: string };
      asked.push(func);
      response.end(`{"code":200,"data":${url.endsWith('/token') ? left : '{}'}}`);
    });
    const client = new MgmClient({ appKey: 'key', appSecret: 'canary-secret', baseUrl: server.origin });
    try {
      const token = await client.session.token();
      expect(token).to.include({ value: 't-1' }).and.not.to.have.property('renewalValue');
      expect((token.expiresAt ?? 0) - token.obtainedAt).to.equal(7_200_000);
      for (const blank of ['""', 'null']) {
        left = `{"access_token":"t-2","refresh_token":${blank},"expires_in":${blank}}`;
        client.session.refused(await client.session.token(), 'expired');
        expect((await client.session.token()).value).to.equal('t-2');
      }
      expect(new Set(asked)).to.deep.equal(new Set(['get_access_token']));
      expect(server.seen[0]?.url).to.equal('/token');
    } finally {
      client.close();
      await server.stop();
    }
  });

  it('reads hostile answers to a login as failures that show no secret', async () => {
    const answers = [
      '{"code":200}',
      '{"code":200,"data":[]}',
      '{"code":200,"data":{"access_token":5,"refresh_token":"r","expires_in":1}}',
      '{"code":200,"data":{"access_token":"","refresh_token":"r","expires_in":1}}',
      '{"code":200,"data":{"access_token":"a","refresh_token":5,"expires_in":1}}',
      '{"code":200,"data":{"access_token":"a","refresh_token":"r","expires_in":{"toString":1}}}',
      '{"code":200,"data":{"access_token":"a","refresh_token":"r","expires_in":-1}}',
      '{"code":200,"data":{"access_token":"a","refresh_token":"r","expires_in":"soon"}}',
      '{"code":3001,"message":"secret canary-secret is wrong"}',
      '<html>canary-secret</html>',
      '{"app_secret":"canary-secret"',
    ];
    for (const answer of answers) {
      const server = await TestServer.start((response) => response.end(answer));
      const client = new MgmClient({
        appKey: 'key',
        appSecret: 'canary-secret',
        baseUrl: `${server.origin}/v1`,
      });
      const error = await failureOf(client.getOrganization());
      expect(error, answer).to.include({ platform: 'mgm', retryable: false });
      expect(error.code, answer).to.match(/^mgm:(unexpected-answer|3001|not-json)$/);
      expect(inspect(error, { depth: 10 })).not.to.include('canary-secret');
      client.close();
      await server.stop();
    }
  });

  it('gives everything up when it is closed, at any moment', async () => {
    const simulator = new MgmSimulator();
    await simulator.start();
    const [machineId = ''] = simulator.machineIds;
    for (const fault of [{ hang: true }, { delayMs: 40 }]) {
      const client = new MgmClient({ ...CREDENTIALS, baseUrl: simulator.apiUrl });
      simulator.faults.add({ ...fault, times: Number.POSITIVE_INFINITY });
      const order = { machineId, cloudPath: '/', fileName: 'O1', storageType: '0' } as const;
      const failures = [
        client.getOrganization(),
        client.getSysInfo([machineId]),
        client.sendFile(order, { content: 'G0 X0' }),
      ].map(failureOf);
      setTimeout(() => client.close(), 60);
      expect(new Set((await Promise.all(failures)).map(({ code }) => code))).to.deep.equal(
        new Set(['aborted']),
      );
      await eventually('no connection is left', () => simulator.connections.open === 0);
      simulator.faults.clear();
    }
    await simulator.stop();
  });

  it('sends nothing where the input is wrong', async () => {
    const server = await TestServer.start((response) => response.end('{}'));
    const client = new MgmClient({ ...CREDENTIALS, baseUrl: server.origin });
    const order = { machineId: 'm', cloudPath: '/', fileName: 'O1', storageType: '0' } as const;
    expect(await failureOf(client.sendFile(order, { path: '/does/not/exist' }))).to.include({
      code: 'input:filename',
    });
    expect(await failureOf(client.sendFile({ ...order, fileName: '' }, { content: 'x' }))).to.include({
      kind: 'input',
    });
    expect(await failureOf(client.getSysInfo([]))).to.include({ code: 'input:machine_list' });
    expect(server.seen).to.have.length(0);
    client.close();
    await server.stop();
  });

  it('wins through a rate limit, a fault of the server and a cut, and counts its attempts', async () => {
    const simulator = new MgmSimulator();
    await simulator.start();
    const client = new MgmClient({ ...CREDENTIALS, baseUrl: simulator.apiUrl });
    simulator.faults.answerNext(1, faultAnswers.tooManyRequests(1), { path: '/v1/resource' });
    simulator.faults.answerNext(1, faultAnswers.serverError(502), { path: '/v1/resource' });
    simulator.faults.add({ drop: 'midway', path: '/v1/resource' });
    const { data, call } = await client.getOrganization();
    expect(data.machines.map(({ machineId }) => machineId)).to.include.members([...simulator.machineIds]);
    expect(call.attempts).to.equal(4);
    client.close();
    await simulator.stop();
  });
});
