import { expect } from 'chai';
import type { BivrostOptions } from '../../../../lib/simulator/bivrost/settings';
import { Gateway } from './support';

const now = Date.UTC(2026, 2, 3, 12);
const seconds = now / 1000;

describe('History and configuration of the simulated gateway (docs/platforms/bivrost.md, "History and analysis" and "A GET may change something")', () => {
  let gateway: Gateway;

  async function start(options: BivrostOptions = {}): Promise<void> {
    gateway = await Gateway.start(options);
    gateway.use('sk-simulator');
  }

  afterEach(async () => {
    expect(gateway.simulator.errors).to.deep.equal([]);
    await gateway.simulator.stop();
  });

  const list = async (target: string) => (await gateway.get(target)).body as Record<string, unknown>[];

  it('accounts for every second of a span, interval by interval', async () => {
    await start({ now: () => now });
    const span = `machineID=1010&startUnix=${seconds - 7200}&endUnix=${seconds}`;
    const entries = await list(`analysis/overall?${span}&interval=3600`);
    expect(entries).to.have.length(2);
    for (const entry of entries) {
      const { offTime, waitTime, emergencyTime, autoRunTime, manualTime } = entry as Record<string, number>;
      const total = [offTime, waitTime, emergencyTime, autoRunTime, manualTime].reduce<number>(
        (sum, time) => sum + (time ?? 0),
        0,
      );
      expect(total).to.equal(3600);
      expect(entry).to.include.keys('machineName', 'startTime', 'endTime', 'count', 'availability');
    }
    const [whole] = await list(`analysis/count?${span}`);
    expect(whole?.['count']).to.equal(entries.reduce((sum, { count }) => sum + Number(count), 0));
    const cycles = await list(`analysis/cycle?${span}`);
    expect(cycles).to.have.length(Number(whole?.['count']));
  });

  it('lists alarms that were cleared within the span', async () => {
    await start({ now: () => now });
    const alarms = await list(`group-analysis/alarm?groupID=g1&startUnix=${seconds - 3600}`);
    expect(alarms.length).to.be.above(0);
    for (const { endTime } of alarms) {
      expect(Date.parse(String(endTime))).to.be.within(now - 3600_000, now);
    }
  });

  it('refuses spans that the document does not allow', async () => {
    await start({ now: () => now });
    const long = `machineID=1010&startUnix=${seconds - 31 * 86_400}&endUnix=${seconds}`;
    expect((await gateway.get(`analysis/oee?${long}`)).status).to.equal(400);
    expect((await gateway.get(`analysis/oee?${long}&interval=86400`)).status).to.equal(200);
    const old = `machineID=1010&startUnix=${seconds - 366 * 86_400}&endUnix=${seconds}&type=Count`;
    expect((await gateway.get(`db/machine?${old}`)).status).to.equal(400);
  });

  it('queries its history by filters, order and limit, and refuses a filter without a value (10045)', async () => {
    await start({ now: () => now });
    const query = {
      type: 'CNCStatus',
      startUnix: seconds - 1800,
      filters: [{ key: 'machineID', operator: 'in', value: ['1010', '1012'] }],
      orderBy: { field: 'time', isDesc: true },
      limit: 5,
    };
    const found = (await gateway.post('db/query', query)).body as Record<string, string>[];
    expect(found).to.have.length(5);
    expect(found.map(({ machineID }) => machineID)).to.include.members(['1010', '1012']);
    const times = found.map(({ time }) => time);
    expect(times).to.deep.equal([...times].sort().reverse());
    const bad = { ...query, filters: [{ key: 'machineID' }] };
    expect((await gateway.post('db/query', bad)).body).to.include({ errorCode: 10045 });
    const none = `machineID=1010&type=Count&startUnix=${seconds - 30}&endUnix=${seconds - 29}`;
    expect(await list(`db/machine?${none}`)).to.deep.equal([]);
  });

  it('knows a new machine after the service was restarted, and not before', async () => {
    await start();
    const machine = { machineType: 'CNC', system: 'Mock', model: 'General', ip: '127.0.0.5' };
    expect((await gateway.post('config/create-machine', machine)).body).to.include({
      machineID: '5',
      slaveID: 5,
    });
    expect((await gateway.get('cnc/readCount?machineID=5')).body).to.include({ errorCode: 10003 });
    expect((await gateway.get('core/service-status')).body).to.include({ needRestart: true });
    await gateway.get('gateway/restart-service');
    expect((await gateway.get('cnc/readCount?machineID=5')).status).to.equal(200);
    await gateway.get('config/delete-machine?machineID=5');
    await gateway.get('gateway/restart-service');
    expect((await gateway.get('cnc/readCount?machineID=5')).body).to.include({ errorCode: 10003 });
  });

  it('keeps what settings an update leaves out, and forgets what it is documented to forget', async () => {
    await start();
    await gateway.post('config/update-mqtt-settings', { port: 8883 });
    expect((await gateway.get('config/mqtt-settings')).body).to.include({ port: 8883, mode: 'Default' });
    await gateway.post('config/update-alarm-monitoring-settings', { infoLevel: 'a', errorLevel: 'b' });
    await gateway.post('config/update-alarm-monitoring-settings', { infoLevel: 'c' });
    const { body } = await gateway.get('config/alarm-monitoring-settings');
    expect(body).to.include({ infoLevel: 'c' }).and.not.have.property('errorLevel');
    const wrong = await gateway.post('config/update-mqtt-settings', { port: '8883' });
    expect(wrong).to.nested.include({ status: 400, 'body.errorCode': 10017 });
  });

  it('forgets all but the factory user when it is reset', async () => {
    await start();
    await gateway.get('config/reset');
    expect((await gateway.get('config/machines')).body).to.include({ errorCode: 7 });
    await gateway.login('admin', 'admin');
    expect((await gateway.get('config/machines')).body).to.deep.equal([]);
    expect((await gateway.get('config/users')).body).to.have.length(1);
  });

  it('comes back from a backup as it was', async () => {
    await start();
    const { base64 } = (await gateway.get('config/backup')).body as { base64: string };
    await gateway.get('config/delete-machines?startIP=192.168.1.10&count=20');
    expect((await gateway.get('config/machines')).body).to.have.length(0);
    await gateway.post('config/restore', { base64 });
    expect((await gateway.get('config/machines')).body).to.have.length(12);
  });

  it('is away for a while after a reboot, and for good when it is shut down', async () => {
    await start({ restartMs: 60 });
    expect((await gateway.get('gateway/reboot')).body).to.include({ errorCode: 0 });
    const refused = await gateway.get('gateway/time').catch(() => 'away');
    expect(refused).to.equal('away');
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect((await gateway.get('gateway/time')).status).to.equal(200);
    await gateway.get('gateway/shut-down');
    expect(await gateway.get('gateway/time').catch(() => 'away')).to.equal('away');
  });

  it('keeps its users apart: one admin at least, names and keys once', async () => {
    await start();
    const created = await gateway.post('config/create-user', { username: 'new' });
    expect(created.body).to.include({ username: 'new', isAdmin: true }).and.not.have.property('password');
    expect((await gateway.login('new', 'new')).status).to.equal(200);
    expect((await gateway.post('config/create-user', { username: 'new' })).status).to.equal(400);
    const { id } = created.body as { id: number };
    const taken = { id, secretKey: 'sk-viewer' };
    expect((await gateway.post('config/update-user-security', taken)).status).to.equal(400);
    expect((await gateway.get('config/delete-user?id=99')).status).to.equal(400);
  });

  it('counts what it was asked', async () => {
    await start();
    await gateway.get('cnc/readCount?machineID=1010');
    await gateway.get('cnc/readCount?machineID=9');
    const { statistics } = gateway.simulator;
    expect(statistics.countOf('cnc/readCount')).to.equal(2);
    expect(statistics.succeeded('cnc/readCount')).to.equal(1);
    expect(statistics.calls.at(-1)).to.include({
      operation: 'cnc/readCount',
      user: 'simulator',
      errorCode: 10003,
    });
  });
});
