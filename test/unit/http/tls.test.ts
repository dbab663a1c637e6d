import { connect } from 'node:net';
import { expect } from 'chai';
import type { TlsSettings } from '../../../lib/http';
import { type KeyPair, TestIssuer } from '../../support/certificates';
import { failureOf, startTcp, TestServer } from '../../support/servers';
import { TestClients } from './support';

describe('TLS (docs/behaviour.md, "Accounts": TLS configuration)', () => {
  const clients = new TestClients();
  const get = { method: 'GET', path: '/' } as const;
  let issuer: TestIssuer;
  let server: TestServer | undefined;

  before(() => {
    issuer = new TestIssuer();
  });

  afterEach(async () => {
    clients.close();
    await server?.stop();
    server = undefined;
  });

  async function serve(certificate: KeyPair): Promise<string> {
    server = await TestServer.start((response) => response.end('ok'), certificate);
    return server.origin;
  }

  async function ask(origin: string, tls?: TlsSettings): Promise<string> {
    const { body } = await clients.transport(origin, tls ? { tls } : {}).send(get);
    return body.toString();
  }

  it('trusts a private CA where it is given, and only there', async () => {
    const origin = await serve(issuer.issue('IP:127.0.0.1'));
    expect(await ask(origin, { ca: issuer.ca })).to.equal('ok');
    const error = await failureOf(ask(origin));
    expect(error).to.include({ kind: 'network', retryable: false });
    expect(error.message).to.include('unknown CA').and.to.include('TLS configuration');
  });

  it('refuses an expired certificate by name', async () => {
    const origin = await serve(issuer.issue('IP:127.0.0.1', -1));
    const error = await failureOf(ask(origin, { ca: issuer.ca }));
    expect(error).to.include({ code: 'network:CERT_HAS_EXPIRED', kind: 'network', retryable: false });
    expect(error.message).to.include('has expired');
  });

  it('refuses the certificate of another host by name', async () => {
    const origin = await serve(issuer.issue('DNS:other.example'));
    const error = await failureOf(ask(origin, { ca: issuer.ca }));
    expect(error).to.include({ code: 'network:ERR_TLS_CERT_ALTNAME_INVALID', retryable: false });
    expect(error.message).to.include('another host name');
  });

  it('checks against the server name that is set (SNI)', async () => {
    const origin = await serve(issuer.issue('DNS:other.example'));
    let asked = '';
    server?.server.on('secureConnection', (socket: { servername?: string }) => {
      asked = socket.servername ?? '';
    });
    expect(await ask(origin, { ca: issuer.ca, servername: 'other.example' })).to.equal('ok');
    expect(asked).to.equal('other.example');
  });

  it('refuses a self-signed certificate by name, unless checking is switched off', async () => {
    const origin = await serve(issuer.selfSigned('IP:127.0.0.1'));
    const error = await failureOf(ask(origin));
    expect(error).to.include({ code: 'network:DEPTH_ZERO_SELF_SIGNED_CERT', retryable: false });
    expect(error.message).to.include('self-signed');
    expect(await ask(origin, { rejectUnauthorized: false })).to.equal('ok');
  });

  it('says so where the server speaks no TLS', async () => {
    const plain = await TestServer.start((response) => response.end('ok'));
    const error = await failureOf(ask(plain.origin.replace('http:', 'https:')));
    expect(error).to.include({ kind: 'network', retryable: false });
    expect(error.message).to.include('does not speak TLS').and.not.to.include('openssl');
    await plain.stop();
  });

  it('takes a damaged record for what it is: a fault of the network', async () => {
    const target = new URL(await serve(issuer.issue('IP:127.0.0.1')));
    const relay = await startTcp((client) => {
      const upstream = connect(Number(target.port), '127.0.0.1');
      upstream.on('error', () => client.destroy());
      client.on('close', () => upstream.destroy());
      client.pipe(upstream);
      upstream.on('data', (bytes: Buffer) => {
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 0xff;
        client.write(bytes);
      });
    });
    const error = await failureOf(ask(`https://127.0.0.1:${relay.port}`, { ca: issuer.ca }));
    expect(error).to.include({ kind: 'network', retryable: true });
    await relay.stop();
  });

  it('a change is not repeated when the certificate is refused', async () => {
    const origin = await serve(issuer.selfSigned('IP:127.0.0.1'));
    const call = { operation: 'set', safety: 'change', request: { ...get, method: 'POST' } } as const;
    expect(await failureOf(clients.client(origin).call(call))).to.include({ attempts: 1 });
  });
});
