import type { Node, NodeAPI, NodeDef } from 'node-red';
import { type Migration, migrated, type Properties } from './migrations';

/** A config node that runs. */
export interface DeployedNode {
  node: Node;
  /** Its properties and credentials as they were typed: variables as `${NAME}`. */
  written: Properties;
  writtenCredentials: Properties;
  /** Its properties and credentials as Node-RED handed them over: with what the variables stand for. */
  properties: Properties;
  credentials: Properties;
}

/** The config nodes of one type that run. */
export class DeployedNodes {
  private readonly running = new Map<Node, Properties>();

  constructor(
    private readonly RED: NodeAPI,
    private readonly type: string,
    private readonly migrations: readonly Migration[] = [],
  ) {}

  /** To be called by the node's constructor. */
  add(node: Node, properties: object): void {
    this.running.set(node, properties as Properties);
    node.on('close', () => {
      this.running.delete(node);
    });
  }

  /** By the id that the editor knows: of nodes that are part of a subflow there may be several, of which any will do. */
  find(id: unknown): DeployedNode | undefined {
    const [node, properties] = [...this.running].find(([each]) => editorId(each) === id) ?? [];
    const written = node && this.written(id);
    if (!properties || !written) return undefined;
    const writtenCredentials = (this.RED.nodes.getCredentials(String(id)) ?? {}) as Properties;
    const credentials = ((node as Node<Properties>).credentials ?? {}) as Properties;
    return { node, written, writtenCredentials, properties, credentials };
  }

  private written(id: unknown): Properties | undefined {
    let found: NodeDef | undefined;
    this.RED.nodes.eachNode((each) => {
      if (each.id === id && each.type === this.type) found = each;
    });
    return found && (migrated(found, this.migrations) as object as Properties);
  }
}

/** Nodes of a subflow's instance have ids of their own. */
function editorId(node: Node): string {
  return (node as Node & { _alias?: string })._alias ?? node.id;
}
