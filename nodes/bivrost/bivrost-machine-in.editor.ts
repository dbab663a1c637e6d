import { POLL_INTERVAL } from '../../lib/bivrost/limits';
import { DEFAULT_READS, FOLLOWABLE_READS, MODEL_READS } from '../../lib/bivrost/polling/task-classes';
import { STALE } from '../../lib/machine/limits';
import { idListChecks } from '../shared/editor/checks';
import { machinesLabel, namesProperty } from '../shared/editor/chosen-names';
import { nodeLabel } from '../shared/editor/dialog';
import type { EditorNode } from '../shared/editor/editor-api';
import { openMigrated, saveMigrated, versionProperty } from '../shared/editor/migrated-node';
import { nodeTexts, outputText } from '../shared/editor/node-texts';
import { pickerButton, saveNames } from '../shared/editor/picker';
import { accountProperty, kindProperty, numberProperty, typedProperty } from '../shared/editor/properties';
import { tickBoxes } from '../shared/editor/tick-boxes';
import { listAtStartInput } from '../shared/editor/typed-inputs';
import { isVariable, keepVariable } from '../shared/editor/variables';
import { migrations } from './bivrost-machine-in.migrations';

RED.nodes.registerType('bivrost-machine-in', {
  ...nodeTexts,
  ...outputText,
  category: 'shopfloor',
  color: '#DEBD5C',
  icon: 'bivrost.svg',
  inputs: 0,
  outputs: 1,
  defaults: {
    name: { value: '' },
    version: versionProperty(migrations),
    account: accountProperty('bivrost-gateway'),
    machines: typedProperty('machines', idListChecks),
    machinesType: kindProperty(),
    chosenNames: namesProperty(),
    // A list of operations; blank or none: those that the output needs.
    reads: { value: '' },
    output: { value: 'machine' },
    interval: numberProperty(POLL_INTERVAL, 'form.interval'),
    stale: numberProperty(STALE, 'form.stale'),
    plant: { value: '', type: 'plant', required: false },
  },
  label() {
    return this.name || machinesLabel(this, 'machines', true) || nodeLabel(this);
  },
  oneditprepare() {
    const node = openMigrated(this, migrations);
    listAtStartInput('machines');
    pickerButton(this, 'machines', { list: 'machines', multiple: true, keepsNames: true });
    const output = $('#node-input-output');
    keepVariable('#node-input-output', node['output']);
    output.on('change', () =>
      $('#node-input-stale-row, #node-input-plant-row').toggle(output.val() === 'machine'),
    );
    output.trigger('change');
    offerReads(node);
  },
  oneditsave() {
    saveMigrated(this, migrations);
    saveNames(this, 'machines', true);
    const reads = $('#node-input-reads');
    // What nobody has chosen goes on to be what the output needs.
    if (isSame(reads.val(), readsOf($('#node-input-output').val()))) reads.val([]);
  },
});

function offerReads(node: EditorNode): void {
  const select = $('#node-input-reads');
  for (const operation of FOLLOWABLE_READS) {
    const name = operation.replace('cnc/', '');
    select.append(
      $('<option>')
        .val(operation)
        .text(`${node._(`form.readNames.${name}`)} · ${name}`),
    );
  }
  const given: unknown = node['reads'];
  if (isVariable(given)) keepVariable('#node-input-reads', given);
  else select.val(chosenReads(given) ?? [...readsOf(node['output'])]);
  const showTicks = tickBoxes(select, node._('form.reads'));
  const output = $('#node-input-output');
  let needed = readsOf(output.val());
  output.on('change', () => {
    const before = needed;
    needed = readsOf(output.val());
    if (!isSame(select.val(), before)) return;
    select.val([...needed]);
    showTicks();
  });
}

/** What an output is made of. */
function readsOf(output: unknown): readonly string[] {
  return output === 'machine' ? MODEL_READS : DEFAULT_READS;
}

function isSame(chosen: unknown, reads: readonly string[]): boolean {
  const list: readonly unknown[] = Array.isArray(chosen) ? chosen : [];
  return list.length === reads.length && reads.every((read) => list.includes(read));
}

/** What is marked in the list; texts are from flows that were written by hand. */
function chosenReads(given: unknown): string[] | undefined {
  const chosen = Array.isArray(given) ? given.map(String) : String(given ?? '').split(/[,，\s]+/);
  const named = chosen.filter((name) => name !== '');
  const reads = named.map((name) => (name.includes('/') ? name : `cnc/${name}`));
  return reads.length > 0 ? reads : undefined;
}
