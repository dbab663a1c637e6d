import { expect } from 'chai';
import registerPlant from '../../../nodes/machine/plant';
import registerCalendar from '../../../nodes/machine/shift-calendar';
import type { CalendarNode } from '../../../nodes/shared/calendar-node';
import type { PlantNode } from '../../../nodes/shared/plant-node';
import { loadFlow, nodeById, unloadFlow } from '../../support/flow';

const early = { name: 'Early', days: [5], start: '06:00', end: '14:00', breaks: [] };
/** A Friday, 07:00 in Shanghai. */
const FRIDAY_SEVEN = Date.parse('2026-11-26T23:00Z');

describe('shift-calendar (docs/nodes.md, "shift-calendar")', () => {
  afterEach(unloadFlow);

  async function load(calendar: object, plant: object = {}): Promise<void> {
    await loadFlow(
      [registerCalendar, registerPlant],
      [
        { id: 'shifts', type: 'shift-calendar', version: 0, zone: 'Asia/Shanghai', ...calendar },
        { id: 'works', type: 'plant', version: 0, machines: [], calendar: 'shifts', ...plant },
      ],
    );
  }

  const calendar = () => nodeById('shifts') as CalendarNode;
  const plant = () => nodeById('works') as PlantNode;

  it('gives its shifts, and a plant those of the calendar that it has', async () => {
    await load({ shifts: [early], exceptions: [] });
    expect(calendar().shiftCalendar().shiftAt(FRIDAY_SEVEN)?.name).to.equal('Early');
    expect(plant().shiftCalendar()).to.equal(calendar().shiftCalendar());
  });

  it('names the field of what cannot be read to whoever needs the shifts', async () => {
    await load({ shifts: [early, { ...early, name: 'Late', end: 'noon' }] });
    expect(() => plant().shiftCalendar())
      .to.throw('Shift calendar, shifts.1.end: enter a time such as 06:00')
      .with.property('code', 'input:shifts.1.end');
  });

  it('is none of a plant that has none, as plants from before there were calendars', async () => {
    await load({}, { calendar: undefined });
    expect(plant().shiftCalendar()).to.equal(undefined);
  });

  it('that is missing is named', async () => {
    await load({}, { calendar: 'gone' });
    expect(() => plant().shiftCalendar())
      .to.throw('missing or disabled')
      .with.property('code', 'input:calendar');
  });

  it('is there whatever a flow that was made elsewhere holds', async () => {
    for (const wrong of [0, [], {}, null, 'x', [null, 7, [[]]], [{ days: {}, breaks: 'x' }]]) {
      await load({ zone: wrong, shifts: wrong, exceptions: wrong });
      expect(calendar(), JSON.stringify(wrong)).to.have.property('shiftCalendar');
      await unloadFlow();
    }
  });
});
