import { createRequire } from 'node:module';
import nodeRedUtil from '@node-red/util';
import { expect } from 'chai';
import { cpuTime } from '../../support/cpu-time';
import { loadEditorModule } from '../../support/editor-modules';

type Machine = Record<string, unknown>;
type PreviewOf = (message: object, mapping: object, tools: object) => Promise<Machine[]>;

describe('What the dialog of machine-map makes of the last message (docs/nodes.md, machine-map)', () => {
  const { previewOf } = loadEditorModule<{ previewOf: PreviewOf }>('nodes/machine/editor/map-evaluation.ts');
  const ofUtil = createRequire(require.resolve('@node-red/util'));
  const newer = ofUtil('./lib/jsonata.js') as unknown;
  const older = require('jsonata') as unknown;
  const rows = [
    { field: 'state', value: 'payload.s', valueType: 'msg', map: { 1: 'running' } },
    { field: 'parts.count', value: 'payload.n', valueType: 'msg' },
  ];

  const preview = (message: object, mapping: object, jsonata = newer) =>
    previewOf(
      message,
      { machineId: 'payload.id', machineIdType: 'msg', list: '', listType: 'msg', rows, ...mapping },
      {
        jsonata,
        namesIn: (path: string) => nodeRedUtil.util.normalisePropertyExpression(path),
        translate: (key: string) => key,
      },
    );
  const reasonOf = (machines: Promise<Machine[]>) =>
    machines.then(
      () => 'none',
      (thrown: unknown) => (thrown as Error).message,
    );

  it('is what the node will make of it', async () => {
    const told = { availability: 'AVAILABLE', state: 'running', reason: '1' };
    expect(await preview({ payload: { id: 'a', s: 1, n: '12' } }, {})).to.deep.equal([
      { machineId: 'a', ...told, values: [{ field: 'parts.count', value: 12 }] },
    ]);
    const absent = { field: 'parts.count', value: 'form.previewAbsent' };
    const list = [
      { id: 'a', s: 1 },
      { id: 'b', s: 1, n: 2 },
    ];
    const more = {
      list: 'payload.all',
      rows: [...rows, { field: 'name', value: '$uppercase(payload.id)', valueType: 'jsonata' }],
    };
    for (const jsonata of [newer, older])
      expect(await preview({ payload: { all: list } }, more, jsonata)).to.deep.equal([
        { machineId: 'a', name: 'A', ...told, values: [absent] },
        { machineId: 'b', name: 'B', ...told, values: [{ field: 'parts.count', value: 2 }] },
      ]);
  });

  it('says what is wrong', async () => {
    expect(await reasonOf(preview({ payload: {} }, {}))).to.equal('form.machineIdMissing');
    expect(await reasonOf(preview({ payload: { id: 1 } }, { list: 'payload' }))).to.equal(
      'form.previewNoList',
    );
    const unknown = [{ field: 'nowhere', value: 'x', valueType: 'msg' }];
    expect(await reasonOf(preview({ payload: { id: 1 } }, { rows: unknown }))).to.equal('form.fieldUnknown');
    const wrong = [{ field: 'name', value: '$error("no")', valueType: 'jsonata' }];
    expect(await reasonOf(preview({ payload: { id: 1 } }, { rows: wrong }))).to.match(/^name: .*no/);
  });

  it('ends what does not end by itself', async () => {
    for (const endless of [
      '($f := function($x){ $f($x + 1) }; $f(0))',
      '($f := function(){ 1 + $f() }; $f())',
    ]) {
      for (const jsonata of [newer, older]) {
        const began = cpuTime();
        const endlessRows = [{ field: 'name', value: endless, valueType: 'jsonata' }];
        expect(await reasonOf(preview({ payload: { id: 1 } }, { rows: endlessRows }, jsonata))).to.match(
          /^name: /,
        );
        expect(cpuTime() - began).to.be.below(5_000);
      }
    }
  });

  it('has no values that only Node-RED knows', async () => {
    const message = { payload: { id: 1 } };
    for (const valueType of ['env', 'flow', 'global']) {
      const [machine] = await preview(message, {
        rows: [{ field: 'parts.count', value: 'PATH', valueType }],
      });
      expect(machine?.['values']).to.deep.equal([{ field: 'parts.count', value: 'form.previewLater' }]);
    }
    const named = [{ field: 'name', value: '$env("PATH")', valueType: 'jsonata' }];
    expect((await preview(message, { rows: named }))[0]).to.include({ name: 'form.previewLater' });
  });

  it('reaches no prototype', async () => {
    const inherited = [{ field: 'name', value: 'payload.constructor.name', valueType: 'msg' }];
    expect((await preview({ payload: { id: 1 } }, { rows: inherited }))[0]).to.not.have.property('name');
  });
});
