import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { compiledRoot, projectRoot } from '../../../scripts/project';

const PLATFORMS = ['mgm', 'bivrost', 'oms', 'quectel', 'dhgj'];
interface Manifest {
  exports: Record<string, string | { types: string; default: string }>;
  dependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
}

const manifest = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as Manifest;

/** The files that a process of its own loads with an entry, relative to the project. */
function loadedBy(entry: string): string[] {
  const script = `require(${JSON.stringify(entry)}); console.log(JSON.stringify(Object.keys(require.cache)))`;
  const files = JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })) as string[];
  return files.map((file) => path.relative(compiledRoot, file).replaceAll(path.sep, '/'));
}

describe('The entries of the SDK (README, "SDK")', () => {
  for (const platform of PLATFORMS) {
    it(`${platform} loads neither another platform nor a library before it is needed`, () => {
      const loaded = loadedBy(path.join(compiledRoot, 'lib', platform, 'index.js'));
      const others = PLATFORMS.filter((each) => each !== platform).map((each) => `lib/${each}/`);
      const foreign = [...others, 'lib/simulator/', 'lib/store/', 'nodes/'];
      expect(loaded.filter((file) => foreign.some((folder) => file.startsWith(folder)))).to.deep.equal([]);
      const libraries = loaded.filter((file) => file.includes('node_modules/'));
      expect(libraries).to.deep.equal([]);
      const tables = loaded.filter((file) => file.endsWith('.json'));
      expect(tables, 'catalogues and codes').to.deep.equal([]);
    });
  }

  it('are those that the package exports, each with its types, and nothing else', () => {
    const code = Object.entries(manifest.exports).filter(([, target]) => typeof target === 'object');
    expect(code.map(([name]) => name)).to.have.members([
      '.',
      './store',
      ...PLATFORMS.map((name) => `./${name}`),
    ]);
    for (const [name, target] of code) {
      const folder = name === '.' ? './dist/lib' : `./dist/lib/${name.slice(2)}`;
      expect(target).to.deep.equal({ types: `${folder}/index.d.ts`, default: `${folder}/index.js` });
    }
  });

  it('have a client each, whose errors the same entry has', () => {
    for (const platform of PLATFORMS) {
      const entry = require(path.join(compiledRoot, 'lib', platform, 'index.js')) as Record<string, unknown>;
      const clients = Object.keys(entry).filter((name) => name.endsWith('Client'));
      expect(clients, platform).to.have.length(1);
      expect(entry, platform).to.include.keys(
        'ShopfloorError',
        'InputError',
        'PlatformError',
        'NetworkError',
      );
    }
  });
});

describe('The JSON Schemas of the messages (docs/messages.md)', () => {
  const schemas = path.join(compiledRoot, 'schemas');
  const files = readdirSync(schemas, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.json'),
  );

  it('are one file a message, with its address, name and meaning', () => {
    expect(files.length).to.be.greaterThan(10);
    for (const file of files) {
      const schema = JSON.parse(readFileSync(path.join(schemas, file), 'utf8')) as Record<string, unknown>;
      const type = file.replaceAll(path.sep, '/').replace(/\.json$/, '');
      expect(schema['$id'], file).to.match(new RegExp(`/schemas/${type}\\.json$`));
      expect(schema['title'], file).to.equal(type);
      expect(schema['description'], file).to.be.a('string');
    }
  });

  it('hold only what JSON Schema knows', () => {
    const types = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];
    for (const file of files) {
      JSON.parse(readFileSync(path.join(schemas, file), 'utf8'), (key, value: unknown) => {
        if (key === 'type' && typeof value === 'string') expect(types, file).to.include(value);
        return value;
      });
    }
  });
});
