import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { FOLLOWABLE_READS } from '../../../lib/bivrost/polling/task-classes';
import type { FailureKind } from '../../../lib/errors';
import { languages } from '../../../scripts/build/node-sources';
import { readTexts } from '../../../scripts/check/catalogue-texts';
import { projectRoot } from '../../../scripts/project';

interface Row {
  readonly group: string;
  readonly safety: string;
  readonly impact: string;
  readonly danger?: string;
  readonly params: readonly { readonly type: string }[];
}

const failureKinds = Object.keys({
  aborted: true,
  auth: true,
  permission: true,
  'rate-limit': true,
  'not-found': true,
  conflict: true,
  input: true,
  offline: true,
  timeout: true,
  network: true,
  platform: true,
} satisfies Record<FailureKind, true>);

/** The keys that nodes give to their log, as in `failures.warn('queue.late')`. */
function loggedKeys(): { area: string; type: string; key: string }[] {
  const nodes = path.join(projectRoot, 'nodes');
  const files = readdirSync(nodes, { recursive: true, encoding: 'utf8' });
  const keys = files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.editor.ts'))
    .flatMap((file) => {
      const source = readFileSync(path.join(nodes, file), 'utf8');
      const area = file.split(path.sep)[0] ?? '';
      const logged = source.matchAll(/\.(?:warn|recovered)\((?:RED\._\()?'(\w+\.[\w.]+)'/g);
      return [...logged].map(([, key = '']) => ({ area, type: path.basename(file, '.ts'), key }));
    });
  expect(keys.map(({ key }) => key)).to.include.members(['queue.late', 'queue.back', 'node.dropped']);
  return keys;
}

function textsOf(area: string, language: string, type: string): ReadonlyMap<string, string> {
  return readTexts(path.join(projectRoot, 'nodes', area, 'locales', language, `${type}.json`));
}

/** Texts whose keys are put together of data: nothing but data says which must exist. */
for (const language of languages) {
  describe(`the texts in ${language} for what data names`, () => {
    const shared = readTexts(path.join(projectRoot, `nodes/shared/locales/${language}.json`));

    it('tell every kind of failure, as a status and for the one who tests a connection', () => {
      // What was given up is no failure of a node: its status says so in a text of its own.
      const shown = failureKinds.filter((kind) => kind !== 'aborted').map((kind) => `status.failed.${kind}`);
      const keys = [...shown, ...failureKinds.map((kind) => `failure.${kind}`)];
      expect(keys.filter((key) => !shared.has(key))).to.deep.equal([]);
    });

    for (const platform of ['bivrost', 'oms', 'quectel']) {
      it(`tell every group, type and safety of the operations of ${platform}`, () => {
        const file = path.join(projectRoot, 'lib', platform, 'operations.json');
        const rows = JSON.parse(readFileSync(file, 'utf8')) as Row[];
        const own = readTexts(
          path.join(projectRoot, `nodes/${platform}/locales/${language}/${platform}-request.json`),
        );
        const keys = rows.flatMap(({ group, safety, impact, params }) => [
          `groups.${group}`,
          ...(safety === 'safe' ? [] : [`operation.impacts.${impact}`]),
          ...params.map(({ type }) => `operation.types.${type}`),
        ]);
        const missing = new Set(keys.filter((key) => !own.has(key) && !shared.has(key)));
        expect([...missing]).to.deep.equal([]);
        const groups = new Set(rows.map(({ group }) => `groups.${group}`));
        const unused = [...own.keys()].filter((key) => key.startsWith('groups.') && !groups.has(key));
        expect(unused).to.deep.equal([]);
      });
    }

    it('tell every line of the log that nodes name by a key', () => {
      const missing: string[] = [];
      for (const { area, type, key } of loggedKeys()) {
        const own = area === 'shared' ? shared : textsOf(area, language, type);
        if (!own.has(key) && !shared.has(key)) missing.push(`${type}: ${key}`);
      }
      expect(missing).to.deep.equal([]);
    });

    it('tell everything that can be watched on a BIVROST gateway', () => {
      const file = `nodes/bivrost/locales/${language}/bivrost-machine-in.json`;
      const names = [...readTexts(path.join(projectRoot, file)).keys()].filter((key) =>
        key.startsWith('form.readNames.'),
      );
      const watchable = FOLLOWABLE_READS.map((read) => `form.readNames.${read.replace('cnc/', '')}`);
      expect(names).to.have.members(watchable);
    });
  });
}
