import { expect } from 'chai';
import { BivrostClient } from '../../../lib/bivrost';
import { DhgjClient } from '../../../lib/dhgj';
import { MgmClient } from '../../../lib/mgm';
import { OmsClient } from '../../../lib/oms';
import { QuectelClient } from '../../../lib/quectel';
import { failureOf, TestServer } from '../../support/servers';

const secret = 'secret-of-it';

describe('A page of a proxy at the login (contract: a proxy’s page is no refusal)', () => {
  for (const status of [401, 403, 404]) {
    it(`with HTTP ${status} is told as such by all platforms, and does not keep the next login from being sent`, async () => {
      const page = `<!DOCTYPE html><html><head><title>\n Sign in to\u001b[31m ACME </title></head></html>`;
      const server = await TestServer.start((response) => response.writeHead(status).end(page));
      const { origin: baseUrl } = server;
      const clients = [
        new MgmClient({ baseUrl, appKey: 'key', appSecret: secret }),
        new BivrostClient({ baseUrl, username: 'key', password: secret }),
        new OmsClient({ baseUrl, appId: 'key', appSecret: secret }),
        new QuectelClient({ baseUrl, accessKey: 'key', accessSecret: secret }),
        new DhgjClient({ baseUrl, clientId: 'key', clientSecret: secret }),
      ];
      for (const client of clients) {
        const error = await failureOf(client.session.token());
        expect(error.message).to.include('web page (HTML) titled "Sign in to ACME"');
        expect(client.session.state.name).to.equal('failed');
        const before = server.seen.length;
        await failureOf(client.session.token());
        expect(server.seen.length).to.equal(before + 1);
        client.close();
      }
      await server.stop();
    });
  }
});

describe('A login that somebody asks for (contract: Test connection always asks)', () => {
  it('is sent once in a pause after a refused one, and the pause goes on', async () => {
    const body = JSON.stringify({ error: 'invalid_client', error_description: 'Bad client credentials' });
    const server = await TestServer.start((response) => response.writeHead(401).end(body));
    const client = new DhgjClient({ baseUrl: server.origin, clientId: 'key', clientSecret: secret });
    const logins = async () => {
      await failureOf(client.session.token());
      return server.seen.length;
    };
    expect([await logins(), await logins()]).to.deep.equal([1, 1]);
    client.session.askAgain();
    expect([await logins(), await logins()]).to.deep.equal([2, 2]);
    client.close();
    await server.stop();
  });
});
