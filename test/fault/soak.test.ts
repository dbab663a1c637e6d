import { expect } from 'chai';
import { soakReport } from '../soak/report';
import { soak } from '../soak/run';

const minutes = 2;
const seed = 20_261_122;

describe('The whole factory under random troubles (CONTRIBUTING.md, "Commands": soak, two minutes)', function () {
  this.timeout((minutes + 3) * 60_000);

  it('breaks no promise, and says what it saw', async () => {
    const ledger = await soak({ minutes, seed, generation: '4.1' });
    console.log(soakReport(ledger));
    expect(ledger.verdict()).to.deep.equal([]);
    expect(ledger.troubles.length).to.be.greaterThan(10);
    expect(ledger.transfers.whole).to.be.greaterThan(5);
  });
});
