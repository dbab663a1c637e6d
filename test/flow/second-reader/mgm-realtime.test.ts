import { expect } from 'chai';
import type { MgmMachineState } from '../../../lib/mgm';
import registerAccount from '../../../nodes/mgm/mgm-account';
import registerRealtime from '../../../nodes/mgm/mgm-realtime-in';
import type { ExpiryNotice } from '../../second-reader/mgm/real-time';
import { type MgmHabits, MgmServer, machines } from '../../second-reader/mgm/server';
import { eventually, Inbox, unloadFlow } from '../../support/flow';
import { deploy } from './deployed';

const types = [registerAccount, registerRealtime];
const [machineId] = machines;

describe('Live data of MGM against a second reading of the platform (二.4.1, 补)', () => {
  let server: MgmServer;

  async function start(habits: MgmHabits, node: { type: string }, transport = 'auto'): Promise<void> {
    server = await MgmServer.start(habits);
    const account = { type: 'mgm-account', baseUrl: server.baseUrl, transport };
    await deploy(types, account, server.credentials, node);
  }

  afterEach(async () => {
    await unloadFlow();
    await server.stop();
  });

  const realtime = { type: 'mgm-realtime-in', machines: machineId, output: 'state' };
  const transports: Record<string, [MgmHabits, string]> = {
    'the raw WebSocket': [{ transports: ['raw'] }, 'websocket'],
    'what there is, of everything': [{}, 'auto'],
    'WebSocket by SockJS': [{ transports: ['websocket'] }, 'sockjs'],
    'polling alone': [{ transports: ['polling'] }, 'auto'],
    'polling that was asked for': [{ transports: ['polling'] }, 'sockjs'],
  };
  const forms: Record<string, MgmHabits> = {
    objects: {},
    texts: { messages: 'strings' },
    'several in a frame': { together: true },
    'several texts in a frame': { together: true, messages: 'strings' },
    'numbers as numbers and a status as text': { typesSwapped: true },
    NaN: { notANumber: true },
    'null fields': { nullFields: true },
  };

  for (const [way, [offered, transport]] of Object.entries(transports)) {
    for (const [form, habits] of Object.entries(forms)) {
      it(`follows a machine through ${way}, with ${form}`, async () => {
        await start({ ...offered, ...habits }, realtime, transport);
        const out = new Inbox('out');
        const xOf = (payload: unknown) => (payload as MgmMachineState).axes?.['X']?.position;
        const { payload } = await out.first(
          (msg) => msg['type'] === 'mgm/machine-state' && xOf(msg.payload) === 260.306,
        );
        const { line, program, block, feed, spindles, axes } = payload as MgmMachineState;
        expect({ line, program, block, feed }).to.deep.equal({
          line: 0,
          program: '1004.1004',
          block: 'T1 ',
          feed: { rate: 150, override: 300 },
        });
        expect(spindles).to.deep.equal({ 1: { speed: 8000, override: 100, load: 12.5 } });
        expect(axes?.['Y']).to.deep.equal({ position: 353.64, load: 0 });
        if (!habits.notANumber) expect(axes?.['Z']?.position).to.equal(-6273.725);
      });
    }
  }

  it('a tool is a label, whatever it looks like', async () => {
    await start({}, realtime);
    const { payload } = await new Inbox('out').first((msg) => msg['type'] === 'mgm/machine-state');
    expect((payload as MgmMachineState).toolId).to.equal('007');
  });

  const notices: ExpiryNotice[] = ['code', 'textual code', 'no code', 'plain text', '401', 'nested', 'none'];
  for (const expiryNotice of notices) {
    for (const transport of ['websocket', 'sockjs']) {
      it(`goes on with a new token after the notice "${expiryNotice}", by ${transport}`, async () => {
        await start({ expiryNotice }, realtime, transport);
        const out = new Inbox('out');
        await eventually('followed', () => server.realTime.followers(machineId) === 1);
        await out.first((msg) => msg['type'] === 'mgm/machine-state');
        server.realTime.expire();
        await eventually('followed again', () => server.realTime.followers(machineId) === 1, 15_000);
        server.realTime.send(machineId, { id: machineId, Xact: '1.5' });
        await out.first((msg) => (msg.payload as MgmMachineState).axes?.['X']?.position === 1.5);
      });
    }
  }

  it('a machine that does not exist is told once', async () => {
    await start({}, { ...realtime, machines: 'unknown' } as { type: string });
    const failed = await new Inbox('caught').first();
    expect(failed.topic).to.equal('unknown');
    expect(failed['failure']).to.include({ code: 'mgm:3012', kind: 'not-found' });
  });
});
