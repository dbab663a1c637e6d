import { expect } from 'chai';
import { BivrostClient } from '../../../lib/bivrost';
import { DhgjClient } from '../../../lib/dhgj';
import { MgmClient } from '../../../lib/mgm';
import { OmsClient } from '../../../lib/oms';
import { QuectelClient } from '../../../lib/quectel';
import { failureOf, startTcp, TestServer } from '../../support/servers';

const secret = 'secret-of-it';

/** One client a platform. */
const clientsOf = (baseUrl: string) => [
  new MgmClient({ baseUrl, appKey: 'key', appSecret: secret }),
  new BivrostClient({ baseUrl, username: 'key', password: secret }),
  new OmsClient({ baseUrl, appId: 'key', appSecret: secret }),
  new QuectelClient({ baseUrl, accessKey: 'key', accessSecret: secret }),
  new DhgjClient({ baseUrl, clientId: 'key', clientSecret: secret }),
];

describe('A page of a proxy at the login (docs/behaviour.md, "Login and token": a proxy’s page is no refusal)', () => {
  for (const status of [401, 403, 404]) {
    it(`with HTTP ${status} is told as such by all platforms, and does not keep the next login from being sent`, async () => {
      const page = `<!DOCTYPE html><html><head><title>\n Sign in to\u001b[31m ACME </title></head></html>`;
      const server = await TestServer.start((response) => response.writeHead(status).end(page));
      const { origin: baseUrl } = server;
      for (const client of clientsOf(baseUrl)) {
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

describe('An answer that has no form of the platform', () => {
  const gateways: Record<string, object> = {
    'AWS API Gateway': { message: 'Forbidden' },
    Kong: { message: 'No API key found in request', request_id: 'a1' },
    Azure: { statusCode: 401, message: 'Access denied due to missing subscription key.' },
    APISIX: { error_msg: 'Missing authorization' },
    Apigee: { fault: { faultstring: 'Invalid ApiKey', detail: { errorcode: 'oauth.v2.InvalidApiKey' } } },
    'Spring Cloud Gateway': {
      timestamp: '2026-11-02T08:00:00.000+00:00',
      path: '/token',
      status: 401,
      error: 'Unauthorized',
      requestId: 'a1b2',
    },
    'Spring Boot': {
      timestamp: 1_790_000_000_000,
      status: 401,
      error: 'Unauthorized',
      message: '',
      path: '/',
    },
    Tyk: { error: 'Authorization field missing' },
    'a page of nginx': { status: 401, error: 'Unauthorized' },
    WSO2: { fault: { code: 900901, message: 'Invalid Credentials' } },
    'OAuth2 Proxy': { detail: 'Unauthenticated', title: 'Sign in' },
  };
  for (const status of [401, 403]) {
    for (const [gateway, body] of Object.entries(gateways)) {
      it(`is no refusal of a login: HTTP ${status} with the JSON of ${gateway}`, async () => {
        const server = await TestServer.start((response) =>
          response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body)),
        );
        for (const client of clientsOf(server.origin)) {
          const error = await failureOf(client.session.token());
          expect(error).to.include({ httpStatus: status, retryable: false });
          expect(error.message)
            .to.include('perhaps a proxy')
            .and.not.match(/refused|no longer valid|wrong/);
          const { message: told } = body as { message?: string };
          if (told) expect(error.message).to.include(told);
          expect(client.session.state.name, error.message).to.equal('failed');
          const before = server.seen.length;
          await failureOf(client.session.token());
          expect(server.seen.length).to.equal(before + 1);
          client.close();
        }
        await server.stop();
      });
    }
  }

  for (const [platform, body] of [
    ['mgm', { code: 401, message: 'Unauthorized' }],
    ['mgm', { code: 401, msg: 'Unauthorized', data: null }],
    ['quectel', { code: 401, message: 'Unauthorized' }],
  ] as const) {
    it(`is no refusal of a login at ${platform} where its code repeats the status: ${JSON.stringify(body)}`, async () => {
      const server = await TestServer.start((response) => response.writeHead(401).end(JSON.stringify(body)));
      for (const client of clientsOf(server.origin)) {
        const error = await failureOf(client.session.token());
        if (error.platform === platform) {
          expect(error.message).to.include('perhaps a proxy').and.include('Unauthorized');
          expect(client.session.state.name).to.equal('failed');
        }
        client.close();
      }
      await server.stop();
    });
  }

  for (const [platform, body] of [
    ['mgm', { code: 3001, message: 'invalid app_secret' }],
    ['bivrost', { errorCode: 7, errorMsg: 'Unauthorized access.' }],
    ['oms', { code: 401, msg: 'sign error' }],
    ['quectel', { code: 90047, msg: "AccessKey didn't exists" }],
    ['dhgj', { error: 'invalid_client', error_description: 'Bad client credentials' }],
  ] as const) {
    it(`would be a refusal in the form that ${platform} has`, async () => {
      const server = await TestServer.start((response) => response.writeHead(401).end(JSON.stringify(body)));
      for (const client of clientsOf(server.origin)) {
        const error = await failureOf(client.session.token());
        if (error.platform === platform) expect(client.session.state.name).to.equal('refused');
        client.close();
      }
      await server.stop();
    });
  }

  for (const status of [401, 403, 407]) {
    for (const body of ['', 'Unauthorized']) {
      it(`is no refusal of a login: HTTP ${status}, "${body}"`, async () => {
        const server = await TestServer.start((response) => response.writeHead(status).end(body));
        for (const client of clientsOf(server.origin)) {
          const error = await failureOf(client.session.token());
          expect(error).to.include({ httpStatus: status, retryable: false });
          expect(error.message).not.to.match(/refused the app|no longer valid|wrong/);
          expect(client.session.state.name).to.equal('failed');
          client.close();
        }
        await server.stop();
      });
    }
  }

  it('is told as a request too large for the proxy where it is HTTP 413', async () => {
    const page = '<html><head><title>413 Request Entity Too Large</title></head></html>';
    const server = await TestServer.start((response) => response.writeHead(413).end(page));
    for (const client of clientsOf(server.origin)) {
      const error = await failureOf(client.session.token());
      expect(error).to.include({ httpStatus: 413, kind: 'input', code: `${error.platform}:http-413` });
      expect(error.message).to.include('too large for the proxy').and.not.include('captive');
      expect(client.session.state.name).to.equal('failed');
      client.close();
    }
    await server.stop();
  });

  for (const [name, body] of [
    ['nginx', '<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>'],
    ['Apache', "<html>Reason: You're speaking plain HTTP to an SSL-enabled server port.</html>"],
    ['Go', 'Client sent an HTTP request to an HTTPS server.\n'],
    ['Tomcat', 'Bad Request\nThis combination of host and port requires TLS.\n'],
  ] as const) {
    it(`is told as http:// at a port of TLS where ${name} says so`, async () => {
      const server = await TestServer.start((response) => response.writeHead(400).end(body));
      for (const client of clientsOf(server.origin)) {
        const error = await failureOf(client.session.token());
        expect(error).to.include({ code: 'network:tls-wanted', retryable: false });
        expect(error.message).to.include('https://');
        expect(client.session.state.name).to.equal('failed');
        client.close();
      }
      await server.stop();
    });
  }

  it('is told as http:// at a port of TLS where it is an alert of TLS', async () => {
    const alert = Buffer.from([0x15, 3, 1, 0, 2, 2, 70]);
    const server = await startTcp((socket) => socket.once('data', () => socket.end(alert)));
    for (const client of clientsOf(`http://127.0.0.1:${server.port}`)) {
      const error = await failureOf(client.session.token());
      expect(error).to.include({ code: 'network:HPE_INVALID_CONSTANT', kind: 'network', retryable: false });
      expect(error.message).to.include('https meant instead of http');
      client.close();
    }
    await server.stop();
  });
});

describe('A login that somebody asks for (docs/behaviour.md, "Login and token": Test connection always asks)', () => {
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
