import { expect } from 'chai';
import sinon from 'sinon';
import { ThingModels } from '../../../lib/quectel/thing-models';

const tsl = (productKey: string) => ({
  profile: { productKey },
  properties: [{ id: 1, code: productKey, dataType: 'INT', specs: {} }],
});

describe('thing models that are looked up (docs/platforms/quectel.md, "Values and the thing model")', () => {
  let clock: sinon.SinonFakeTimers;
  let asked: string[];
  let underWay: number;
  let mostUnderWay: number;
  let answer: (productKey: string) => Promise<unknown>;

  beforeEach(() => {
    clock = sinon.useFakeTimers();
    [asked, underWay, mostUnderWay] = [[], 0, 0];
    answer = (productKey) => Promise.resolve(tsl(productKey));
  });

  afterEach(() => clock.restore());

  const models = (most = 3) =>
    new ThingModels(
      async (productKey) => {
        asked.push(productKey);
        underWay += 1;
        mostUnderWay = Math.max(mostUnderWay, underWay);
        try {
          return await answer(productKey);
        } finally {
          underWay -= 1;
        }
      },
      most,
      () => Date.now(),
    );

  it('are asked for once, and known at once after that', async () => {
    const known = models();
    const first = await Promise.all([known.find('p1'), known.find('p1')]);
    expect(first.map((model) => model?.properties.byCode.has('p1'))).to.deep.equal([true, true]);
    expect(known.find('p1'), 'no promise').to.equal(first[0]);
    expect(asked).to.deep.equal(['p1']);
  });

  it('are asked for one at a time', async () => {
    const known = models();
    await Promise.all(['p1', 'p2', 'p3'].map((productKey) => known.find(productKey)));
    expect(asked).to.deep.equal(['p1', 'p2', 'p3']);
    expect(mostUnderWay).to.equal(1);
  });

  it('live for an hour; the old one serves until the new one is there', async () => {
    const known = models();
    const old = await known.find('p1');
    clock.tick(3_600_001);
    expect(known.find('p1')).to.equal(old);
    await clock.tickAsync(0);
    expect(asked).to.deep.equal(['p1', 'p1']);
    expect(known.find('p1')).not.to.equal(old);
  });

  it('are forgotten when the product gets another', async () => {
    const known = models();
    await known.find('p1');
    known.forget('p1');
    await known.find('p1');
    expect(asked).to.deep.equal(['p1', 'p1']);
  });

  it('are bounded in number: what was not used for longest goes', async () => {
    const known = models(2);
    for (const productKey of ['p1', 'p2', 'p1', 'p3', 'p1', 'p2']) await known.find(productKey);
    expect(asked).to.deep.equal(['p1', 'p2', 'p3', 'p2']);
  });

  it('that cannot be had hold nobody up, and are not asked for again for a minute', async () => {
    const known = models();
    answer = () => Promise.reject(new Error('no'));
    expect(await known.find('p1')).to.equal(undefined);
    expect(known.find('p1')).to.equal(undefined);
    expect(known.find('p2'), 'another product: the platform fails').to.equal(undefined);
    answer = (productKey) => Promise.resolve(tsl(productKey));
    clock.tick(60_001);
    expect(await known.find('p1')).not.to.equal(undefined);
    expect(asked).to.deep.equal(['p1', 'p1']);
  });

  it('that do not come are waited for a second at most, once', async () => {
    const known = models();
    let bring: (value: unknown) => void = () => undefined;
    answer = () =>
      new Promise((resolve) => {
        bring = resolve;
      });
    const found = known.find('p1') as Promise<unknown>;
    await clock.tickAsync(1_000);
    expect(await found).to.equal(undefined);
    expect(known.find('p1')).to.equal(undefined);
    expect(known.find('p2')).to.equal(undefined);
    bring(tsl('p1'));
    await clock.tickAsync(0);
    expect(known.find('p1'), 'late is better than never').not.to.equal(undefined);
  });
});
