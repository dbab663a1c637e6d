import { once } from 'node:events';
import { request } from 'node:http';
import { expect } from 'chai';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';

describe('A simulator and pages of other places (SECURITY.md, "What is promised": simulators answer this computer only)', () => {
  const simulator = new MgmSimulator();

  before(() => simulator.start());
  after(() => simulator.stop());

  async function statusOf(headers: Record<string, string>): Promise<number | undefined> {
    const asked = request(`${simulator.origin}/v1/real_time/info`, { headers, agent: false }).end();
    const answered = once(asked, 'response').then(([response]) => response.resume().statusCode as number);
    const upgraded = once(asked, 'upgrade').then(([, socket]) => {
      socket.destroy();
      return 101;
    });
    return Promise.race([answered, upgraded]);
  }

  const upgrade = {
    ...{ Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' },
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  };
  const port = () => new URL(simulator.origin).port;

  for (const name of ['127.0.0.1', 'localhost', '[::1]', '127.1.2.3', 'LOCALHOST']) {
    it(`answers to the name ${name}`, async () => {
      expect(await statusOf({ Host: `${name}:${port()}` })).to.equal(200);
      expect(await statusOf({ Host: `${name}:${port()}`, Origin: `http://${name}:1880` })).to.equal(200);
    });
  }

  for (const name of [
    'rebound.example',
    '127.0.0.1.rebound.example',
    'localhost.rebound.example',
    '192.0.2.1',
    '0.0.0.0',
    'x@rebound.example',
    '',
  ]) {
    it(`refuses the name "${name}", also for a WebSocket`, async () => {
      expect(await statusOf({ Host: `${name}:${port()}` })).to.equal(403);
      expect(await statusOf({ Host: `${name}:${port()}`, ...upgrade })).to.equal(403);
    });
  }

  for (const site of ['cross-site', 'same-site', 'anything']) {
    it(`refuses a page that is ${site}, also where it names no origin, and for a WebSocket`, async () => {
      const headers = { Host: `127.0.0.1:${port()}`, 'Sec-Fetch-Site': site };
      expect(await statusOf(headers)).to.equal(403);
      expect(await statusOf({ ...headers, ...upgrade })).to.equal(403);
    });
  }

  it('answers its own pages and the address bar', async () => {
    for (const site of ['same-origin', 'none']) {
      expect(await statusOf({ Host: `127.0.0.1:${port()}`, 'Sec-Fetch-Site': site })).to.equal(200);
    }
  });

  for (const origin of ['http://page.example', 'https://localhost.page.example', 'null', '']) {
    it(`refuses a page of "${origin}", also for a WebSocket`, async () => {
      expect(await statusOf({ Host: `127.0.0.1:${port()}`, Origin: origin })).to.equal(403);
      expect(await statusOf({ Host: `127.0.0.1:${port()}`, Origin: origin, ...upgrade })).to.equal(403);
    });
  }
});
