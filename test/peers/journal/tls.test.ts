import { expect } from 'chai';
import type { NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import type { ShopfloorError } from '../../../lib/errors';
import type { TlsSettings } from '../../../lib/http/settings';
import { PostgresJournal } from '../../../lib/journal/postgres';
import registerStore from '../../../nodes/journal/journal-store';
import { TestIssuer } from '../../support/certificates';
import { loadFlow, unloadFlow } from '../../support/flow';
import { PostgresServer } from '../support/postgres';

const registerTls = require('@node-red/nodes/core/network/05-tls.js') as NodeInitializer;
/** Fields of core's `tls-config` for files, which are left blank where the certificates are in the credentials. */
const FILES = { cert: '', key: '', ca: '' };

describe('A journal in PostgreSQL by TLS (docs/nodes.md, "journal-store": TLS)', function () {
  this.timeout(60_000);
  const company = new TestIssuer();
  const stranger = new TestIssuer();
  let server: PostgresServer;

  before(async () => {
    server = await PostgresServer.start({ tls: company.issue('IP:127.0.0.1,DNS:localhost') });
  });
  after(() => server?.stop());
  afterEach(() => unloadFlow());

  async function failureOf(
    tls: TlsSettings | undefined,
    url = server.url,
  ): Promise<ShopfloorError | undefined> {
    const journal = new PostgresJournal({ url, password: server.password, tls });
    try {
      await journal.open();
      return undefined;
    } catch (thrown) {
      return thrown as ShopfloorError;
    } finally {
      await journal.close();
    }
  }

  it('reaches a server whose certificate the chosen authority has signed, by its address and by its name', async () => {
    expect(await failureOf({ ca: company.ca })).to.equal(undefined);
    expect(await failureOf({ ca: company.ca }, server.url.replace('127.0.0.1', 'localhost'))).to.equal(
      undefined,
    );
  });

  it('refuses a certificate of another authority, of nobody, for another server, and one that has ended', async () => {
    const certificates: readonly [string, TlsSettings][] = [
      ['another authority', { ca: stranger.ca }],
      ['no authority of our own', {}],
    ];
    for (const [what, tls] of certificates) {
      const failure = await failureOf(tls);
      expect(failure, what).to.include({ code: 'journal:certificate', kind: 'network' });
      expect(failure?.message, what).to.contain('certificate is not trusted');
      expect(failure?.message, what).to.not.contain(server.password);
    }
    for (const pair of [company.issue('IP:127.0.0.2,DNS:db'), company.issue('IP:127.0.0.1', -1)]) {
      await server.present(pair);
      expect(await failureOf({ ca: company.ca })).to.include({ code: 'journal:certificate' });
    }
    await server.present(company.issue('IP:127.0.0.1,DNS:localhost'));
  });

  it('expects the name of the TLS configuration, where it has one', async () => {
    await server.present(company.issue('DNS:db'));
    for (const host of ['127.0.0.1', 'localhost']) {
      const url = server.url.replace('127.0.0.1', host);
      expect(await failureOf({ ca: company.ca }, url), host).to.include({ code: 'journal:certificate' });
      expect(await failureOf({ ca: company.ca, servername: 'db' }, url), host).to.equal(undefined);
    }
    await server.present(company.issue('IP:127.0.0.1,DNS:localhost'));
  });

  it('says that a server takes no connection without TLS, and that one has no TLS', async () => {
    const open = await failureOf(undefined);
    expect(open).to.include({ code: 'journal:certificate' });
    expect(open?.message).to.contain('choose a TLS configuration');
    const plain = await PostgresServer.start();
    try {
      const failure = await failureOf({ ca: company.ca }, plain.url);
      expect(failure).to.include({ code: 'journal:certificate' });
      expect(failure?.message).to.contain('has no TLS');
    } finally {
      await plain.stop();
    }
  });

  it('takes the authority of the TLS configuration that the node has', async () => {
    await loadFlow(
      [registerStore, registerTls],
      [
        { id: 'company', type: 'tls-config', ...FILES, verifyservercert: true },
        { id: 'stranger', type: 'tls-config', ...FILES, verifyservercert: true },
      ],
      { company: { cadata: company.ca }, stranger: { cadata: stranger.ca } },
    );
    const test = async (tls: string): Promise<object> => {
      const properties = { kind: 'postgres', url: server.url, tls };
      const body = { properties, credentials: { password: server.password } };
      return (await helper.request().post('/shopfloor/journal-store/test').send(body)).body as object;
    };
    expect(await test('company')).to.include({ ok: true });
    expect(await test('stranger')).to.include({ ok: false, code: 'journal:certificate' });
    expect(await test('gone')).to.include({ ok: false, code: 'input:tls' });
  });
});
