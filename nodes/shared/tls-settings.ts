import type { Node, NodeAPI } from 'node-red';
import { InputError } from '../../lib/errors';
import type { TlsSettings } from '../../lib/http/settings';

/** Core's `tls-config` node. */
interface TlsConfigNode extends Node {
  /** False when a file of it could not be read. */
  valid?: boolean;
  addTLSOptions(options: TlsSettings): TlsSettings;
}

/** What the chosen `tls-config` says; throws `InputError` when it cannot be had. */
export function tlsSettings(RED: NodeAPI, id = ''): TlsSettings | undefined {
  if (id === '') return undefined;
  const node = RED.nodes.getNode(id) as TlsConfigNode | null | undefined;
  if (node?.type !== 'tls-config' || node.valid === false) {
    throw new InputError('tls', 'The TLS configuration that is chosen is missing, disabled or incomplete');
  }
  return node.addTLSOptions({});
}
