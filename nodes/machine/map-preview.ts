import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { isPlainObject } from '../../lib/json/json-values';
import { NO_STATUS } from '../../lib/machine/machine-record';
import { redact } from '../../lib/redaction';
import { serveQuestion } from '../shared/admin-questions';
import { MessageMapping, newsOf } from './message-mapping';

/** Parts of a message that no row is made of, and that hold what no dialog may show. */
const KEPT_BACK = new Set(['req', 'res', 'headers', 'cookies', '_session', 'failure', 'error']);
/** More of a message is of no use in a dialog. */
const LONGEST_MESSAGE = 20_000;
const MOST_MACHINES = 20;

export interface MapPreview {
  keep(node: Node, msg: NodeMessage): void;
  forget(node: Node): void;
}

/**
 * What the dialog's rows make of the last message: `POST shopfloor/machine-map/preview` with `{id, machineId,
 * machineIdType, list, listType, rows}`, which answers `{message?, machines?}`.
 */
export function serveMapPreview(RED: NodeAPI): MapPreview {
  const last = new Map<string, { node: Node; msg: NodeMessage }>();

  serveQuestion(RED, '/shopfloor/machine-map/preview', ({ body }) => ({
    // Expressions are evaluated, which only who may deploy them may ask for.
    isForAll: false,
    clean: redact,
    answer: async () => {
      const asked: Record<string, unknown> = isPlainObject(body) ? body : {};
      const kept = last.get(String(asked['id']));
      if (!kept) return {};
      const message = shown(kept.msg);
      const mapping = new MessageMapping(RED, kept.node, {
        machineId: String(asked['machineId'] ?? ''),
        machineIdType: String(asked['machineIdType'] ?? 'msg'),
        list: String(asked['list'] ?? ''),
        listType: String(asked['listType'] ?? 'msg'),
        rows: asked['rows'],
      });
      const machines = (await mapping.read(kept.msg)).slice(0, MOST_MACHINES);
      return { message, machines: machines.map((machine) => redacted(described(machine))) };
    },
  }));

  return {
    keep: (node, msg) => {
      const own = Object.entries(msg).filter(([name]) => !KEPT_BACK.has(name));
      last.set(editorId(node), { node, msg: Object.fromEntries(own) as NodeMessage });
    },
    forget: (node) => void last.delete(editorId(node)),
  };
}

function described(machine: Parameters<typeof newsOf>[0]): object {
  const { news, name, path } = newsOf(machine, NO_STATUS);
  return {
    machineId: machine.machineId,
    ...(name === undefined ? {} : { name }),
    ...(path === undefined ? {} : { path }),
    ...news.status,
    values: (news.observations ?? []).map(({ path: field, value }) => ({ field: field.join('.'), value })),
  };
}

function shown(msg: NodeMessage): string {
  let text: string;
  try {
    text = JSON.stringify(msg, undefined, 2);
  } catch {
    // A message that holds itself.
    text = String(msg.payload);
  }
  return redact(text.slice(0, LONGEST_MESSAGE));
}

function redacted(value: object): unknown {
  return JSON.parse(redact(JSON.stringify(value)));
}

/** Nodes of a subflow's instance have ids of their own. */
function editorId(node: Node): string {
  return (node as Node & { _alias?: string })._alias ?? node.id;
}
