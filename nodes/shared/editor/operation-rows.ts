import { type Answer, fetchFromNodeRed } from './admin-calls';
import { isChinese } from './dialog';

/** A parameter of an operation, as its row in the catalogue has it. */
export interface Parameter {
  /** `[].tag` is a field of each entry of a body that is a list, `a.b` and `a[].b` fields of the parameter `a`. */
  name: string;
  type: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'any';
  list?: boolean;
  required: boolean;
  description?: string;
  descriptionZh?: string;
}

/** A row of a catalogue, as the route `operations` answers it. */
export interface Operation {
  operation: string;
  group: string;
  titleEn: string;
  titleZh: string;
  section?: string;
  safety: 'safe' | 'change';
  impact: string;
  danger?: string;
  body: 'none' | 'object' | 'list' | 'bytes';
  params: Parameter[];
  isPaged: boolean;
  notes?: string[];
  notesZh?: string[];
  source?: string;
}

const loaded = new Map<string, readonly Operation[]>();
const underWay = new Map<string, Promise<Answer<{ content: Operation[] }>>>();

/** The operations of a type of request node; undefined before the first dialog of one was open. */
export function knownOperations(type: string): readonly Operation[] | undefined {
  return loaded.get(type);
}

/** Fetches the operations of a type of request node, once; then the nodes of that type are checked with them. */
export async function loadOperations(type: string): Promise<Answer<{ content: readonly Operation[] }>> {
  const content = loaded.get(type);
  if (content) return { ok: true, content };
  const asked = underWay.get(type) ?? fetchFromNodeRed<Operation[]>(`shopfloor/${type}/operations`);
  underWay.set(type, asked);
  const answer = await asked;
  underWay.delete(type);
  if (answer.ok && !loaded.has(type)) {
    loaded.set(type, answer.content);
    checkAgain(type);
  }
  return answer;
}

/** Parameters that are given by name: all but fields of other parameters and of list entries. */
export function namedParameters({ params }: Operation): Parameter[] {
  return params.filter(({ name }) => !name.includes('[]') && !name.includes('.'));
}

/** Fields of a parameter that is an object or a list of them; of the entries of the body for ''. */
export function fieldsOf({ params }: Operation, parent: string): { name: string; parameter: Parameter }[] {
  return params.flatMap((parameter) => {
    const [prefix = '', ...names] = parameter.name.split('.');
    const isField = names.length > 0 && (prefix === parent || prefix === `${parent}[]`);
    return isField ? [{ name: names.join('.'), parameter }] : [];
  });
}

/** In the language of the editor, without the name of the operation, which some documents put before it. */
export function titleOf({ operation, titleEn, titleZh }: Operation): string {
  const title = isChinese() ? titleZh : titleEn;
  const name = operation.slice(operation.lastIndexOf('/') + 1);
  const [mark = ''] = title.startsWith(name) ? (/^[\s:：–—-]+/.exec(title.slice(name.length)) ?? []) : [];
  return (mark !== '' && title.slice(name.length + mark.length)) || title;
}

/** In the language of the editor; undefined where nothing is to be said. */
export function descriptionOf({ description, descriptionZh }: Parameter): string | undefined {
  return isChinese() ? descriptionZh : description;
}

/** In the language of the editor. */
export function notesOf({ notes = [], notesZh = [] }: Operation): string[] {
  return isChinese() ? notesZh : notes;
}

function checkAgain(type: string): void {
  RED.nodes.eachNode((node) => {
    if (node.type !== type) return;
    RED.editor.validateNode(node);
    node.dirty = true;
  });
  RED.view.redraw();
}
