import type { EditorNode, InputKind } from './editor-api';
import { checkValue, type TypedValue } from './operation-properties';
import { descriptionOf, fieldsOf, namedParameters, type Operation, type Parameter } from './operation-rows';
import { pickerFor } from './picker';
import { booleanKind, COMPUTED, jsonKind, numberKind, textKind } from './typed-inputs';

/** Secrets are not kept in flows, because flows are exported and shared. */
const SECRET_KINDS = ['env', 'msg', 'jsonata', 'flow', 'global'] as const;

export interface ParameterFieldsOptions {
  /** Parameters that have a field elsewhere. */
  except: readonly string[];
  /** Lists of the account's kind to choose from, by parameter. */
  lists: Readonly<Record<string, string>>;
}

/** The fields for the parameters of an operation, one below the other. */
export class ParameterFields {
  readonly element = $('<div>');
  private inputs = new Map<string, JQuery>();

  constructor(
    private readonly node: EditorNode,
    private readonly options: ParameterFieldsOptions,
  ) {}

  /** Shows the fields of an operation with what is known for them; the element must be in the page by then. */
  show(operation: Operation, known: Readonly<Record<string, TypedValue>>): void {
    this.clear();
    for (const parameter of namedParameters(operation)) {
      const { name } = parameter;
      if (this.options.except.includes(name)) continue;
      const row = $('<div>').css('marginBottom', '12px').append(this.heading(parameter));
      this.element.append(row);
      const input = $('<input type="text" style="width: 100%">')
        .val(known[name]?.value ?? '')
        .attr('placeholder', this.node._('operation.fromMessage', { name }))
        .appendTo(row);
      input.typedInput({ default: known[name]?.type ?? '', types: this.kindsFor(parameter) });
      input.next('.red-ui-typedInput-container').find('.red-ui-typedInput-input').attr('aria-label', name);
      this.inputs.set(name, input);
      this.addPicker(parameter, input);
      row.append(this.explanation(operation, parameter));
    }
  }

  clear(): void {
    this.element.empty();
    this.inputs = new Map();
  }

  get isEmpty(): boolean {
    return this.inputs.size === 0;
  }

  /** What is filled in. */
  values(): Record<string, TypedValue> {
    const values: Record<string, TypedValue> = {};
    for (const [name, input] of this.inputs) {
      const value = input.typedInput('value');
      if (value.trim() !== '') values[name] = { value, type: input.typedInput('type') };
    }
    return values;
  }

  private addPicker({ name, type, list: isList = false }: Parameter, input: JQuery): void {
    const list = this.options.lists[name];
    if (list === undefined || type === 'object') return;
    const isNumber = !isList && (type === 'integer' || type === 'number');
    pickerFor(this.node, input, { list, multiple: isList, ...(isNumber ? { kind: 'num' } : {}) });
  }

  private heading({ name, required, type, list }: Parameter): JQuery {
    const { _: translate } = this.node;
    const kind = translate(`operation.types.${type}`);
    const mark = $('<span>')
      .css('color', 'var(--red-ui-text-color-error)')
      .attr('title', translate('operation.required'));
    return $('<div>')
      .css({ marginBottom: '2px' })
      .append(
        documentedName(name),
        mark.text(required ? ' *' : ''),
        small($('<span>').text(`\u00a0\u00a0${list ? translate('operation.listOf', { kind }) : kind}`)),
      );
  }

  private explanation(operation: Operation, parameter: Parameter): JQuery {
    const { name } = parameter;
    const description = descriptionOf(parameter);
    const fields = fieldsOf(operation, name).map((field) => fieldLine(field.name, field.parameter));
    const box = small($('<div>').css({ overflowWrap: 'anywhere' }));
    if (description !== undefined) box.append($('<div>').text(description));
    if (isSecret(name)) box.append($('<div>').text(this.node._('operation.secretTip')));
    return box.append(fields);
  }

  /** What the parameter's type can be typed in as, then what can be computed. */
  private kindsFor({ name, type, list }: Parameter): (InputKind | string)[] {
    const check = (kind: string) => (value: string) => checkValue({ value, type: kind }, type, this.node._);
    const text = textKind(() => true);
    const json = jsonKind(check('json'));
    if (isSecret(name)) return [...SECRET_KINDS];
    if (list) return [...(type === 'object' ? [json] : [text, json]), ...COMPUTED];
    switch (type) {
      case 'string':
        return [text, ...COMPUTED];
      case 'integer':
      case 'number':
        return [numberKind(check('num')), ...COMPUTED];
      case 'boolean':
        return [booleanKind(this.node._('operation.fromMessage', { name })), ...COMPUTED];
      case 'object':
        return [json, ...COMPUTED];
      case 'any':
        return [text, numberKind(check('num')), json, ...COMPUTED];
    }
  }
}

function isSecret(name: string): boolean {
  return /password|secret/i.test(name);
}

/** One field of an object, in one line. */
export function fieldLine(name: string, parameter: Parameter): JQuery {
  const { required } = parameter;
  const description = descriptionOf(parameter);
  const line = $('<div>').append(documentedName(name), required ? ' *' : '');
  return description === undefined ? line : line.append($('<span>').text(` ${description}`));
}

function documentedName(name: string): JQuery {
  return $('<span>').css({ fontFamily: 'var(--red-ui-monospace-font)', overflowWrap: 'anywhere' }).text(name);
}

export function small(element: JQuery): JQuery {
  return element.css({ fontSize: '0.9em', color: 'var(--red-ui-secondary-text-color)' });
}
