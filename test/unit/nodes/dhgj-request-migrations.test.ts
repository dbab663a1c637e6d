import { expect } from 'chai';
import { migrations } from '../../../nodes/dhgj/dhgj-request.migrations';
import { migratedTwice } from '../../support/migrations';

/** Whether a node from before there was a tick may change something. */
function mayChange(saved: object): unknown {
  return migratedTwice({ path: '/x', ...saved }, migrations)['allowChanges'];
}

describe('dhgj-request, version 1: "Allow changes" (docs/behaviour.md, "Changes")', () => {
  it('keeps what else the node has', () => {
    const saved = { id: 'n', method: 'GET', methodType: 'str', path: '/x', onlyReads: false };
    expect(migratedTwice(saved, migrations)).to.deep.equal({ ...saved, version: 1, allowChanges: false });
  });

  it('is ticked where the node itself says that something is to be changed', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how Node-RED writes a variable
    for (const method of ['POST', 'put', ' PATCH ', 'DELETE', '${METHOD}']) {
      expect(mayChange({ method, methodType: 'str' }), method).to.equal(true);
      expect(mayChange({ method }), method).to.equal(true);
    }
    expect(mayChange({ method: 'DHGJ_METHOD', methodType: 'env' })).to.equal(true);
    expect(mayChange({ method: 'DELETE', onlyReads: true })).to.equal(true);
    expect(mayChange({ method: 'POST', onlyReads: true, path: '' })).to.equal(true);
    expect(mayChange({ method: 'POST', onlyReads: true, path: 'path', pathType: 'msg' })).to.equal(true);
  });

  it('is not ticked where a call only reads, or a message says what happens', () => {
    expect(mayChange({ method: 'GET' })).to.equal(false);
    expect(mayChange({ method: 'POST', onlyReads: true })).to.equal(false);
    for (const method of ['', ' ', undefined])
      expect(mayChange({ method, methodType: 'str' })).to.equal(false);
    for (const methodType of ['msg', 'jsonata', 'flow', 'global']) {
      expect(mayChange({ method: 'verb', methodType }), methodType).to.equal(false);
    }
  });
});
