/*
 * The form of a request node: choose one of the catalogue's operations, fill in its parameters. All that such a node
 * needs, besides its account, its own properties and its name:
 *
 *   html:      <div id="node-input-operation-form"></div>
 *   defaults:  operation: operationProperty(), operationType: kindProperty(),
 *              values: valuesProperty(),
 *              params: paramsProperty(), paramsType: kindProperty('json'),
 *              paging: { value: 'one' },          (where the catalogue has pages)
 *              allowChanges: allowChangesProperty(),
 *   label:     requestLabel(this)
 *   code:      oneditprepare() { operationForm(this, { properties: { machineId: 'machineID' } }); }
 *              oneditsave() { saveOperationForm(this); }
 *   locales:   "groups": { "<group of the catalogue>": "its name" }
 *
 * Properties and label are in `operation-properties`.
 */
import { openChooser } from './chooser';
import type { EditorNode, Translate } from './editor-api';
import { besideLabels, Notice } from './notice';
import { completions, operationChoice } from './operation-choices';
import { operationDetails } from './operation-details';
import { chosenOperation, type TypedValue } from './operation-properties';
import { knownOperations, loadOperations, type Operation } from './operation-rows';
import { ParameterFields, small } from './parameter-fields';
import { placeButton } from './picker';
import { completedInput, objectInput } from './typed-inputs';
import { keepVariable } from './variables';

export interface OperationFormOptions {
  /** The node's own properties that stand for a parameter: shown for operations that take it. */
  properties?: Readonly<Record<string, string>>;
  /** Lists of the account's kind from which parameters can be chosen: `{device_id: 'devices'}`. */
  lists?: Readonly<Record<string, string>>;
}

/** The form that each node's dialog shows, until it is saved. */
const forms = new WeakMap<EditorNode, OperationForm>();

/** Builds the form in the node's open dialog. */
export function operationForm(node: EditorNode, options: OperationFormOptions = {}): void {
  const form = new OperationForm(node, options);
  forms.set(node, form);
  form.open();
}

/** Keeps the parameters that the form shows in the node's property `values`. */
export function saveOperationForm(node: EditorNode): void {
  forms.get(node)?.save();
  forms.delete(node);
}

class OperationForm {
  private readonly translate: Translate;
  private readonly operation = $('<input type="text" id="node-input-operation" style="width: 70%">');
  private readonly details = $('<div>');
  private readonly notice = new Notice();
  private readonly fields: ParameterFields;
  private readonly parameters = $('<div>').css({
    display: 'inline-block',
    width: '70%',
    verticalAlign: 'top',
  });
  private readonly allowChanges = $('<div class="form-row">');
  private readonly paging = $('<div class="form-row">');
  private readonly allAtOnce = $('<details>');
  private shown: Operation | undefined;
  /** What was filled in for parameters that other operations may have too. */
  private drafts: Record<string, TypedValue>;

  constructor(
    private readonly node: EditorNode,
    private readonly options: OperationFormOptions,
  ) {
    this.translate = node._;
    const { properties = {}, lists = {} } = options;
    this.fields = new ParameterFields(node, { except: Object.values(properties), lists });
    this.drafts = { ...(node['values'] as Record<string, TypedValue> | undefined) };
  }

  async open(): Promise<void> {
    // What is long in it must wrap, not widen the dialog.
    const box = $('#node-input-operation-form').css({ width: '0', minWidth: '100%' });
    box.append(
      this.labelled('fa-list', 'operation.label', this.operation, this.kindField('operation', 'str')),
      this.details,
      this.notice.element,
      this.allowChanges,
      this.labelled('fa-sliders', 'operation.parameters', this.parameters),
      this.paging,
    );
    this.parameters.append(this.fields.element, this.allAtOnce);
    for (const property of Object.keys(this.options.properties ?? {})) {
      this.parameters.parent().before(rowOf(property));
    }
    this.buildOperation();
    this.buildAllowChanges();
    this.buildPaging();
    this.buildAllAtOnce();
    this.update();
    await this.load();
  }

  save(): void {
    // Without the catalogue nobody knows what the operation takes.
    if (!knownOperations(this.node.type)) return;
    const values = chosenOperation(this.node) ? this.fields.values() : {};
    Object.assign(this.node, { values });
  }

  private async load(): Promise<void> {
    if (!knownOperations(this.node.type)) this.notice.show('busy', this.translate('operation.loading'));
    const answer = await loadOperations(this.node.type);
    if (!this.operation.get(0)?.isConnected) return;
    if (answer.ok) this.notice.clear();
    else this.notice.showFailure(answer, this.translate);
    this.operation.trigger('change');
    this.update(true);
  }

