import { expect } from 'chai';
import { TestServer } from '../support/servers';
import { changeCall, TestClients } from '../unit/http/support';
import { Nginx } from './support/nginx';

describe('Changes through nginx with keepalive_timeout 2s (docs/behaviour.md, "Repeats": never sent twice)', function () {
  this.timeout(60_000);
  const clients = new TestClients();
  let platform: TestServer;
  let nginx: Nginx;

  before(async () => {
    platform = await TestServer.start((response) => response.end('{}'));
    nginx = await Nginx.start(platform.origin, ['keepalive_timeout 2s;']);
  });

  after(async () => {
    clients.close();
    await nginx?.stop();
    await platform?.stop();
  });

  it('all arrive once in the very rhythm in which nginx closes its connections', async () => {
    const each = Array.from({ length: 30 }, () => clients.client(nginx.origin));
    const rounds = 4;
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all(
        each.map(async (client, index) => {
          await new Promise((resolve) => setTimeout(resolve, 1_985 + index));
          expect((await client.call(changeCall())).call.attempts).to.equal(1);
        }),
      );
    }
    expect(platform.seen).to.have.length(each.length * rounds);
  });
});
