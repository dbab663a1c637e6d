import { expect } from 'chai';
import { migrations as ofBivrost } from '../../../nodes/bivrost/bivrost-file.migrations';
import { migrations as ofMgm } from '../../../nodes/mgm/mgm-trans-file.migrations';
import { migratedTwice } from '../../support/migrations';

describe('Nodes for files, version 1 (docs/behaviour.md, "Files")', () => {
  it('mgm-trans-file goes on reading any path, and text as UTF-8', () => {
    const saved = { id: 'n', machineId: 'm', fileName: '' };
    expect(migratedTwice(saved, ofMgm)).to.deep.equal({
      ...saved,
      version: 1,
      anyPath: true,
      encoding: 'utf8',
    });
  });

  it('bivrost-file does too, and lets no message change anything', () => {
    const saved = { id: 'n', action: '', ifExists: 'replace', output: 'file' };
    expect(migratedTwice(saved, ofBivrost)).to.deep.equal({
      ...saved,
      version: 1,
      anyPath: true,
      encoding: 'utf8',
      allowChanges: false,
      verify: false,
    });
  });
});
