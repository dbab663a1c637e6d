import { expect } from 'chai';
import { durationTable } from '../../../scripts/durations';

describe('The table of durations at the end of a run of tests', () => {
  it('shows every part in its order, and the longest processes, longest first', () => {
    const parts = [
      { name: 'unit', milliseconds: 59_600 },
      { name: 'browser', milliseconds: 3_725_000 },
    ];
    const processes = [
      { name: 'unit http', milliseconds: 20_499 },
      { name: 'unit json', milliseconds: 400 },
      { name: 'browser examples', milliseconds: 61_000 },
    ];
    expect(durationTable(parts, processes, 2).split('\n')).to.deep.equal([
      'time taken (m:ss)',
      '  unit                1:00',
      '  browser            62:05',
      'longest processes',
      '  browser examples    1:01',
      '  unit http           0:20',
    ]);
  });

  it('shows no processes where none ran', () => {
    expect(durationTable([{ name: 'unit', milliseconds: 0 }], [])).not.to.include('processes');
  });
});
