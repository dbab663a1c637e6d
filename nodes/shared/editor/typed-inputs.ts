import type { EditorNode, InputKind } from './editor-api';

type Validate = (value: string) => true | string;

/** Kinds that find a value while a message is handled, besides those that the user types in. */
export const COMPUTED = ['msg', 'jsonata', 'flow', 'global', 'env'] as const;

/** Kinds that have a value before any message comes, besides those that the user types in. */
const KNOWN_AT_START = ['flow', 'global', 'env'] as const;

/** A field for one value. */
export function valueInput(property: string): void {
  typedInput(property, [textKind(validatorOf(property)), ...COMPUTED]);
}

/** A field for a list: comma-separated text, JSON, or computed. */
export function listInput(property: string): void {
  const validate = validatorOf(property);
  typedInput(property, [textKind(validate), jsonKind(validate), ...COMPUTED]);
}

/** A field for a list of a node that gets no messages. */
export function listAtStartInput(property: string): void {
  const validate = validatorOf(property);
  typedInput(property, [textKind(validate), jsonKind(validate), ...KNOWN_AT_START]);
}

/** A field for several values by name: JSON, text, or computed. */
export function fieldsInput(property: string): void {
  listInput(property);
}

/** A field for an object: JSON, or computed. */
export function objectInput(property: string): void {
  typedInput(property, [jsonKind(validatorOf(property)), ...COMPUTED]);
}

/** A field that offers fixed values in place of text. */
export function choiceInput(
  property: string,
  choice: Required<Pick<InputKind, 'label' | 'icon' | 'options'>>,
): void {
  typedInput(property, [{ value: 'str', ...choice }, ...COMPUTED]);
}

/** A field for text that completes what is typed. */
export function completedInput(
  property: string,
  completion: Required<Pick<InputKind, 'label' | 'icon' | 'autoComplete'>>,
): void {
  const validate = validatorOf(property);
  typedInput(property, [{ value: 'str', validate, ...completion }, ...COMPUTED]);
}

function typedInput(property: string, types: readonly [InputKind, ...(string | InputKind)[]]): void {
  const field = `#node-input-${property}`;
  $(field).typedInput({ default: types[0].value, types, typeField: `${field}Type` });
}

/*
 * Core's kinds with validators of our own in place of core's: the reasons that the editor finds by itself are
 * attached to a field which typed inputs hide.
 */

export function textKind(validate: Validate): InputKind {
  return {
    value: 'str',
    label: RED._('typedInput.type.str'),
    icon: 'red/images/typedInput/az.svg',
    validate,
  };
}

export function numberKind(validate: Validate): InputKind {
  return {
    value: 'num',
    label: RED._('typedInput.type.num'),
    icon: 'red/images/typedInput/09.svg',
    validate,
  };
}

/** Yes, no, or neither: what is left blank comes from the message. */
export function booleanKind(blank: string): InputKind {
  const options = ['true', 'false'].map((value) => ({ value, label: value }));
  return {
    value: 'bool',
    label: RED._('typedInput.type.bool'),
    icon: 'red/images/typedInput/bool.svg',
    options: [{ value: '', label: blank }, ...options],
  };
}

export function jsonKind(validate: Validate): InputKind {
  return {
    value: 'json',
    label: RED._('typedInput.type.json'),
    icon: 'red/images/typedInput/json.svg',
    validate,
    expand() {
      RED.editor.editJSON({
        value: reformatted(this.value(), 4),
        focus: true,
        complete: (text) => this.value(reformatted(text)),
      });
    },
  };
}

/** The validator that the definition of the node being edited has for a property. */
function validatorOf(property: string): Validate {
  const stack = RED.editor.getEditStack();
  const node = stack[stack.length - 1] as EditorNode;
  const validate = RED.nodes.getType(node.type).defaults[property]?.validate;
  return (value) => validate?.call(node, value, {}) ?? true;
}

/** Text that is no JSON stays as it is: the user is still writing it. So do digits that would be rounded. */
function reformatted(text: string, indent?: number): string {
  if (/\d{16}/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, indent);
  } catch {
    return text;
  }
}
