import { POLL_INTERVAL } from '../../lib/bivrost/limits';
import { DEFAULT_READS, FOLLOWABLE_READS } from '../../lib/bivrost/polling/task-classes';
import { idListChecks } from '../shared/editor/checks';
import type { EditorNode } from '../shared/editor/editor-api';
import { versionProperty } from '../shared/editor/migrated-node';
import { nodeTexts, outputText } from '../shared/editor/node-texts';
import { pickerButton } from '../shared/editor/picker';
import { accountProperty, kindProperty, numberProperty, typedProperty } from '../shared/editor/properties';
import { tickBoxes } from '../shared/editor/tick-boxes';
import { listAtStartInput } from '../shared/editor/typed-inputs';
import { isVariable, keepVariable } from '../shared/editor/variables';

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
    version: versionProperty(),
    account: accountProperty('bivrost-gateway'),
    machines: typedProperty('machines', idListChecks),
    machinesType: kindProperty(),
    // A list of operations once the dialog was closed; blank: the default ones.
    reads: { value: '' },
    output: { value: 'changes' },
    interval: numberProperty(POLL_INTERVAL, 'form.interval'),
  },
  oneditprepare() {
    listAtStartInput('machines');
    pickerButton(this, 'machines', { list: 'machines', multiple: true });
    keepVariable('#node-input-output', this['output']);
    offerReads(this);
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
  else select.val(chosenReads(given));
  tickBoxes(select, node._('form.reads'));
}

/** What is marked in the list; texts are from flows that were written by hand. */
function chosenReads(given: unknown): string[] {
  const chosen = Array.isArray(given) ? given.map(String) : String(given ?? '').split(/[,，\s]+/);
  const named = chosen.filter((name) => name !== '');
  const reads = named.map((name) => (name.includes('/') ? name : `cnc/${name}`));
  return reads.length > 0 ? reads : [...DEFAULT_READS];
}
