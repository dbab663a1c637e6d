import { expect } from 'chai';
import { FieldMapping } from '../../../lib/machine/field-mapping';
import { sourceTime } from '../../../lib/machine/source-time';
import { axisKind, unitFactor } from '../../../lib/machine/units';

const mapping = new FieldMapping([
  { field: 'tool', path: 'tool.number', kind: 'label' },
  { field: 'seconds', path: 'timers.cycle', kind: 'number', factor: 60 },
  { field: /^(?<axis>[A-Z])act$/, path: 'axes.{axis}.position', kind: 'number', unit: 'length' },
]);

describe('Fields of a platform as observations', () => {
  it('reads numbers that are texts, keeps labels as they are, and multiplies by the factor', () => {
    expect(mapping.observe({ tool: '007', seconds: '1.5' })).to.deep.equal([
      { path: ['tool', 'number'], value: '007' },
      { path: ['timers', 'cycle'], value: 90 },
    ]);
  });

  it('makes null of a value of another kind, and nothing of a field without a row', () => {
    expect(mapping.observe({ seconds: 'soon', tool: { a: 1 }, colour: 'red' })).to.deep.equal([
      { path: ['timers', 'cycle'], value: null },
      { path: ['tool', 'number'], value: null },
    ]);
  });

  it('converts inches of linear axes and leaves angles alone', () => {
    expect(mapping.observe({ Xact: 2, Bact: 90 }, { length: 'inch' })).to.deep.equal([
      { path: ['axes', 'X', 'kind'], value: 'linear' },
      { path: ['axes', 'X', 'position'], value: 50.8 },
      { path: ['axes', 'B', 'kind'], value: 'rotary' },
      { path: ['axes', 'B', 'position'], value: 90 },
    ]);
  });

  it('goes on when a machine invents field names without end', () => {
    for (let index = 0; index < 10_000; index += 1) mapping.observe({ [`invented${index}`]: 1 });
    expect(mapping.observe({ Xact: 1 })).to.have.length(2);
  });
});

describe('Units of a controller', () => {
  it('are mm and degrees where nothing is known', () => {
    expect([unitFactor('mm'), unitFactor('Inch'), unitFactor('inch/min'), unitFactor('m')]).to.deep.equal([
      1, 25.4, 25.4, 1_000,
    ]);
    expect([unitFactor(''), unitFactor(undefined), unitFactor('furlong')]).to.deep.equal([1, 1, 1]);
  });

  it('tell rotary axes from linear ones, the unit before the name', () => {
    expect([
      axisKind('X'),
      axisKind('A'),
      axisKind('B2'),
      axisKind('A', 'mm'),
      axisKind('U', 'deg'),
    ]).to.deep.equal(['linear', 'rotary', 'rotary', 'linear', 'rotary']);
  });
});

describe('The time of a source', () => {
  const now = Date.UTC(2026, 0, 1, 12);
  const told = (offset: number) => new Date(now + offset).toISOString();

  it('is believed up to five minutes from the platform’s clock', () => {
    expect(sourceTime(told(-299_000), now)).to.deep.equal({ time: now - 299_000 });
    expect(sourceTime(told(3_600_000), now, 3_600_000)).to.deep.equal({ time: now + 3_600_000 });
  });

  it('gives way to the moment of receipt beyond that, and says by how much it is off', () => {
    expect(sourceTime(told(-3_600_000), now)).to.deep.equal({ time: now, offBy: -3_600_000 });
  });

  it('is the moment of receipt where the source says nothing that can be read', () => {
    expect(sourceTime(undefined, now)).to.deep.equal({ time: now });
    expect(sourceTime('yesterday', now)).to.deep.equal({ time: now });
  });
});
