import { expect } from 'chai';
import helper from 'node-red-node-test-helper';
import registerStore from '../../nodes/shared-store/shared-store';
import { eventually, loadFlow, unloadFlow } from '../support/flow';
import { startTcp } from '../support/servers';

/** Well below the time for which a store stays open over a deploy. */
const SOON_MS = 2_000;

describe('Test connection of a shared store (SECURITY, "What is promised": it ends when the dialog is closed)', () => {
  let server: Awaited<ReturnType<typeof startTcp>>;

  afterEach(async () => {
    await unloadFlow();
    await server.stop();
  });

  it('leaves no socket behind once it has answered', async () => {
    let accepted = 0;
    server = await startTcp((socket) => {
      accepted += 1;
      socket.on('data', (bytes) => {
        for (const _command of String(bytes).match(/^\*\d/gm) ?? []) socket.write('+OK\r\n');
      });
    });
    await loadFlow([registerStore], []);
    const properties = { url: `redis://127.0.0.1:${server.port}` };
    const { body } = await helper
      .request()
      .post('/shopfloor/shared-store/test')
      .send({ id: 'store', properties, credentials: { password: '' } })
      .expect(200);
    expect(body).to.include({ ok: false });
    expect(accepted).to.be.greaterThan(0);
    await eventually('its sockets are closed', () => server.sockets.size === 0, SOON_MS);
  });
});
