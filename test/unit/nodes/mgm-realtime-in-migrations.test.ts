import { expect } from 'chai';
import { migrations as ofBivrost } from '../../../nodes/bivrost/bivrost-machine-in.migrations';
import { migrations as ofMgm } from '../../../nodes/mgm/mgm-realtime-in.migrations';
import { migratedTwice } from '../../support/migrations';

describe('Nodes that watch machines, version 1 (CHANGELOG: output of new nodes)', () => {
  for (const output of [undefined, '', 'changes', 'state', 'raw']) {
    it(`mgm-realtime-in with the output ${output} goes on with one output for all`, () => {
      const saved = { id: 'n', machines: 'm', ...(output === undefined ? {} : { output }) };
      expect(migratedTwice(saved, ofMgm)).to.deep.equal({
        id: 'n',
        machines: 'm',
        version: 1,
        output: output || 'changes',
        statusApart: false,
        outputs: 1,
      });
    });

    it(`bivrost-machine-in with the output ${output} goes on with it`, () => {
      const saved = { id: 'n', reads: [], ...(output === undefined ? {} : { output }) };
      expect(migratedTwice(saved, ofBivrost)).to.deep.equal({
        id: 'n',
        reads: [],
        version: 1,
        output: output || 'changes',
      });
    });
  }
});
