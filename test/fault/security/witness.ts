import { createRequire } from 'node:module';
import { inspect } from 'node:util';

/** What the witness has seen since it last told. */
export interface Testimony {
  readonly kind: 'testimony';
  /** Messages between nodes, and errors that nodes ended with, ten levels deep. */
  readonly texts: readonly string[];
  /** Ids of nodes that were done with a message. */
  readonly done: readonly string[];
}

interface SendEvent {
  readonly msg: object;
  readonly source: { readonly node: { readonly type: string } };
}

interface Hooks {
  add(name: 'onSend.witness', hook: (events: readonly SendEvent[]) => void): void;
  add(
    name: 'onComplete.witness',
    hook: (event: { readonly node: { readonly id: string }; readonly error?: unknown }) => void,
  ): void;
}

const intervalMs = 200;
let texts: string[] = [];
let done: string[] = [];

const { hooks } = createRequire(process.argv[1] ?? '')('@node-red/util') as { hooks: Hooks };
hooks.add('onSend.witness', (events) => {
  for (const { msg, source } of events) {
    // The header of this node is a token: that is what it is for.
    const { headers, ...rest } = msg as { headers?: unknown };
    texts.push(inspect(source.node.type === 'quectel-login' ? rest : { ...rest, headers }, { depth: 10 }));
  }
});
hooks.add('onComplete.witness', ({ node, error }) => {
  done.push(node.id);
  if (error) texts.push(inspect(error, { depth: 10, showHidden: true }));
});
setInterval(() => {
  const testimony: Testimony = { kind: 'testimony', texts, done };
  process.send?.(testimony);
  texts = [];
  done = [];
}, intervalMs).unref();
