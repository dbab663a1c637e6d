import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { DhgjClient } from '../../../lib/dhgj';
import { InputError } from '../../../lib/errors';
import { QuectelClient } from '../../../lib/quectel';
import { checkedBrokerUrl } from '../../../lib/quectel/amqp/queue-location';
import { BROKER_ADDRESS } from '../../../lib/quectel/environments';
import { type AddressKind, readAddress, WEB_ADDRESS, withScheme } from '../../../lib/settings/address';
import { checkedBaseUrl } from '../../../lib/settings/checked-address';
import { loadEditorModule } from '../../support/editor-modules';
import { failureOf, thrownBy } from '../../support/servers';

const { addressCheck } = loadEditorModule<{
  addressCheck(
    text: string,
    kind: AddressKind,
    translate: (key: string, words: object) => string,
  ): true | string;
}>('nodes/shared/editor/checks.ts');

const GOOD: [typed: string, address: string][] = [
  ['http://192.168.1.10', 'http://192.168.1.10'],
  ['  https://example.com/  ', 'https://example.com'],
  ['HTTP://Example.COM:80//', 'http://example.com'],
  ['https://example.com:443/v1/', 'https://example.com/v1'],
  ['http://host:8200/a%20b/', 'http://host:8200/a%20b'],
  ['http://[FD00::10]:8080/', 'http://[fd00::10]:8080'],
  ['http://机床.example/', 'http://xn--3wt56q.example'],
];

const WRONG: [typed: string, word: string][] = [
  ['', 'missing'],
  ['   ', 'missing'],
  ['192.168.1.10', 'is "http://192.168.1.10" meant?'],
  ['gateway:8080/', 'is "http://gateway:8080" meant?'],
  ['ftp://example.com', 'begin with http:// or https://'],
  ['http//example.com', 'begin with http:// or https://'],
  ['http://example.com?a=b', 'end before "?"'],
  ['http://example.com/v1#x', 'end before "?"'],
  ['http://user:canary-password@example.com', 'user name or password'],
  ['user:canary-password@example.com', 'begin with http://'],
  ['http://exa mple.com', 'no address such as'],
  ['http://example.com/a\tb', 'no address such as'],
  ['http://fd00::10:8080', 'no address such as'],
  ['http://', 'no address such as'],
  ['http://host:99999', 'no address such as'],
];

describe('A base URL (docs/behaviour.md, "Accounts": written in one way, whatever was typed)', () => {
  for (const [typed, address] of GOOD) {
    it(`"${typed}" is ${address}`, () => expect(checkedBaseUrl(typed)).to.equal(address));
  }

  for (const [typed, word] of WRONG) {
    it(`"${typed}" is none, and why is said without a password`, () => {
      const error = thrownBy(() => checkedBaseUrl(typed));
      expect(error).to.be.instanceOf(InputError).and.to.include({ code: 'input:baseUrl' });
      expect(error.message).to.include(word).and.not.to.include('canary');
    });
  }

  it('is read by the same rule in the dialog, which proposes the scheme', () => {
    const check = (text: string) => addressCheck(text, WEB_ADDRESS, (key) => key);
    for (const [typed] of GOOD) expect(check(typed), typed).to.equal(true);
    for (const [typed] of WRONG) expect(check(typed), typed).to.match(/^validation\.address\./);
    expect(withScheme(' 192.168.1.10 ', WEB_ADDRESS)).to.equal('http://192.168.1.10');
    for (const none of ['', 'a b', 'https://example.com', 'ftp://x', 'user:canary@host']) {
      expect(withScheme(none, WEB_ADDRESS), none).to.equal(undefined);
    }
  });

  it('is what it is when it is read again, whatever was typed', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          fc.string(),
          fc.ipV6().map((ip) => `http://[${ip}]`),
        ),
        (text) => {
          const read = readAddress(text, WEB_ADDRESS);
          if ('fault' in read) return;
          expect(readAddress(read.address, WEB_ADDRESS)).to.deep.equal(read);
          expect(read.address).not.to.match(/[\s?#]|\/$/);
        },
      ),
    );
  });

  it('leads every path where it should, also over IPv6', async function () {
    const seen: (string | undefined)[] = [];
    const server = createServer(({ url }, response) => {
      seen.push(url);
      response.end('{"code":200}');
    });
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(0, '::1', resolve);
      });
    } catch {
      this.skip();
    }
    const { port } = server.address() as AddressInfo;
    const baseUrl = ` http://[::1]:${port}/prefix/ `;
    const client = new DhgjClient({ baseUrl, clientId: 'c', clientSecret: 's' });
    try {
      await failureOf(client.request('/x'));
      expect(seen[0]).to.equal('/prefix/oauth/token');
    } finally {
      client.close();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

describe('The address of a message broker (docs/platforms/quectel.md, "AMQP message subscription")', () => {
  it('is written in one way too', () => {
    expect(checkedBrokerUrl(' amqps://broker.example:5671/quec-open/ ')).to.equal(
      'amqps://broker.example:5671/quec-open',
    );
    expect(checkedBrokerUrl('amqp://[::1]:5672/a%2Fb')).to.equal('amqp://[::1]:5672/a%2Fb');
  });

  it('is not given to a client where it is undefined: a blank one is refused', () => {
    const keys = { baseUrl: 'http://127.0.0.1:9', accessKey: 'key', accessSecret: 'secret' };
    new QuectelClient(keys).close();
    for (const brokerUrl of ['', '  ']) {
      expect(thrownBy(() => new QuectelClient({ ...keys, brokerUrl }))).to.include({
        code: 'input:brokerUrl',
      });
    }
  });

  for (const [typed, word] of [
    ['broker.example/quec-open', 'is "amqps://broker.example/quec-open" meant?'],
    ['http://broker.example/quec-open', 'begin with amqps:// or amqp://'],
    ['amqps://broker.example', 'no address such as'],
    ['amqps://broker.example/', 'no address such as'],
    ['amqps://user:canary@broker.example/x', 'user name or password'],
    ['amqps://broker.example/x?heartbeat=1', 'end before "?"'],
  ] as const) {
    it(`"${typed}" is none`, () => {
      const error = thrownBy(() => checkedBrokerUrl(typed));
      expect(error).to.include({ code: 'input:brokerUrl' });
      expect(error.message).to.include(word).and.not.to.include('canary');
      expect(addressCheck(typed, BROKER_ADDRESS, (key) => key)).to.match(/^validation\.address\./);
    });
  }
});
