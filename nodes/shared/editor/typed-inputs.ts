import type { EditorNode, InputKind } from './editor-api';

/** Kinds that find a value while a message is handled, besides those that the user types in. */
const COMPUTED = ['msg', 'jsonata', 'flow', 'global', 'env'] as const;

/** Kinds that have a value before any message comes, besides those that the user types in. */
const KNOWN_AT_START = ['flow', 'global', 'env'] as const;

/** A field for one value. */
export function valueInput(property: string): void {
  typedInput(property, [textKind(property), ...COMPUTED]);
}

/** A field for a list: comma-separated text, JSON, or computed. */
export function listInput(property: string): void {
  typedInput(property, [textKind(property), jsonKind(property), ...COMPUTED]);
}

/** A field for a list of a node that gets no messages. */
export function listAtStartInput(property: string): void {
  typedInput(property, [textKind(property), jsonKind(property), ...KNOWN_AT_START]);
}

/** A field for several values by name: JSON, text, or computed. */
export function fieldsInput(property: string): void {
  typedInput(property, [textKind(property), jsonKind(property), ...COMPUTED]);
}

/** A field for an object: JSON, or computed. */
export function objectInput(property: string): void {
  typedInput(property, [jsonKind(property), ...COMPUTED]);
}

/** A field that offers fixed values in place of text. */
export function choiceInput(
  property: string,
  choice: Required<Pick<InputKind, 'label' | 'icon' | 'options'>>,
): void {
  typedInput(property, [{ value: 'str', ...choice }, ...COMPUTED]);
}

function typedInput(property: string, types: readonly [InputKind, ...(string | InputKind)[]]): void {
  const field = `#node-input-${property}`;
  $(field).typedInput({ default: types[0].value, types, typeField: `${field}Type` });
}

/**
 * Core's kinds with the property's own validator in place of core's: the reasons that the editor finds by itself
 * are attached to a field which typed inputs hide.
 */
function textKind(property: string): InputKind {
  return {
    value: 'str',
    label: RED._('typedInput.type.str'),
    icon: 'red/images/typedInput/az.svg',
    validate: validatorOf(property),
  };
}

function jsonKind(property: string): InputKind {
  return {
    value: 'json',
    label: RED._('typedInput.type.json'),
    icon: 'red/images/typedInput/json.svg',
    validate: validatorOf(property),
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
function validatorOf(property: string): (value: string) => true | string {
  const stack = RED.editor.getEditStack();
  const node = stack[stack.length - 1] as EditorNode;
  const validate = RED.nodes.getType(node.type).defaults[property]?.validate;
  return (value) => validate?.call(node, value, {}) ?? true;
}

/** Text that is no JSON stays as it is: the user is still writing it. */
function reformatted(text: string, indent?: number): string {
  try {
    return JSON.stringify(JSON.parse(text), null, indent);
  } catch {
    return text;
  }
}
