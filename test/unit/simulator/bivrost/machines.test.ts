import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { BivrostSimulator } from '../../../../lib/simulator/bivrost/bivrost-simulator';
import type { BivrostOptions } from '../../../../lib/simulator/bivrost/settings';
import { hurried } from '../../../support/fake-clock';
import { Gateway } from './support';

const STATUSES = /^(OFF|EMERGENCY|WAIT(_HOLD|_STOP|_IDLE)?|AUTO_RUN(_REMOTE)?|MANUAL(_[A-Z_]+)?)$/;
const octets = { 'content-type': 'application/octet-stream' };

describe('The machines of the simulated gateway (docs/platforms/bivrost.md, "Direct reads", "Cached reads" and "Files")', () => {
  let gateway: Gateway;

  async function start(options: BivrostOptions = {}): Promise<void> {
    gateway = await Gateway.start({ phaseMs: 1_000_000_000, ...options });
    gateway.use('sk-simulator');
  }

  afterEach(async () => {
    expect(gateway.simulator.errors).to.deep.equal([]);
    await gateway.simulator.stop();
  });

  const code = async (target: string) => {
    const { status, body } = await gateway.get(target);
    return [status, (body as { errorCode?: number }).errorCode];
  };

  it('are twelve, one of them off, with ids made of their addresses', async () => {
    await start();
    const { body } = await gateway.get('config/machines');
    const machines = body as { machineID: string; ip: string }[];
    expect(machines).to.have.length(12);
    expect(machines[0]).to.include({ machineID: '1010', ip: '192.168.1.10' });
    expect((await gateway.get('cnc/readErrorSummary')).body).to.deep.equal({
      success: 11,
      offline: 1,
      error: 0,
    });
  });

  it('live the same life for the same seed', () => {
    const options = { seed: 5, now: () => Date.UTC(2026, 1, 1) };
    const lives = [new BivrostSimulator(options), new BivrostSimulator(options)].map((simulator) =>
      simulator.machineIDs.map((id) => [simulator.machineState(id).status, simulator.machineState(id).count]),
    );
    expect(lives[0]).to.deep.equal(lives[1]);
  });

  it('change their state, in documented words, and count parts', () => {
    let now = Date.UTC(2026, 1, 1);
    const simulator = new BivrostSimulator({ now: () => now, phaseMs: 1000 });
    const seen = new Set<string>();
    let count = simulator.machineState('1010').count;
    const first = count;
    for (let second = 0; second < 300; second++) {
      const state = simulator.machineState('1010');
      expect(state.status).to.match(STATUSES);
      expect(state.count).to.be.at.least(count);
      count = state.count;
      seen.add(state.status);
      now += 1000;
    }
    expect(seen.size).to.be.above(4);
    expect(count - first).to.be.within(150, 290);
  });

  it(
    'answer code 3 when they are off, after the delay that is set',
    hurried(async () => {
      await start({ offlineDelayMs: 120 });
      const started = performance.now();
      expect(await code('cnc/readCount?machineID=1021')).to.deep.equal([502, 3]);
      expect(performance.now() - started).to.be.above(110);
      gateway.simulator.setOffline('1021', false);
      expect(await code('cnc/readCount?machineID=1021')).to.deep.equal([200, undefined]);
      expect(await code('cnc/readCount?machineID=9')).to.deep.equal([400, 10003]);
      expect(await code('cnc/readCount')).to.deep.equal([400, 10017]);
    }),
  );

  it('answer 101 for what their controllers cannot do, and echo a channel other than 0', async () => {
    await start();
    expect(await code('cnc/readLaserPower?machineID=1010')).to.deep.equal([400, 101]);
    expect(await code('cnc/readLoad?machineID=1020')).to.deep.equal([400, 101]);
    expect((await gateway.get('cnc/readLoad?machineID=1010&channel=1')).body).to.include({ channel: 1 });
    expect((await gateway.get('cnc/readLoad?machineID=1010&channel=0')).body).not.to.have.property('channel');
    expect(await code('cnc/readLoad?machineID=1010&channel=x')).to.deep.equal([400, 10017]);
  });

  it('keep what is written to offsets and PLC cells', async () => {
    await start();
    gateway.simulator.security.protectedApi = '';
    const offset = 'machineID=1013&toolNum=2&offsetNum=1';
    const before = (await gateway.get(`cnc/readOffsetData?${offset}`)).body as Record<string, unknown>;
    await gateway.post(`cnc/writeOffsetData?${offset}`, { wearX: 0.125 });
    expect((await gateway.get(`cnc/readOffsetData?${offset}`)).body).to.deep.equal({
      ...before,
      wearX: 0.125,
    });
    const area = `area=${encodeURIComponent('$MACRO$|type=R')}&type=Double`;
    await gateway.post(`cnc/writePlcData?machineID=1013&${area}&start=10`, { data: [1.5, 2.5] });
    const { body } = await gateway.get(`cnc/readPlcData?machineID=1013&${area}&start=0xA&count=2`);
    expect(body).to.deep.equal({ data: [1.5, 2.5] });
    const text = 'cnc/readPlcData?machineID=1013&area=R&start=1&type=Int99&count=1';
    expect(await code(text)).to.deep.equal([400, 10017]);
  });

  it('put the error of an entry in its place in batches', async () => {
    await start();
    const asked = [
      { machineID: '1010', type: 'CNCStatus' },
      { machineID: '9', type: 'Count' },
      { MachineID: '1021', Type: 'Count' },
      { machineID: '1010', type: 'LaserPower' },
    ];
    const { status, body } = await gateway.post('cnc/batchReadTaskData', asked);
    expect(status).to.equal(200);
    const [first, ...others] = body as { errorCode?: number; time?: string }[];
    expect(first).to.include.keys('cncStatus', 'autoRunTime', 'time').and.not.have.property('errorCode');
    expect(others.map(({ errorCode }) => errorCode)).to.deep.equal([10003, 3, 101]);
    const errors = await gateway.post('cnc/batchReadErrors', [{ machineID: '1010' }, { machineID: '1021' }]);
    expect(errors.body).to.deep.equal([
      { errorCode: 0, errorMsg: 'Success' },
      { errorCode: 3, errorMsg: 'Machine offline.' },
    ]);
    expect((await gateway.post('cnc/batchReadErrors', [])).status).to.equal(400);
  });

  it('answer cached reads with 1303 and HTTP 200 where no task runs (information level)', async () => {
    await start({ tasks: false });
    expect(await gateway.get('cnc/readTaskData?machineID=1010&type=Count')).to.deep.equal({
      status: 200,
      body: { errorCode: 1303, errorMsg: 'Task not ready.' },
    });
    expect(await code('cnc/readTaskData?machineID=1010&type=Nothing')).to.deep.equal([400, 10017]);
  });

  it('show in cached reads what the last run of the task saw', async () => {
    let now = Date.UTC(2026, 0, 5);
    await start({ taskIntervalMs: 5000, now: () => now });
    now += 20_000;
    const read = async () => (await gateway.get('cnc/readTaskData?machineID=1010&type=Count')).body;
    gateway.simulator.setState('1010', { count: 7 });
    expect(await read()).not.to.include({ count: 7 });
    now += 5_000;
    expect(await read()).to.include({ count: 7 });
  });

  it('never overwrite a file, and delete what may be deleted', async () => {
    await start();
    const target = 'machineID=1013&fileName=NEU.MPF';
    const send = () => gateway.post(`cnc/sendFileStream?${target}`, 'G0 X1', octets);
    expect((await send()).body).to.include({ errorCode: 0 });
    expect(await send()).to.nested.include({ status: 409, 'body.errorCode': 142 });
    expect((await gateway.get(`cnc/receiveFileStream?${target}`)).body).to.equal('G0 X1');
    expect((await gateway.get(`cnc/receiveFile?${target}`)).body).to.deep.equal({
      content: 'G0 X1',
      encoding: 'us-ascii',
    });
    expect(await code(`cnc/deleteFile?${target}`)).to.deep.equal([200, 0]);
    expect(await code(`cnc/deleteFile?${target}`)).to.deep.equal([404, 158]);
    expect(await code('cnc/deleteFile?machineID=1013&fileName=O9999')).to.deep.equal([503, 144]);
    gateway.simulator.setState('1013', { status: 'AUTO_RUN' });
    expect(await code('cnc/deleteFile?machineID=1013&fileName=AUFSPANNUNG_10.MPF')).to.deep.equal([409, 143]);
    expect(await code('cnc/receiveFile?machineID=1013&fileName=X&dirAtCNC=a%3Fb')).to.deep.equal([400, 125]);
  });

  it('make and remove directories, empty ones only', async () => {
    await start();
    const at = 'machineID=1015&dirAtCNC=TNC%3A%5Cnc_prog';
    expect(await code(`cnc/createDir?${at}&dirName=neu`)).to.deep.equal([200, 0]);
    expect(await code(`cnc/createDir?${at}&dirName=neu`)).to.deep.equal([409, 142]);
    expect(await code(`cnc/deleteDir?${at}&dirName=fixtures`)).to.deep.equal([400, 125]);
    expect(await code(`cnc/deleteDir?${at}&dirName=neu`)).to.deep.equal([200, 0]);
    expect(await code('cnc/createDir?machineID=1019&dirName=neu')).to.deep.equal([400, 101]);
  });

  it('take the name of a program from its text on Fanuc, without leading zeros', async () => {
    await start();
    const text = '%\nO0042(PART)\nM30\n%\n';
    await gateway.post('cnc/sendFileStream?machineID=1011&fileName=ignored', text, octets);
    const { body } = await gateway.get('cnc/readProgramList?machineID=1011');
    expect((body as { programs: string[] }).programs)
      .to.include('O42')
      .and.not.include('ignored');
    expect((await gateway.get('cnc/receiveFileStream?machineID=1011&fileName=O0042')).body).to.equal(text);
  });

  it('take and give files of any length without keeping them', async () => {
    await start({ keptBytes: 1000 });
    const content = Buffer.alloc(300_000, 'G1 X1\n');
    await gateway.post('cnc/sendFileStream?machineID=1010&fileName=LONG', content.toString(), octets);
    const md5 = createHash('md5').update(content).digest('hex');
    expect(gateway.simulator.files('1010').file('', 'LONG')).to.deep.equal({ size: 300_000, md5 });
    const generated = gateway.simulator.files('1010').putGenerated('', 'MADE', 300_001, 9);
    const { body } = await gateway.get('cnc/receiveFileStream?machineID=1010&fileName=MADE');
    expect(createHash('md5').update(String(body)).digest('hex')).to.equal(generated.md5);
  });

  it('say with HTTP 200 that no program is selected (196)', async () => {
    await start();
    gateway.simulator.setState('1013', { status: 'MANUAL_JOG' });
    expect(await code('cnc/readCurrentProgram?machineID=1013')).to.deep.equal([200, 196]);
    gateway.simulator.setState('1013', { status: 'AUTO_RUN' });
    expect((await gateway.get('cnc/readCurrentProgram?machineID=1013')).body).to.include({
      fileName: 'AUFSPANNUNG_10.MPF',
    });
  });
});
