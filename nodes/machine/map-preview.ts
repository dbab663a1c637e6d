import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { isPlainObject, textOf } from '../../lib/json/json-values';
import { redact } from '../../lib/redaction';
import { serveQuestion } from '../shared/admin-questions';
import { sampleOf, shownSample } from './message-sample';

export interface MapPreview {
  keep(node: Node, msg: NodeMessage): void;
  forget(node: Node): void;
}

/**
 * The last message for the dialog: `POST shopfloor/machine-map/preview` with `{id}`, which answers `{message?}`. What
 * the rows make of it is found by the dialog itself, so that nothing that is only typed is evaluated in this process.
 */
export function serveMapPreview(RED: NodeAPI): MapPreview {
  const last = new Map<string, string>();

  serveQuestion(RED, '/shopfloor/machine-map/preview', ({ body }) => ({
    // Messages are for those who may deploy a node that shows them.
    isForAll: false,
    clean: redact,
    answer: async () => {
      const sample = isPlainObject(body) ? last.get(textOf(body['id']) ?? '') : undefined;
      return sample === undefined ? {} : { message: shownSample(sample) };
    },
  }));

  return {
    keep: (node, msg) => void last.set(editorId(node), sampleOf(msg)),
    forget: (node) => void last.delete(editorId(node)),
  };
}

/** Nodes of a subflow's instance have ids of their own. */
function editorId(node: Node): string {
  return (node as Node & { _alias?: string })._alias ?? node.id;
}
