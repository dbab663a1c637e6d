import { expect } from 'chai';
import fc from 'fast-check';
import { bivrostCatalogue, dangerOf } from '../../../lib/bivrost';
import { bivrostRequest } from '../../../lib/bivrost/catalogue';
import { dangerousOperations } from '../../../lib/bivrost/dangerous';
import { thrownBy } from '../../support/servers';

const request = (operation: string, values: Record<string, unknown>) =>
  bivrostRequest(bivrostCatalogue.get(operation), { values });

describe('The catalogue of the gateway (docs/platforms/bivrost.md, "A GET may change something")', () => {
  it('has the 168 operations: 96 read, 72 change something or have the gateway connect elsewhere', () => {
    expect(bivrostCatalogue.rows).to.have.length(168);
    expect(bivrostCatalogue.rows.filter(({ safety }) => safety === 'safe')).to.have.length(96);
    for (const probe of ['ping', 'telnet', 'traceroute', 'scan-ports', 'lookup-dns'])
      expect(bivrostCatalogue.get(`gateway/${probe}`)).to.include({ safety: 'change', impact: 'network' });
  });

  it('does not take GET for reading', () => {
    const gets = [
      'cnc/deleteFile',
      'cnc/selectProgram',
      'config/reset',
      'gateway/shut-down',
      'core/log-level',
    ];
    for (const operation of gets) {
      expect(bivrostCatalogue.get(operation)).to.include({ method: 'GET', safety: 'change' });
    }
  });

  it('marks what can wipe the gateway or cut it off, and only changes', () => {
    for (const operation of dangerousOperations()) {
      const row = bivrostCatalogue.get(operation);
      expect(row.safety, operation).to.equal('change');
      expect(row, operation).to.have.property('danger', dangerOf(operation));
    }
    expect(dangerOf('config/reset')).to.equal('wipes');
    expect(dangerOf('gateway/update-lan')).to.equal('cuts-off');
    for (const operation of ['cnc/deleteFile', 'cnc/batchDeleteFile', 'cnc/deleteDir'])
      expect(dangerOf(operation), operation).to.equal('wipes');
    expect(dangerOf('cnc/sendFile')).to.equal(undefined);
  });

  it('says what was meant by a name that is nearly right', () => {
    expect(() => bivrostCatalogue.get('readCNCStatus')).to.throw('cnc/readCNCStatus');
  });
});

describe('Requests (docs/platforms/bivrost.md, "Requests": 2.1)', () => {
  it('say that they are JSON on GET as well', () => {
    for (const row of bivrostCatalogue.rows.filter(({ body }) => body === 'none')) {
      const values = Object.fromEntries(
        row.params.map(({ name, type }) => [name, type === 'boolean' ? true : 1]),
      );
      expect(bivrostRequest(row, { values }).contentType).to.equal('application/json');
    }
  });

  it('take the spelling of older documents, in values and in entries of lists', () => {
    expect(request('cnc/readTaskData', { MachineID: '1010', Type: 'Count', Tag: 'C0' }).query).to.deep.equal({
      machineID: '1010',
      type: 'Count',
      tag: 'C0',
    });
    const row = bivrostCatalogue.get('cnc/batchReadTaskData');
    const items = [{ MachineID: '1010', Type: 'Count' }];
    expect(JSON.parse(String(bivrostRequest(row, { values: {}, items }).body))).to.deep.equal([
      { machineID: '1010', type: 'Count' },
    ]);
    expect(request('cnc/readCount', { MachineID: '1', machineID: '2' }).query).to.deep.equal({
      machineID: '2',
    });
  });

  it('back up all files of a directory where no file is named', () => {
    const row = bivrostCatalogue.get('cnc/backupFiles');
    const items = [{ machineID: '1010', dirAtCNC: 'NC' }];
    expect(JSON.parse(String(bivrostRequest(row, { values: {}, items }).body))).to.deep.equal(items);
  });

  it('name no place outside of the directory that they name', () => {
    const dots = ['..', '../x', 'a/./b', 'TNC:\\nc_prog\\..\\plc', '%2e%2e/x', '%252e%252e'];
    for (const place of dots) {
      for (const name of ['dirAtCNC', 'subDir', 'fileName']) {
        const values = { machineID: '1', fileName: 'O1', [name]: place };
        expect(thrownBy(() => request('cnc/deleteFile', values))).to.include({ code: `input:${name}` });
        const row = bivrostCatalogue.get('cnc/batchDeleteFile');
        const items = [{ machineID: '1', fileName: 'O1', [name]: place }];
        expect(thrownBy(() => bivrostRequest(row, { values: {}, items }))).to.include({
          code: `input:${name}`,
        });
      }
      const targets = [{ machineID: '1', fileName: 'O1', subDir: place }];
      const many = () => request('cnc/batchSendFile', { content: 'x', targets });
      expect(thrownBy(many)).to.include({ code: 'input:subDir' });
    }
    const place = { machineID: '1', fileName: 'A..NC', dirAtCNC: '//CNC_MEM/USER/PATH1' };
    expect(request('cnc/deleteFile', place).query).to.include(place);
  });

  it('keep the keys as catalogued', () => {
    const { query } = request('cnc/readPlcData', {
      machineID: '1010',
      area: '$MACRO$|type=R',
      start: '0x10',
      count: '2',
      type: 'Int16',
    });
    expect(query).to.deep.equal({
      machineID: '1010',
      area: '$MACRO$|type=R',
      start: '0x10',
      count: 2,
      type: 'Int16',
    });
  });

  it('take fields that only some controllers or settings know', () => {
    const offset = request('cnc/writeOffsetData', {
      machineID: '1',
      toolNum: 1,
      lengthWear: 0.1,
      radius2Wear: 0.2,
    });
    expect(JSON.parse(String(offset.body))).to.deep.equal({ lengthWear: 0.1, radius2Wear: 0.2 });
    const machine = request('config/create-machine', { machineType: 'CNC', ip: '192.168.1.9' });
    expect(JSON.parse(String(machine.body))).to.deep.equal({ machineType: 'CNC', ip: '192.168.1.9' });
    expect(() => request('cnc/readCNCStatus', { machineID: '1', chanel: 1 })).to.throw(
      'no parameter "chanel"',
    );
  });

  it('refuse a machine id that is not there, whatever is in its place', () => {
    const blank = fc.constantFrom(undefined, null, '');
    fc.assert(
      fc.property(blank, (machineID) => {
        expect(() => request('cnc/readAlarm', { machineID })).to.throw('"machineID" is missing');
      }),
    );
  });
});
