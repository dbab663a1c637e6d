import { nodeLabel, nodeLabelStyle, valueNow } from '../shared/editor/dialog';
import type { EditorNode } from '../shared/editor/editor-api';
import { allowChangesProperty, type OperationRow, showOperations } from '../shared/editor/operations';
import { accountProperty, type Check, kindProperty, typedProperty } from '../shared/editor/properties';
import { objectInput, valueInput } from '../shared/editor/typed-inputs';

interface GatewayOperation extends OperationRow {
  /** `wipes` or `cuts-off`. */
  danger?: string;
}

/** Filled when a dialog is first opened: the catalogue is too large to be loaded with the editor. */
const rows: GatewayOperation[] = [];

const operation: Check = (text, translate) =>
  rows.length === 0 || rows.some((row) => row.operation === text) || translate('form.operationUnknown');

/** Batch operations take a list, all others an object. */
const params: Check = (text, translate) => {
  const value: unknown = JSON.parse(text);
  return (typeof value === 'object' && value !== null) || translate('form.paramsNoObject');
};

RED.nodes.registerType('bivrost-request', {
  category: 'shopfloor',
  color: '#DEBD5C',
  icon: 'bivrost.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    account: accountProperty('bivrost-gateway'),
    operation: { ...typedProperty('operation', { str: operation }), value: 'cnc/readCNCStatus' },
    operationType: kindProperty(),
    machineId: typedProperty('machineId'),
    machineIdType: kindProperty(),
    params: typedProperty('params', { json: params }),
    paramsType: kindProperty('json'),
    allowChanges: allowChangesProperty(rows),
  },
  paletteLabel() {
    return this._('node.palette');
  },
  label() {
    const { name, operation: called, operationType } = this;
    return name || (operationType === 'str' && called ? String(called) : nodeLabel(this));
  },
  labelStyle() {
    return nodeLabelStyle(this);
  },
  inputLabels() {
    return this._('node.input');
  },
  outputLabels() {
    return this._('node.output');
  },
  oneditprepare() {
    valueInput('machineId');
    objectInput('params');
    $('#node-row-takes, #node-row-danger').hide();
    offerOperations(this);
  },
});

/** Makes the field a list of all operations; without the list it takes the name of one. */
function offerOperations(node: EditorNode): void {
  loadRows().then(
    () => {
      showOperations(node, marked(node));
      $('#node-input-operation').on('change', () => showChosen(node));
      showChosen(node);
    },
    () => valueInput('operation'),
  );
}

async function loadRows(): Promise<void> {
  if (rows.length > 0) return;
  const loaded = (await $.getJSON('shopfloor/bivrost-request/operations')) as GatewayOperation[];
  rows.splice(0, rows.length, ...loaded);
}

/** The rows with marks before the titles of those that change something, a stronger one where that is dangerous. */
function marked(node: EditorNode): GatewayOperation[] {
  return rows.map((row) => {
    const mark = row.danger ? 'danger' : row.effect === 'change' ? 'change' : '';
    const before = mark === '' ? '' : `${node._(`form.marks.${mark}`)} `;
    return { ...row, titleEn: before + row.titleEn, titleZh: before + row.titleZh };
  });
}

/** What the chosen operation needs and can do, beyond what all platforms' operations have in common. */
function showChosen(node: EditorNode): void {
  const chosen = valueNow(node, 'operation', 'node-input');
  const row = rows.find((each) => each.operation === chosen);
  const takesMachine = row?.params.some(({ name }) => name === 'machineID') ?? true;
  $('#node-row-machine').toggle(takesMachine);
  const danger = row?.danger;
  $('#node-row-danger')
    .toggle(danger !== undefined)
    .find('span')
    .text(danger === undefined ? '' : node._(`form.dangers.${danger}`));
}
