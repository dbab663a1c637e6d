import { expect } from 'chai';
import { migrations } from '../../../nodes/bivrost/bivrost-request.migrations';
import { migratedTwice } from '../../support/migrations';

describe('bivrost-request, version 1: hosts that the gateway connects to (docs/behaviour.md, "Changes")', () => {
  const allowed = (saved: object) => migratedTwice({ ...saved }, migrations)['allowChanges'];

  it('is ticked where the node itself names such an operation', () => {
    for (const operation of ['gateway/ping', ' gateway/scan-ports ']) {
      expect(allowed({ operation, operationType: 'str' }), operation).to.equal(true);
      expect(allowed({ operation, allowChanges: false }), operation).to.equal(true);
    }
  });

  it('is as it was for all others', () => {
    expect(allowed({ operation: 'cnc/readCNCStatus', allowChanges: false })).to.equal(false);
    expect(allowed({ operation: 'config/reset', allowChanges: true })).to.equal(true);
    expect(allowed({ operation: '' })).to.equal(false);
    expect(allowed({ operation: 'gateway/ping', operationType: 'msg' })).to.equal(false);
    const saved = { id: 'n', operation: 'cnc/readCount', machineId: '1010', allowChanges: false };
    expect(migratedTwice(saved, migrations)).to.deep.equal({ ...saved, version: 1 });
  });
});
