import { expect } from 'chai';
import { toShopfloorError } from '../../../lib/errors';
import { QuectelClient, signedCredentials } from '../../../lib/quectel';
import { unwrapAnswer } from '../../../lib/quectel/answers';
import { presentableText } from '../../../lib/redaction';
import { failureOf, TestServer } from '../../support/servers';

const token = 'QJWT eyJhbGciOiJub25lIn0.eyJpZCI6MX0.c2lnbmF0dXJl';
const [login, renewal] = ['accessKeyLogin', 'refreshToken'];

describe('A Quectel login by hand (docs/behaviour.md, "Failures": no message holds a token)', () => {
  it('tells of a token only what is documented, wherever else the answer has it', () => {
    const data = { access_token: token, refresh_token: token };
    const answer = {
      ...{ code: 200, msg: 'ok', access_token: token, refresh_token: token, data, list: [data], jwt: token },
      ...{ token_type: 'jwt', expires_in: 86_400, scope: '', nested: { deeper: [{ authorization: token }] } },
    };
    for (const operation of [login, renewal]) {
      expect(unwrapAnswer(operation ?? '', answer)).to.deep.equal({
        token_type: 'jwt',
        expires_in: 86_400,
        scope: '',
      });
    }
    expect(unwrapAnswer(login ?? '', { scope: { access_token: token } })).to.deep.equal({});
  });

  it('repeats neither its signed password nor the token that it brings or presents', async () => {
    const server = await TestServer.start((response, { url }) => {
      const isFine = url.includes('scope=fine');
      const text = `you sent ${url} and get ${token}`;
      response.end(JSON.stringify({ code: isFine ? 200 : 90047, msg: text, access_token: token }));
    });
    const client = new QuectelClient({
      baseUrl: server.origin,
      accessKey: 'key',
      accessSecret: 'the-secret',
    });
    const login = 'accessKeyLogin';
    const { password } = signedCredentials({ accessKey: 'key', accessSecret: 'the-secret' }, 1);
    const given = { username: 'somebody', password, scope: 'fine' };
    expect(JSON.stringify(await client.request(login, given))).not.to.include('QJWT');
    const refused = await failureOf(client.request(login, { ...given, scope: 'no' }));
    expect(refused.message).to.include('you sent').and.not.to.include(password);
    const own = await failureOf(client.request(login));
    const sent = new URL(server.seen.at(-1)?.url ?? '', server.origin).searchParams.get('password') ?? '';
    expect(sent).to.match(/^[\da-f]{64}$/);
    expect(own.message).to.include('you sent').and.not.to.include(sent);
    const values = { refresh_token: 'QJWT given-by-hand' };
    const renewed = await failureOf(client.request('refreshToken', values));
    expect(renewed.message).not.to.include('given-by-hand');
    client.close();
    await server.stop();
  });

  it('has the account’s own values where one is not given, and what is given where it is blank', async () => {
    const server = await TestServer.start((response) => response.end('{"code": 200}'));
    const keys = { accessKey: 'key', accessSecret: 'the-secret' };
    const client = new QuectelClient({ baseUrl: server.origin, ...keys, scope: 'orders' });
    const scopeSent = async (values: Record<string, unknown>): Promise<string | null> => {
      await client.request('accessKeyLogin', values);
      return new URL(server.seen.at(-1)?.url ?? '', server.origin).searchParams.get('scope');
    };
    expect(await scopeSent({ scope: undefined })).to.equal('orders');
    expect(await scopeSent({ scope: '' })).to.equal('');
    client.close();
    await server.stop();
  });

  it('sends the scope of the account where one is given, be it blank, and none where none is', async () => {
    const grant = { code: 200, access_token: 'QJWT a.b.c', expires_in: 60 };
    const server = await TestServer.start((response) => response.end(JSON.stringify(grant)));
    const keys = { accessKey: 'key', accessSecret: 'the-secret' };
    for (const [scope, sent] of [
      [undefined, null],
      ['', ''],
      [' ', ''],
      ['orders', 'orders'],
    ] as const) {
      const client = new QuectelClient({
        baseUrl: server.origin,
        ...keys,
        ...(scope === undefined ? {} : { scope }),
      });
      await client.login();
      const { searchParams } = new URL(server.seen.at(-1)?.url ?? '', server.origin);
      expect(searchParams.get('scope'), String(scope)).to.equal(sent);
      client.close();
    }
    await server.stop();
  });

  it('by a queue’s connection keeps its signed password out of every error', async () => {
    const server = await TestServer.start((response) => response.end('{}'));
    const brokerUrl = server.origin.replace('http', 'amqp');
    const client = new QuectelClient({
      baseUrl: server.origin,
      accessKey: 'key',
      accessSecret: 'the-secret',
      brokerUrl: `${brokerUrl}/quec-open`,
    });
    const passwords: string[] = [];
    await new Promise<void>((resolve) => {
      const subscription = client.follow(
        { queue: 'a.1.b' },
        {
          onMessage: () => undefined,
          onUnreadable: () => undefined,
          onState: (_state, error) => {
            if (!error) return;
            for (let time = Date.now() - 5_000; time <= Date.now(); time += 1)
              passwords.push(
                signedCredentials({ accessKey: 'key', accessSecret: 'the-secret' }, time).password,
              );
            subscription.close();
            resolve();
          },
        },
      );
    });
    const text = passwords.map((password) => toShopfloorError(new Error(`PLAIN ${password}`)).message);
    expect(text).to.include('PLAIN ***');
    expect(presentableText('the-secret')).to.equal('***');
    client.close();
    await server.stop();
  });
});
