import type { ServerResponse } from 'node:http';
import { expect } from 'chai';
import { ShopfloorError } from '../../../lib/errors';
import { TestServer } from '../../support/servers';
import { TestClients } from './support';

const MEGABYTE = 1024 * 1024;
/** Well below the 5 s that a call has. */
const PROMPT_MS = 2_000;
const request = { method: 'GET', path: '/large' } as const;

describe('Memory for answers of several accounts (SECURITY, "What is promised")', function () {
  this.timeout(20_000);
  const clients = new TestClients();
  const servers: TestServer[] = [];

  afterEach(async () => {
    clients.close();
    for (const server of servers.splice(0)) await server.stop();
  });

  const transport = async (answer: (response: ServerResponse) => void) => {
    const server = await TestServer.start(answer);
    servers.push(server);
    return clients.transport(server.origin);
  };

  it('is given to each account apart: platforms whose large answers never end hold up no other', async () => {
    const arrived: Promise<void>[] = [];
    const given = new AbortController();
    const stuck: Promise<unknown>[] = [];
    for (let each = 0; each < 3; each += 1) {
      let isSent = (): void => undefined;
      arrived.push(
        new Promise((resolve) => {
          isSent = resolve;
        }),
      );
      const slow = await transport((response) => {
        response.write(Buffer.alloc(7 * MEGABYTE, 'x'), () => isSent());
      });
      stuck.push(slow.send(request, given.signal).catch((thrown: unknown) => thrown));
    }
    await Promise.all(arrived);
    const quick = await transport((response) => response.end(Buffer.alloc(6 * MEGABYTE, 'y')));
    const answer = await quick.send(request, AbortSignal.timeout(PROMPT_MS));
    expect(answer.body.length).to.equal(6 * MEGABYTE);
    given.abort();
    for (const outcome of await Promise.all(stuck)) expect(outcome).to.be.instanceOf(ShopfloorError);
  });
});
