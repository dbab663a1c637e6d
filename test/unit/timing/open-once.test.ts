import { expect } from 'chai';
import { OpenOnce } from '../../../lib/async/open-once';

describe('What is opened once', () => {
  let made: number;
  let fails: boolean;
  let opened: OpenOnce<number>;

  beforeEach(() => {
    made = 0;
    fails = false;
    opened = new OpenOnce(async () => {
      made += 1;
      await Promise.resolve();
      if (fails) throw new Error('not now');
      return made;
    });
  });

  it('is the same for all who ask, also while it is being opened', async () => {
    expect(await Promise.all([opened.open(), opened.open()])).to.deep.equal([1, 1]);
    expect(await opened.open()).to.equal(1);
    expect(await opened.opened).to.equal(1);
  });

  it('is nothing where nobody has asked', async () => {
    expect(opened.isAsked).to.equal(false);
    expect(await opened.opened).to.equal(undefined);
    expect(made).to.equal(0);
  });

  it('is opened anew after a failure', async () => {
    fails = true;
    const failed = opened.open();
    expect(await opened.opened).to.equal(undefined);
    expect(await failed.catch(({ message }: Error) => message)).to.equal('not now');
    expect(opened.isAsked).to.equal(false);
    fails = false;
    expect(await opened.open()).to.equal(2);
  });
});
