import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { BivrostClient } from '../../../lib/bivrost';
import { POLL_INTERVAL } from '../../../lib/bivrost/limits';
import { DhgjClient } from '../../../lib/dhgj';
import { InputError } from '../../../lib/errors';
import { ChangePacer } from '../../../lib/machine/change-pacer';
import { OUTPUT_INTERVAL, STALE } from '../../../lib/machine/limits';
import { MgmClient } from '../../../lib/mgm';
import { CALLS_PER_MINUTE } from '../../../lib/mgm/limits';
import { QuectelClient } from '../../../lib/quectel';
import { FLOW_LIMIT, HEARTBEAT, PREFETCH } from '../../../lib/quectel/limits';
import { type NumberLimit, TIMEOUT } from '../../../lib/settings/number-limits';
import { numberWithin } from '../../../lib/settings/number-within';
import { enteredNumber } from '../../../nodes/shared/entered';
import { projectRoot } from '../../../scripts/project';
import { loadEditorModule } from '../../support/editor-modules';
import { thrownBy } from '../../support/servers';

const limits = [
  TIMEOUT,
  CALLS_PER_MINUTE,
  OUTPUT_INTERVAL,
  STALE,
  POLL_INTERVAL,
  PREFETCH,
  FLOW_LIMIT,
  HEARTBEAT,
];
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const never = [
  'Infinity',
  Infinity,
  Number.NaN,
  2 ** 31,
  '2147483648',
  -1,
  '1e3',
  '0x10',
  '1.5',
  1.5,
  'soon',
  {},
  true,
];

interface Property {
  value: unknown;
  validate(this: { _(key: string, words?: object): string }, value: unknown, options: object): true | string;
}

const { numberProperty } = loadEditorModule<{ numberProperty(limit: NumberLimit, name: string): Property }>(
  'nodes/shared/editor/properties.ts',
);
const node = { _: (key: string, words = {}) => `${key} ${JSON.stringify(words)}` };
const editorTakes = (limit: NumberLimit, value: unknown) =>
  numberProperty(limit, 'form.name').validate.call(node, value, {}) === true;

describe('Numbers that are set (checked once, in lib)', () => {
  for (const limit of limits) {
    describe(`"${limit.name}", from ${limit.least} to ${limit.most}`, () => {
      it('is a whole number or its digits, and the default only where none is given', () => {
        const { least, most, otherwise } = limit;
        expect(numberWithin(limit, undefined)).to.equal(otherwise);
        for (const good of [least, most, otherwise]) {
          expect(numberWithin(limit, good)).to.equal(good);
          expect(numberWithin(limit, ` ${good} `)).to.equal(good);
        }
        for (const wrong of [...never, null, '', '  ', least - 1, most + 1]) {
          const error = thrownBy(() => numberWithin(limit, wrong));
          expect(error)
            .to.be.instanceOf(InputError)
            .and.to.include({ code: `input:${limit.name}` });
          expect(error.message).to.include(`${least}`).and.to.include(`${most}`);
        }
      });

      it('is the default where a field of the editor is blank', () => {
        const { least, otherwise } = limit;
        for (const blank of [undefined, null, '', '  '])
          expect(enteredNumber(limit, blank)).to.equal(otherwise);
        expect(enteredNumber(limit, ` ${least} `)).to.equal(least);
        expect(thrownBy(() => enteredNumber(limit, 'soon'))).to.include({ code: `input:${limit.name}` });
      });

      it('is the same for the editor, which names the limits', () => {
        expect(numberProperty(limit, 'form.name').value).to.equal(limit.otherwise);
        expect(numberProperty(limit, 'form.name').validate.call(node, limit.most + 1, {}))
          .to.include(String(limit.least))
          .and.to.include(String(limit.most));
        const values = fc.oneof(
          fc.integer(),
          fc.double(),
          fc.integer({ min: limit.least, max: limit.most }),
          fc.constantFrom(...never, ''),
          fc.string(),
        );
        fc.assert(
          fc.property(
            fc.oneof(values, values.map(String)).filter((value) => !/^\$\{.*\}$/.test(String(value))),
            (value) => {
              let isTaken = true;
              try {
                enteredNumber(limit, value);
              } catch {
                isTaken = false;
              }
              expect(editorTakes(limit, value), String(value)).to.equal(isTaken);
            },
          ),
        );
        expect(editorTakes(limit, '$' + '{TIMEOUT}')).to.equal(true);
      });
    });
  }

  it('that become timers are within what a timer can hold', () => {
    for (const limit of [TIMEOUT, OUTPUT_INTERVAL, POLL_INTERVAL])
      expect(limit.most).to.be.at.most(LONGEST_TIMER_MS);
    for (const limit of [FLOW_LIMIT, HEARTBEAT, STALE])
      expect(limit.most * 1000).to.be.at.most(LONGEST_TIMER_MS);
  });

  it('are checked by the clients themselves', () => {
    const baseUrl = 'http://127.0.0.1:1';
    const keys = { accessKey: 'key', accessSecret: 'secret' };
    const consumer = { onMessage: () => undefined, onUnreadable: () => undefined };
    const bivrost = new BivrostClient({ baseUrl, auth: 'none' });
    const quectel = new QuectelClient({ baseUrl, ...keys });
    const makers: Record<string, (value: never) => unknown> = {
      timeout: (timeoutMs) => new DhgjClient({ baseUrl, clientId: 'c', clientSecret: 's', timeoutMs }),
      callsPerMinute: (callsPerMinute) =>
        new MgmClient({ baseUrl, appKey: 'k', appSecret: 's', callsPerMinute }),
      interval: (intervalMs) =>
        bivrost.follow(
          { intervalMs },
          { onChange() {}, onRaw() {}, onCounts() {}, onFailure() {}, onRecovery() {} },
        ),
      prefetch: (prefetch) => quectel.follow({ queue: 'a.1.q', prefetch }, consumer),
      heartbeatSeconds: (heartbeatSeconds) => quectel.follow({ queue: 'a.1.q', heartbeatSeconds }, consumer),
    };
    try {
      for (const [field, make] of Object.entries(makers)) {
        for (const value of [0, -1, 2 ** 31, Infinity, Number.NaN, 1.5, null, '']) {
          expect(thrownBy(() => make(value as never)).code, `${field} ${value}`).to.equal(`input:${field}`);
        }
      }
      expect(thrownBy(() => new ChangePacer(2 ** 31, () => undefined)).code).to.equal('input:interval');
    } finally {
      bivrost.close();
      quectel.close();
    }
  });

  it('are all of them: no property of a node is a number without a limit', () => {
    const folder = path.join(projectRoot, 'nodes');
    const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.editor.ts'),
    );
    expect(scripts).to.have.length.above(15);
    for (const script of scripts) {
      expect(readFileSync(path.join(folder, script), 'utf8'), script).not.to.match(/value: ['"]?\d/);
    }
  });
});
