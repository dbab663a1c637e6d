/**
 * The parts of Node-RED's editor that the node definitions use. The public typings of the editor know neither
 * validators that give a reason nor the functions that check typed values.
 */

export type Translate = (key: string, values?: Record<string, string | number>) => string;

/** A node or config node, as the editor hands it to the functions of its definition. */
export interface EditorNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly valid?: boolean | null;
  /** Credentials that were typed in and are not deployed yet, and texts that were fetched; never a stored secret. */
  readonly credentials?: Readonly<Record<string, unknown>>;
  /** Text of the node's own catalogue. */
  readonly _: Translate;
  readonly [property: string]: unknown;
}

/**
 * Returns true or the reason why the value is refused. Node-RED takes a reason only from a function that declares
 * two parameters.
 */
export type Validator = (this: EditorNode, value: unknown, options: object) => true | string;

export interface Property {
  value: string | number | boolean | object;
  /** Type of the config node whose id the property holds. */
  type?: string;
  required?: boolean;
  validate?: Validator;
}

export interface NodeDefinition {
  category: string;
  defaults: Record<string, Property>;
  credentials?: Record<string, { type: 'text' | 'password'; validate?: Validator }>;
  color?: string;
  icon?: string;
  align?: 'left' | 'right';
  inputs?: 0 | 1;
  outputs?: number;
  paletteLabel?(this: EditorNode): string;
  label?(this: EditorNode): string;
  labelStyle?(this: EditorNode): string;
  inputLabels?(this: EditorNode): string;
  outputLabels?(this: EditorNode, index: number): string;
  oneditprepare?(this: EditorNode): void;
  oneditsave?(this: EditorNode): void;
  oneditcancel?(this: EditorNode): void;
}

/** A kind of value that a typed input offers (https://nodered.org/docs/api/ui/typedInput/). */
export interface InputKind {
  value: string;
  label: string;
  icon: string;
  /** Fixed values to choose from, in place of a text field. */
  options?: { value: string; label: string }[];
  /** Returns true or the reason why the value is refused. */
  validate?(value: string): true | string;
  /** What may follow what is typed so far. */
  autoComplete?(typed: string): { value: string; label: JQuery }[];
  /** Opens a larger editor; called with the typed input as `this`. */
  expand?(this: { value(): string; value(value: string): void }): void;
}

export interface TypedInputOptions {
  default: string;
  types: readonly (string | InputKind)[];
  /** Selector of the hidden field that keeps the type. */
  typeField?: string;
}

/** A row of a tree list; the part `treeList` is the widget's own (https://nodered.org/docs/api/ui/treeList/). */
export interface TreeRow {
  label?: string;
  sublabel?: string;
  /** In place of both. */
  element?: JQuery;
  icon?: string | JQuery;
  checkbox?: boolean;
  selected?: boolean;
  expanded?: boolean;
  /** The rows below it are drawn when it is unfolded for the first time. */
  deferBuild?: boolean;
  children?: this[];
  /** Without a label as long as the row is not drawn. */
  treeList?: { label?: JQuery; checkbox?: JQuery };
}

/** A list whose rows can be added, moved and taken out (https://nodered.org/docs/api/ui/editableList/). */
export interface EditableListOptions<Row> {
  height: number | 'auto';
  sortable?: boolean;
  removable?: boolean;
  addButton?: string | boolean;
  addItem(container: JQuery, index: number, row: Row): void;
  removeItem?(row: Row): void;
  sortItems?(): void;
}

/** A panel that slides in over the dialog from which it is opened. */
export interface TrayOptions {
  /** HTML. */
  title: string;
  width: 'inherit';
  buttons: { id: string; text: string; class?: 'primary'; click(): void }[];
  open(tray: JQuery): void;
}

interface EditorApi {
  nodes: {
    registerType(type: string, definition: NodeDefinition): void;
    getType(type: string): NodeDefinition;
    node(id: string): EditorNode | null | undefined;
    eachConfig(visit: (node: EditorNode) => void): void;
    eachNode(visit: (node: EditorNode & { dirty?: boolean }) => void): void;
  };
  editor: {
    /** The nodes that are being edited, the one on top last. */
    getEditStack(): EditorNode[];
    validateNode(node: EditorNode): boolean;
    editJSON(options: { value: string; focus: boolean; complete(value: string): void }): void;
  };
  tray: {
    show(options: TrayOptions): void;
    /** `done` is called when the dialog below is there again. */
    close(done?: () => void): void;
  };
  popover: { tooltip(target: JQuery, content: string | (() => string)): void };
  view: { redraw(): void };
  /** The language that the editor is shown in, such as `zh-CN`. */
  i18n: { lang(): string };
  /** Text of the editor's own catalogue. */
  _: Translate;
  utils: {
    validateTypedProperty(value: string, type: string, options: object): boolean | string;
    getNodeLabel(node: EditorNode): string;
    parseContextKey(key: string): { store: string | undefined; key: string };
    /** Throws for what is no path into a message. */
    normalisePropertyExpression(path: string): (string | number)[];
  };
}

declare global {
  const RED: EditorApi;
  /** The editor comes with JSONata, for its own tests of expressions. */
  const jsonata: (expression: string) => {
    assign(name: string | symbol, value: unknown): void;
    evaluate(input: unknown): Promise<unknown>;
  };

  interface JQuery<TElement = HTMLElement> {
    typedInput(options: TypedInputOptions): this;
    typedInput(property: 'value' | 'type'): string;
    typedInput(property: 'value' | 'type' | 'width', value: string): this;
    editableList<Row>(options: EditableListOptions<Row>): this;
    editableList(action: 'items'): JQuery;
    editableList(action: 'addItem', row: object): this;
    editableList(action: 'empty'): this;
    searchBox(options: { delay: number; change(): void }): this;
    searchBox(property: 'count', text: string): this;
    treeList(options: { selectable: boolean; autoSelect: boolean; data: TreeRow[] }): this;
    treeList(action: 'filter', matches: ((row: TreeRow) => boolean) | null): number;
    treeList(action: 'show', row: TreeRow, done?: () => void): void;
    treeList(action: 'select', row: TreeRow): void;
  }
}
