import { expect } from 'chai';
import { MachineState } from '../../../lib/machine/machine-state';
import { schemaRows } from '../../../scripts/docs/schema-rows';

describe('The page of messages (docs/messages.md)', () => {
  it('says what a value is, with its unit, that may be null too', () => {
    const rows = new Map(schemaRows(MachineState).map(({ path, description }) => [path, description]));
    expect(rows.get('spindles.{name}.load')).to.equal('per cent');
    expect(rows.get('feed.actual')).to.equal('mm/min');
    expect([...rows].filter(([path, text]) => path.startsWith('feed.') && text === '')).to.deep.equal([]);
  });
});