  /** Fits the form to the operation that is chosen. */
  private update(isForced = false): void {
    const operation = chosenOperation(this.node);
    if (operation === this.shown && !isForced) return;
    this.keepDrafts();
    this.shown = operation;
    this.details.empty();
    this.fields.clear();
    if (operation) {
      this.details.append(operationDetails(operation, this.translate));
      this.fields.show(operation, this.drafts);
    }
    this.allowChanges.toggle(operation?.safety !== 'safe');
    this.paging.toggle(operation?.isPaged !== false);
    const isUseful = this.showAllAtOnce(operation);
    this.parameters.parent().toggle(isUseful || !this.fields.isEmpty);
    for (const [property, parameter] of Object.entries(this.options.properties ?? {})) {
      const takes = operation?.params.some(({ name }) => name === parameter) !== false;
      rowOf(property).toggle(takes);
    }
  }

  private keepDrafts(): void {
    for (const { name } of this.shown?.params ?? []) delete this.drafts[name];
    Object.assign(this.drafts, this.fields.values());
  }

  /** Returns whether there is anything that could be given so. */
  private showAllAtOnce(operation: Operation | undefined): boolean {
    const takesList = operation?.body === 'list';
    const isSet = String($('#node-input-params').val() ?? '') !== '';
    const isUseful = isSet || !operation || operation.params.length > 0 || operation.body === 'object';
    const key = takesList ? 'operation.list' : operation ? 'operation.moreParams' : 'operation.params';
    this.allAtOnce.toggle(isUseful).prop('open', takesList || isSet || !operation);
    this.allAtOnce.find('summary').text(this.translate(key));
    const placeholder = takesList ? 'operation.listPlaceholder' : 'operation.paramsPlaceholder';
    this.allAtOnce
      .find('.red-ui-typedInput-input')
      .attr({ placeholder: this.translate(placeholder), 'aria-label': this.translate(key) });
    return isUseful;
  }

  private buildOperation(): void {
    this.operation
      .val(String(this.node['operation'] ?? ''))
      .attr('placeholder', this.translate('operation.blank'));
    completedInput('operation', {
      label: this.translate('operation.label'),
      icon: 'fa fa-list',
      autoComplete: (typed) => completions(this.node.type, typed),
    });
    placeButton(this.operation, this.translate('operation.choose'), () => this.choose());
    this.operation.on('change keyup', () => this.update());
  }

  private choose(): void {
    openChooser({
      title: this.translate('operation.choose'),
      translate: this.translate,
      multiple: false,
      chosen: [String(this.operation.val() ?? '')],
      load: async () => {
        const answer = await loadOperations(this.node.type);
        return answer.ok
          ? { ok: true, choices: answer.content.map((row) => operationChoice(row, this.translate)) }
          : answer;
      },
      onDone: ([operation]) => {
        if (operation === undefined) return;
        this.operation.typedInput('type', 'str');
        this.operation.typedInput('value', operation);
      },
    });
  }

  private buildAllowChanges(): void {
    const id = 'node-input-allowChanges';
    const tick = $(`<input type="checkbox" id="${id}">`).css({ width: 'auto', margin: '0 6px 0 0' });
    tick.prop('checked', this.node['allowChanges'] === true);
    const label = $(`<label for="${id}">`)
      .css({ width: 'auto' })
      .text(this.translate('operation.allowChanges'));
    const reason = small($('<div>').text(this.translate('operation.notAllowed')));
    this.allowChanges.css(besideLabels).append(tick, label, reason);
    tick.on('change', () => reason.toggle(tick.prop('checked') !== true)).trigger('change');
  }

  private buildPaging(): void {
    const select = $('<select id="node-input-paging" style="width: 70%">');
    const { paging } = RED.nodes.getType(this.node.type).defaults;
    if (!paging) return;
    for (const value of ['one', 'all']) {
      select.append(
        $('<option>')
          .val(value)
          .text(this.translate(`operation.pagings.${value}`)),
      );
    }
    this.paging.append(this.labelled('fa-files-o', 'operation.paging', select).contents());
    select.val(String(this.node['paging'] ?? 'one'));
    keepVariable('#node-input-paging', this.node['paging']);
  }

  private buildAllAtOnce(): void {
    const params = $('<input type="text" id="node-input-params" style="width: 100%">');
    params.val(String(this.node['params'] ?? ''));
    const summary = $('<summary>').css({ cursor: 'pointer', marginBottom: '4px' });
    this.allAtOnce.append(summary, params, this.kindField('params', 'json'));
    objectInput('params');
  }

  private labelled(icon: string, key: string, ...content: JQuery[]): JQuery {
    const label = $('<label>').append(`<i class="fa ${icon}"></i> `, $('<span>').text(this.translate(key)));
    return $('<div class="form-row">').append(label, ' ', ...content);
  }

  private kindField(property: string, otherwise: string): JQuery {
    const kind = String(this.node[`${property}Type`] ?? '') || otherwise;
    return $(`<input type="hidden" id="node-input-${property}Type">`).val(kind);
  }
}

function rowOf(property: string): JQuery {
  return $(`#node-input-${property}`).closest('.form-row');
}
