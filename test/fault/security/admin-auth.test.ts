import { expect } from 'chai';
import { projectRoot, readManifest } from '../../../scripts/project';
import { generations, provideRuntime } from '../../../scripts/runtimes';
import { AdminApi } from '../../support/admin-api';
import { NodeRed } from '../../support/node-red';

const types = Object.keys(readManifest(projectRoot)['node-red'].nodes);
const accounts = types.filter((type) => /-(account|gateway|server)$/.test(type));
const catalogues = ['bivrost-request', 'oms-request', 'quectel-request'];
const dialog = { properties: { environment: 'simulator' } };

const users = [
  { username: 'reader', password: 'reader-password', permissions: 'read' },
  { username: 'owner', password: 'owner-password', permissions: '*' },
  { username: 'operator', password: 'operator-password', permissions: ['flows.read', 'shopfloor.write'] },
];

for (const generation of generations) {
  describe(`Admin routes of Node-RED ${generation} with adminAuth on (SECURITY.md, "What is promised": no session, a user who may only read, a full user)`, function () {
    this.timeout(90_000);
    let nodeRed: NodeRed;
    let nobody: AdminApi;
    let stranger: AdminApi;
    let reader: AdminApi;
    let owner: AdminApi;

    before(async () => {
      nodeRed = await NodeRed.start({
        runtime: await provideRuntime(generation),
        linkProject: true,
        users,
        // Texts of several lines are shown on one: what hides a value must know it then too.
        environment: { CANARY_TEXT: 'first line\ncanary postgres://user:password@host/db' },
      });
      nobody = nodeRed.admin;
      stranger = new AdminApi(nodeRed.url, 'no-such-token');
      [reader, owner] = await Promise.all([
        nobody.logIn('reader', 'reader-password', 'read'),
        nobody.logIn('owner', 'owner-password'),
      ]);
    });

    after(() => nodeRed?.stop());

    const asks = [
      ...accounts.flatMap((type) => [
        { method: 'POST', path: `shopfloor/${type}/test`, body: dialog, reads: false },
        { method: 'POST', path: `shopfloor/${type}/choices/machines`, body: dialog, reads: false },
      ]),
      { method: 'POST', path: 'shopfloor/shared-store/test', body: dialog, reads: false },
      { method: 'POST', path: 'shopfloor/journal-store/test', body: dialog, reads: false },
      ...catalogues.map((type) => ({
        method: 'GET',
        path: `shopfloor/${type}/operations`,
        body: undefined,
        reads: true,
      })),
    ];

    const statuses = (admin: AdminApi) =>
      Promise.all(
        asks.map(async ({ method, path, body }) => [path, (await admin.send(method, path, body)).status]),
      );

    it('there is a route for the test of every account and for every catalogue', () => {
      expect(accounts).to.have.length(5);
      expect(types).to.include.members(catalogues);
    });

    it('let nobody in without a session', async () => {
      const refused = asks.map(({ path }) => [path, 401]);
      expect(await statuses(nobody)).to.deep.equal(refused);
      expect(await statuses(stranger)).to.deep.equal(refused);
    });

    it('let a reader read the catalogues, and use no account', async () => {
      const expected = asks.map(({ path, reads }) => [path, reads ? 200 : 401]);
      const found = await statuses(reader);
      expect(found.map(([path, status]) => [path, status === 403 ? 401 : status])).to.deep.equal(expected);
    });

    it('resolve no variable of the environment for who may not deploy, not even on the simulator', async () => {
      const operator = await nobody.logIn('operator', 'operator-password', '');
      for (const type of accounts) {
        const asked = { properties: { environment: 'simulator', timeout: `\${CANARY_TEXT}` } };
        const refused = await operator.send('POST', `shopfloor/${type}/test`, asked);
        expect(refused.status, type).to.equal(401);
        // Whether there is such a variable makes no difference.
        const other = { properties: { environment: 'simulator', timeout: `\${NO_SUCH_VARIABLE}` } };
        expect((await operator.send('POST', `shopfloor/${type}/test`, other)).status, type).to.equal(401);
        const told = await (await owner.send('POST', `shopfloor/${type}/test`, asked)).text();
        expect(told)
          .to.include('input:timeout')
          .and.not.match(/canary|first line/);
      }
    });

    it('answer the owner', async () => {
      expect(await statuses(owner)).to.deep.equal(asks.map(({ path }) => [path, 200]));
      // One after another: each user may ask one thing at a time.
      for (const type of accounts) {
        const answer = await owner.send('POST', `shopfloor/${type}/test`, dialog);
        expect(((await answer.json()) as { ok: boolean }).ok, type).to.equal(true);
      }
    });

    it('are nowhere else: no route of the package is open to everybody', async () => {
      for (const type of types) {
        for (const what of ['', '/test', '/operations', '/choices/machines', '/..%2f..%2fflows']) {
          for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
            const { status } = await nobody.send(
              method,
              `shopfloor/${type}${what}`,
              method === 'GET' ? undefined : {},
            );
            expect(status, `${method} ${type}${what}`).to.be.oneOf([401, 404]);
          }
        }
      }
    });
  });
}
