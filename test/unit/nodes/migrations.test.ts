import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { expect } from 'chai';
import { type Migration, migrated } from '../../../nodes/shared/migrations';
import { projectRoot, readManifest } from '../../../scripts/project';
import { migratedTwice, migrationsOf } from '../../support/migrations';

const doubled: Migration = ({ interval, ...others }) => ({ ...others, interval: Number(interval) * 2 });
const renamed: Migration = ({ interval, ...others }) => ({ ...others, pause: interval });
const both = [doubled, renamed];

describe('A node that older versions of the package have saved (CONTRIBUTING.md, "To change a node’s properties")', () => {
  it('goes through every migration, in order, when its flow was saved before there were versions', () => {
    expect(migratedTwice({ id: 'n', interval: 5 }, both)).to.deep.equal({ id: 'n', pause: 10, version: 2 });
  });

  it('goes through those alone that it has not been through', () => {
    expect(migratedTwice({ interval: 5, version: 1 }, both)).to.deep.equal({ pause: 5, version: 2 });
  });

  it('takes a version that a dialog or a hand has written as text', () => {
    expect(migratedTwice({ interval: 5, version: '1' }, both)).to.deep.equal({ pause: 5, version: 2 });
  });

  for (const version of ['', null, 'first', -1, 0.5, Number.NaN, {}]) {
    it(`counts as saved before there were versions with the version ${JSON.stringify(version)}`, () => {
      expect(migratedTwice({ interval: 5, version }, both)).to.deep.equal({ pause: 10, version: 2 });
    });
  }

  it('keeps what Node-RED hides in the properties, without which no node can be made', () => {
    const saved = Object.defineProperty({ interval: 5 }, '_flow', { value: 'flow', enumerable: false });
    const result = migrated(saved, both);
    expect(Object.keys(result)).to.have.members(['pause', 'version']);
    expect(result).to.have.property('_flow', 'flow');
  });

  it('is left alone when a later version of the package has saved it, or there is nothing to migrate', () => {
    expect(migratedTwice({ interval: 5, version: 3 }, both)).to.deep.equal({ interval: 5, version: 3 });
    expect(migratedTwice({ interval: 5 }, [])).to.deep.equal({ interval: 5 });
  });
});

interface Definition {
  defaults: Record<string, { value: unknown }>;
}

describe('A node that is dragged from the palette', () => {
  for (const [type, script] of Object.entries(readManifest(projectRoot)['node-red'].nodes)) {
    it(`${type} is of the newest version`, async () => {
      const definition = definitionIn(path.join(projectRoot, script.replace('.js', '.html')));
      expect(definition.defaults['version']?.value).to.equal((await migrationsOf(type)).length);
    });
  }
});

/** What the page of a node registers in the editor. */
function definitionIn(page: string): Definition {
  const [, script = ''] =
    /<script type="text\/javascript">([\s\S]*?)<\/script>/.exec(readFileSync(page, 'utf8')) ?? [];
  let registered: Definition | undefined;
  const registerType = (_type: string, definition: Definition) => {
    registered = definition;
  };
  runInContext(script, createContext({ RED: { nodes: { registerType } } }));
  if (!registered) throw new Error(`${page} registers nothing`);
  return registered;
}
