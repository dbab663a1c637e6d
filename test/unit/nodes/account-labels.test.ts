import { expect } from 'chai';
import { loadEditorModule } from '../../support/editor-modules';

interface Account {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly environment: string;
  _(key: string, values?: { name: string; environment: string }): string;
}

const { accountTexts } = loadEditorModule<{
  accountTexts(platform: string): { label(this: Account): string };
}>('nodes/shared/editor/account-form.ts');

const text: Account['_'] = (key, values) =>
  values ? `${values.name} (${values.environment})` : (key.split('.').at(-1) ?? '');

function account(id: string, name: string, environment = 'simulator', type = 'mgm-account'): Account {
  return { id, type, name, environment, _: text };
}

/** What each account is called where these are all that there are. */
function labels(...accounts: readonly Account[]): string[] {
  const eachConfig = (visit: (node: Account) => void) => accounts.forEach(visit);
  Object.assign(globalThis, { RED: { nodes: { eachConfig } } });
  const { label } = accountTexts('MGM');
  return accounts.map((each) => label.call(each));
}

describe('what an account is called in lists of a dialog (docs/nodes.md)', () => {
  after(() => {
    Reflect.deleteProperty(globalThis, 'RED');
  });

  it('is its name, or its platform, and where it leads', () => {
    expect(labels(account('1', ''), account('2', 'Hall', 'production'), account('3', 'Hall'))).to.deep.equal([
      'MGM (simulator)',
      'Hall',
      'Hall (simulator)',
    ]);
  });

  it('is told by its id, too, from another that is called the same', () => {
    expect(labels(account('a1', ''), account('b2', ''), account('c3', 'Hall'))).to.deep.equal([
      'MGM (simulator) · a1',
      'MGM (simulator) · b2',
      'Hall (simulator)',
    ]);
    expect(labels(account('a1', 'Hall', 'production'), account('b2', 'Hall', 'production'))).to.deep.equal([
      'Hall · a1',
      'Hall · b2',
    ]);
  });

  it('is not told from one of another platform, which no list shows beside it', () => {
    const other = account('b2', 'Hall', 'production', 'oms-server');
    expect(labels(account('a1', 'Hall', 'production'), other)[0]).to.equal('Hall');
  });
});
