import { expect } from 'chai';
import { shownChoices } from '../../../nodes/shared/shown-choices';
import { VariableMask } from '../../../nodes/shared/variable-mask';

const never = new AbortController().signal;

describe('The choices of a dialog (SECURITY: bounded memory, whatever the platforms send)', () => {
  const shown = (count: number, label: string) =>
    shownChoices(
      Array.from({ length: count }, (_, each) => ({ value: `m${each}`, label })),
      new VariableMask(),
      never,
    );

  it('are five thousand at most, and it is said that there are more', async () => {
    expect(await shown(5_000, 'Mill')).to.have.all.keys('choices');
    const cut = await shown(5_001, 'Mill');
    expect(cut.choices).to.have.length(5_000);
    expect(cut.isCut).to.equal(true);
  });

  it('hold two million characters at most', async () => {
    const cut = await shown(100, 'x'.repeat(100_000));
    expect(cut.choices.length).to.be.within(15, 20);
    expect(cut.isCut).to.equal(true);
  });
});
