import { expect } from 'chai';
import { Gateway } from './support';

const noPermission = { status: 401, body: { errorCode: 7 } };

describe('Access to the simulated gateway (docs/platforms/bivrost.md, "Requests" and "Login")', () => {
  let gateway: Gateway;
  let clock: number;

  beforeEach(async () => {
    clock = Date.UTC(2026, 0, 5, 8);
    gateway = await Gateway.start({ now: () => clock });
  });

  afterEach(async () => {
    expect(gateway.simulator.errors).to.deep.equal([]);
    await gateway.simulator.stop();
  });

  const count = () => gateway.get('cnc/readCount?machineID=1010');

  it('gives a token for name and password, and only that', async () => {
    const { status, body } = await gateway.login();
    expect(status).to.equal(200);
    expect(body).to.have.all.keys('token');
    expect(await gateway.login('simulator', 'wrong')).to.deep.nested.include({
      status: 401,
      'body.errorCode': 7,
    });
    expect(await gateway.post('auth/login', { username: 'simulator' })).to.deep.nested.include({
      status: 400,
      'body.errorCode': 10017,
    });
  });

  it('has its security control on, and takes a token for 24 hours', async () => {
    expect(await count()).to.nested.include({ status: noPermission.status, 'body.errorCode': 7 });
    await gateway.login();
    expect((await count()).status).to.equal(200);
    clock += 24 * 3600_000 - 1;
    expect((await count()).status).to.equal(200);
    clock += 1;
    expect((await count()).body).to.include({ errorCode: 7 });
  });

  it('takes no token that it did not give', async () => {
    const { body } = await gateway.login();
    const [head, claims] = String((body as { token: string }).token).split('.');
    for (const token of ['x', `${head}.${claims}.forged`, 'sk-unknown']) {
      gateway.use(token);
      expect((await count()).body).to.include({ errorCode: 7 });
    }
  });

  it('takes a permanent key, but not for changing a password', async () => {
    gateway.use('sk-simulator');
    clock += 365 * 24 * 3600_000;
    expect((await count()).status).to.equal(200);
    const change = { currentPassword: 'simulator', newPassword: 'other' };
    expect((await gateway.post('auth/change-password', change)).body).to.include({ errorCode: 7 });
    await gateway.login();
    expect((await gateway.post('auth/change-password', change)).body).to.include({ errorCode: 0 });
    expect((await gateway.login('simulator', 'other')).status).to.equal(200);
  });

  it('opens to a user without rights only what is authorised', async () => {
    gateway.use('sk-viewer');
    expect((await count()).status).to.equal(200);
    expect((await gateway.get('config/users')).body).to.include({ errorCode: 7 });
    expect((await gateway.get('cnc/createDir?machineID=1010&dirName=x')).body).to.include({ errorCode: 7 });
  });

  it('protects writing offsets and PLC data from everybody until that is changed', async () => {
    await gateway.login();
    const write = () => gateway.post('cnc/writeOffsetData?machineID=1010&toolNum=1', { lengthWear: 1 });
    expect(await write()).to.nested.include({ status: 401, 'body.errorCode': 7 });
    await gateway.post('config/update-security', { enable: true, protectedApi: 'prefix,/gateway' });
    expect((await write()).body).to.include({ errorCode: 0 });
    expect((await gateway.get('gateway/time')).body).to.include({ errorCode: 7 });
  });

  it('asks the white list of keys and of nobody, not of tokens nor of logins', async () => {
    await gateway.login();
    await gateway.post('config/update-security', { enable: false });
    await gateway.post('config/update-http-settings', { enableIpWhiteList: true, ipWhiteList: '10.0.0.1;' });
    expect((await count()).status).to.equal(200);
    for (const token of ['sk-simulator', '']) {
      gateway.use(token);
      expect(await count()).to.deep.equal({
        status: 401,
        body: { errorCode: 7, errorMsg: 'IP not in white list.' },
      });
    }
    expect((await gateway.login()).status).to.equal(200);
    await gateway.post('config/update-http-settings', { ipWhiteList: '10.0.0.1;127.0.0.1' });
    gateway.use('');
    expect((await count()).status).to.equal(200);
  });

  it('takes JSON only, on calls without a body too, and bytes only for streams', async () => {
    await gateway.login();
    expect(
      await gateway.get('cnc/readCount?machineID=1010', { 'content-type': 'text/plain' }),
    ).to.nested.include({
      status: 400,
      'body.errorCode': 10017,
    });
    const stream = 'cnc/sendFileStream?machineID=1010&fileName=N1';
    expect((await gateway.post(stream, 'M30')).body).to.include({ errorCode: 10017 });
    expect((await gateway.post(stream, 'M30', { 'content-type': 'text/plain' })).body).to.include({
      errorCode: 0,
    });
  });

  it('does not care how paths and keys are written', async () => {
    await gateway.login();
    expect((await gateway.get('CNC/ReadCount?MachineID=1010')).status).to.equal(200);
    const { body } = await gateway.get('cnc/readProgramList?machineID=1010&DirAtCNC=fixtures');
    expect(body).to.deep.include({ programs: ['O8001'] });
  });

  it('answers what it does not have with 404 and an error object', async () => {
    await gateway.login();
    expect(await gateway.get('cnc/readNothing')).to.nested.include({ status: 404, 'body.errorCode': 10017 });
    expect((await gateway.post('cnc/readCount?machineID=1010', {})).status).to.equal(404);
  });
});
