import { expect } from 'chai';
import { QuectelClient, type QuectelClientOptions } from '../../../lib/quectel';
import { QuectelSimulator } from '../../../lib/simulator/quectel/quectel-simulator';
import { TestIssuer } from '../../support/certificates';
import { freePort, startProxy } from '../../support/servers';

const keys = { accessKey: 'simulator', accessSecret: 'simulator' };
const message = JSON.stringify({ type: 'ONLINE', createdAt: 1, data: { value: 1 } });

describe('a Quectel queue over TLS and through a proxy (docs/behaviour.md, "Accounts")', () => {
  const issuer = new TestIssuer();
  let plant: QuectelSimulator;

  beforeEach(async () => {
    plant = new QuectelSimulator({ reportIntervalMs: 0, tls: issuer.issue('IP:127.0.0.1') });
    await plant.start();
    plant.push('000000026106', 'shopfloor', message);
  });

  afterEach(() => plant.stop());

  /** The first message, or the first failure's code. */
  async function firstOf(
    options: Partial<QuectelClientOptions>,
    queue = 'shopfloor',
    simulator = plant,
  ): Promise<string> {
    const client = new QuectelClient({ ...keys, baseUrl: simulator.origin, ...options });
    try {
      return await new Promise((resolve) => {
        client.follow(
          { queue },
          {
            onMessage: ({ type }, delivery) => {
              delivery.acknowledge();
              resolve(type);
            },
            onUnreadable: (error) => resolve(error.code),
            onState: (_state, error) => {
              if (error) resolve(error.code);
            },
          },
        );
      });
    } finally {
      client.close();
    }
  }

  it('comes with the issuer that the account trusts', async () => {
    expect(await firstOf({ tls: { ca: issuer.ca } })).to.equal('ONLINE');
  });

  it('does not come from whom nobody vouches for', async () => {
    const other = new TestIssuer();
    const code = await firstOf({ brokerUrl: plant.broker.url, tls: { ca: other.ca } });
    expect(code).to.match(/^network:.*(SIGNATURE|ISSUER|CERT)/);
  });

  for (const [what, names, days, code] of [
    ['has expired', 'IP:127.0.0.1', -1, 'CERT_HAS_EXPIRED'],
    ['is for another host', 'DNS:elsewhere.example', 1, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ] as const) {
    it(`does not come from a broker whose certificate ${what}, and says so`, async () => {
      const broken = new QuectelSimulator({ reportIntervalMs: 0, tls: issuer.issue(names, days) });
      await broken.start();
      try {
        // With the whole name of the queue nobody but the broker is asked.
        const options = { brokerUrl: broken.broker.url, tls: { ca: issuer.ca } };
        expect(await firstOf(options, 'a.000000026106.shopfloor', broken)).to.equal(`network:${code}`);
      } finally {
        await broken.stop();
      }
    });
  }

  it('comes through a proxy that wants credentials', async () => {
    const proxy = await startProxy('me:secret');
    const settings = { url: proxy.url, username: 'me', password: 'secret' };
    expect(await firstOf({ tls: { ca: issuer.ca }, proxy: settings })).to.equal('ONLINE');
    const hosts = [plant.origin, plant.broker.url].map((url) => new URL(url).host);
    expect(proxy.tunnels).to.include.members(hosts);
    await proxy.stop();
  });

  it('goes around a proxy where the proxy is not meant for the host', async () => {
    const proxy = await startProxy();
    const settings = { url: proxy.url, noProxy: ['127.0.0.1'] };
    expect(await firstOf({ tls: { ca: issuer.ca }, proxy: settings })).to.equal('ONLINE');
    expect(proxy.tunnels).to.deep.equal([]);
    await proxy.stop();
  });

  it('says that the proxy refused, or is dead, by its name, and leaves nothing open', async () => {
    const proxy = await startProxy('me:secret');
    const dead = `127.0.0.1:${await freePort()}`;
    const { host } = new URL(proxy.url);
    expect(await failureThrough(proxy.url)).to.equal(`network:PROXY_407 false the proxy ${host}`);
    expect(await failureThrough(`http://${dead}`)).to.equal(
      `network:PROXY_ECONNREFUSED true the proxy ${dead}`,
    );
    await proxy.stop();
  });

  async function failureThrough(url: string): Promise<unknown> {
    const queue = 'a.000000026106.shopfloor';
    const client = new QuectelClient({
      ...keys,
      baseUrl: plant.origin,
      brokerUrl: plant.broker.url,
      tls: { ca: issuer.ca },
      proxy: { url, username: 'me', password: 'wrong' },
    });
    const failure = await new Promise((resolve) => {
      client.follow(
        { queue },
        {
          onMessage: () => resolve('a message'),
          onUnreadable: () => undefined,
          onState: (_state, error) => {
            const { code, retryable, message: words } = error ?? {};
            if (error) resolve(`${code} ${retryable} ${words?.split(': ', 1)}`);
          },
        },
      );
    });
    client.close();
    return failure;
  }
});
