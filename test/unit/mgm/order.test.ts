import { expect } from 'chai';
import { LARGEST_FILE_BYTES, type TransferOrder } from '../../../lib/mgm';
import { checkOrder } from '../../../lib/mgm/transfer/order';
import { thrownBy } from '../../support/servers';

const order = (more: Partial<Record<keyof TransferOrder, string>> = {}) =>
  ({ machineId: 'm', cloudPath: '/', fileName: 'O1234', storageType: '0', ...more }) as TransferOrder;

const refusalOf = (more: Partial<Record<keyof TransferOrder, string>>, size = 10) =>
  thrownBy(() => checkOrder(order(more), size));

describe('The order of a transfer (docs/platforms/mgm.md, "Sending files"; docs/behaviour.md, "Parameters")', () => {
  it('allows 50 MB and not a byte more', () => {
    expect(LARGEST_FILE_BYTES).to.equal(52_428_800);
    checkOrder(order(), LARGEST_FILE_BYTES);
    checkOrder(order(), 0);
    expect(refusalOf({}, LARGEST_FILE_BYTES + 1)).to.include({ code: 'input:file_size', kind: 'input' });
  });

  it('allows names of 180 bytes of UTF-8: 180 ASCII or 60 Chinese characters', () => {
    for (const fileName of ['x'.repeat(180), '文'.repeat(60), `${'文'.repeat(59)}abc`, '😀'.repeat(45)]) {
      checkOrder(order({ fileName }), 10);
      const error = refusalOf({ fileName: `${fileName}x` });
      expect(error).to.include({ code: 'input:file_name', kind: 'input' });
      expect(error.message).to.include('181 bytes');
    }
  });

  it('names the field that is missing or cannot be', () => {
    const cases: [more: Partial<Record<keyof TransferOrder, string>>, code: string, says?: string][] = [
      [{ machineId: ' ' }, 'input:machine_id', 'machine id is missing'],
      [{ cloudPath: '' }, 'input:cloud_path', 'top folder'],
      [{ cloudPath: '  ' }, 'input:cloud_path', 'top folder'],
      [{ fileName: '  ' }, 'input:file_name', 'file name is missing'],
      [{ fileName: 'a/b' }, 'input:file_name', 'must not contain'],
      [{ fileName: 'a\\b' }, 'input:file_name'],
      [{ fileName: 'a\0b' }, 'input:file_name'],
      [{ fileName: 'a\nb' }, 'input:file_name', 'control characters'],
      [{ fileName: 'a\u009bb' }, 'input:file_name', 'control characters'],
      [{ fileName: '..' }, 'input:file_name', '"." or ".."'],
      [{ cloudPath: '/a/../b' }, 'input:cloud_path', '"." or ".."'],
      [{ cloudPath: 'a/%2e%2e/b' }, 'input:cloud_path', '"." or ".."'],
      [{ fileName: 'half \ud800' }, 'input:file_name', 'half of a character'],
      [{ cloudPath: '/half \udc00' }, 'input:cloud_path'],
      [{ machineId: '\ud800' }, 'input:machine_id'],
      [{ storageType: '2' }, 'input:storage_type', 'must be 0 or 1, not "2"'],
      [{ storageType: '' }, 'input:storage_type'],
    ];
    for (const [more, code, says = ''] of cases) {
      const error = refusalOf(more);
      expect(error, JSON.stringify(more)).to.include({ code, kind: 'input' });
      expect(error.message).to.include(says);
    }
    checkOrder(order({ storageType: '1' }), 10);
    expect(refusalOf({}, 60_000_000).message).to.include('60000000 bytes');
  });
});
