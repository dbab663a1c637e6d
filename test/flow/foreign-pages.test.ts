import { expect } from 'chai';
import helper from 'node-red-node-test-helper';
import registerBivrost from '../../nodes/bivrost/bivrost-gateway';
import registerRequest from '../../nodes/bivrost/bivrost-request';
import registerStore from '../../nodes/shared-store/shared-store';
import { loadFlow, unloadFlow } from '../support/flow';
import { startTcp } from '../support/servers';

type Headers = Readonly<Record<string, string>>;

const HOST = 'node-red.example:1880';
const OWN: Record<string, Headers> = {
  'a program, which says nothing of itself': {},
  'the editor': { Origin: `http://${HOST}`, 'Sec-Fetch-Site': 'same-origin' },
  'the editor without TLS': { Origin: `http://${HOST}` },
  'the editor behind a proxy that changes the host': {
    Host: '127.0.0.1:1880',
    Origin: 'https://plant.example',
    'Sec-Fetch-Site': 'same-origin',
  },
  'the editor behind a proxy that names the host': {
    Host: '127.0.0.1:1880',
    'X-Forwarded-Host': 'plant.example',
    Origin: 'http://plant.example',
  },
  'the address bar': { 'Sec-Fetch-Site': 'none' },
};
const FOREIGN: Record<string, Headers> = {
  'another site': { Origin: 'http://page.example', 'Sec-Fetch-Site': 'cross-site' },
  'another site without TLS': { Origin: 'http://page.example' },
  'another site that sends no origin': { 'Sec-Fetch-Site': 'cross-site' },
  'another server of this computer': {
    Origin: 'http://node-red.example:3000',
    'Sec-Fetch-Site': 'same-site',
  },
  'another port': { Origin: 'http://node-red.example:3000' },
  'a file': { Origin: 'null' },
  'a name that begins alike': { Origin: `http://${HOST}.page.example` },
};

describe('The admin routes and pages of other places (SECURITY.md, "Against whom": a web page that is open in a browser)', () => {
  let connections: number;
  let trap: Awaited<ReturnType<typeof startTcp>>;

  before(() => loadFlow([registerBivrost, registerRequest, registerStore], []));
  after(unloadFlow);

  // A server for each test: what one has asked for may come again for a while.
  beforeEach(async () => {
    connections = 0;
    trap = await startTcp((socket) => {
      connections += 1;
      socket.destroy();
    });
  });

  afterEach(() => trap.stop());

  const post = (path: string, headers: Headers, body: object | string = bodyOf(path)) =>
    helper
      .request()
      .post(path)
      .set({ Host: HOST, ...headers })
      .send(body);
  const bodyOf = (path: string): object =>
    path.includes('store')
      ? { properties: { url: `redis://127.0.0.1:${trap.port}` } }
      : {
          properties: { environment: 'custom', baseUrl: `http://127.0.0.1:${trap.port}`, auth: 'jwt' },
          credentials: { username: 'u', password: 'typed-secret-1' },
        };
  const paths = [
    '/shopfloor/bivrost-gateway/test',
    '/shopfloor/bivrost-gateway/choices/machines',
    '/shopfloor/shared-store/test',
  ];

  for (const [who, headers] of Object.entries(OWN)) {
    it(`serve ${who}`, async () => {
      await helper
        .request()
        .get('/shopfloor/bivrost-request/operations')
        .set({ Host: HOST, ...headers })
        .expect(200);
      for (const path of paths) await post(path, headers).expect(200);
      expect(connections).to.be.greaterThan(0);
    });
  }

  for (const [who, headers] of Object.entries(FOREIGN)) {
    it(`refuse ${who}, and do nothing`, async () => {
      await helper
        .request()
        .get('/shopfloor/bivrost-request/operations')
        .set({ Host: HOST, ...headers })
        .expect(403);
      for (const path of paths) {
        const { body } = await post(path, headers).expect(403);
        expect(body).to.include({ ok: false, code: 'shopfloor:foreign-page' });
      }
      expect(connections).to.equal(0);
    });
  }

  for (const type of [
    'application/x-www-form-urlencoded',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/jsonp',
  ]) {
    it(`refuse ${type}, which a page may send without being asked`, async () => {
      for (const path of paths) {
        const text = `properties[url]=redis://127.0.0.1:${trap.port}`;
        const { body } = await post(path, { 'Content-Type': type }, text).expect(415);
        expect(body).to.include({ ok: false, code: 'shopfloor:no-json' });
      }
      expect(connections).to.equal(0);
    });
  }

  it('say what is missing of a question that holds too little', async () => {
    for (const path of paths) {
      for (const body of [
        {},
        { properties: {} },
        { properties: { url: null, baseUrl: null } },
        { properties: [] },
      ]) {
        const { body: answer } = await post(path, {}, body).expect(200);
        const text = JSON.stringify(answer);
        expect(text, path).not.to.match(/internal|Cannot read|undefined|TypeError/);
      }
    }
  });
});
