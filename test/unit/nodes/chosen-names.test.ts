import { expect } from 'chai';
import { loadEditorModule } from '../../support/editor-modules';

type EditorNode = Record<string, unknown>;

interface ChosenNames {
  idsIn(value: string, kind: string, isList: boolean): string[];
  keepNames(node: EditorNode, ids: readonly string[], names: ReadonlyMap<string, string>): void;
  machinesLabel(node: EditorNode, property: string, isList: boolean): string;
  namesOf(node: EditorNode): Map<string, string>;
}

const node = (properties: object): EditorNode => ({
  _: (key: string, values: object) => `${key} ${JSON.stringify(values)}`,
  ...properties,
});

describe('Names of chosen machines (docs/nodes.md, mgm-realtime-in: Machines)', () => {
  let editor: ChosenNames;
  const names = { m1: '1号机床', m2: '2号机床' };
  const labelOf = (machines: string, more: object = {}) =>
    editor.machinesLabel(node({ machines, chosenNames: names, ...more }), 'machines', true);

  before(() => {
    editor = loadEditorModule<ChosenNames>('nodes/shared/editor/chosen-names.ts');
  });

  it('label a node with one machine by its name, by its id where nobody knows one', () => {
    expect(labelOf('m2')).to.equal('2号机床');
    expect(labelOf('m9')).to.equal('m9');
    expect(labelOf('["m1"]', { machinesType: 'json' })).to.equal('1号机床');
    expect(editor.machinesLabel(node({ machineId: 'a, b' }), 'machineId', false)).to.equal('a, b');
  });

  it('label a node with several by their number', () => {
    expect(labelOf('m1, m2，m3')).to.equal('picker.several {"number":3}');
  });

  it('label nothing where the flow decides, or all are followed', () => {
    for (const [machines, machinesType] of [
      ['', 'str'],
      ['payload.machines', 'msg'],
      ['$count(x)', 'jsonata'],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how Node-RED writes a variable
      ['${MACHINES}', 'str'],
      ['[', 'json'],
    ] as const)
      expect(labelOf(machines, { machinesType }), machines).to.equal('');
  });

  it('are kept for what is chosen alone, and survive any content of the flow', () => {
    const edited = node({ chosenNames: names });
    editor.keepNames(edited, ['m2', 'm3'], new Map([...editor.namesOf(edited), ['m4', 'x']]));
    expect(edited['chosenNames']).to.deep.equal({ m2: '2号机床' });
    for (const chosenNames of [undefined, null, 'x', [1], { m1: { a: 1 } }])
      expect([...editor.namesOf(node({ chosenNames })).values()].join('')).to.equal('');
    expect(editor.idsIn(' a ,b', 'str', true)).to.deep.equal(['a', 'b']);
  });
});
