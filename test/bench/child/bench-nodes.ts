import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { answerParent } from '../remote';
import { followBarely } from './follow-barely';
import { type Arrived, countMessage, onMessageCounted, probeHandlers } from './probe';

/** The nodes that the bench puts around those it measures, and the least one to compare with; the process answers the bench's questions. */

/** The least that a node can do with live data: read, merge, send. */
interface RelayDef extends NodeDef {
  url: string;
  machineId: string;
}

/** Messages to send through the flow, so many at a time. */
export interface Drive {
  readonly message: NodeMessage;
  readonly count: number;
  readonly concurrent: number;
}

let source: Node | undefined;

export default function register(RED: NodeAPI): void {
  function SourceConstructor(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    source = this;
  }

  function SinkConstructor(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    this.on('input', (msg, _send, done) => {
      countMessage((msg.payload ?? {}) as Arrived);
      done();
    });
  }

  function RelayConstructor(this: Node, def: RelayDef): void {
    RED.nodes.createNode(this, def);
    const stop = followBarely(def.url, def.machineId, (change) => {
      this.send({ topic: def.machineId, payload: change });
    });
    this.on('close', stop);
  }

  RED.nodes.registerType('bench-relay', RelayConstructor);
  RED.nodes.registerType('bench-source', SourceConstructor);
  RED.nodes.registerType('bench-sink', SinkConstructor);
  answerParent({ ...probeHandlers, drive });
}

/** Resolves when every message has come out at the sink. */
function drive({ message, count, concurrent }: Drive): Promise<void> {
  return new Promise((resolve) => {
    let sent = 0;
    let arrived = 0;
    const sendNext = (): void => {
      if (sent === count) return;
      sent += 1;
      source?.send({ ...message });
    };
    onMessageCounted(() => {
      arrived += 1;
      if (arrived === count) {
        onMessageCounted(() => undefined);
        resolve();
      } else {
        sendNext();
      }
    });
    for (let started = 0; started < concurrent; started += 1) sendNext();
  });
}
