import { hostname } from 'node:os';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { InputError, type ShopfloorError, toShopfloorError } from '../../lib/errors';
import { KeptMemory } from '../../lib/machine/kept-memory';
import type { Plant } from '../../lib/machine/plant';
import { AgentHttp } from '../../lib/mtconnect/agent-http';
import { isAgentPath, targetBelow } from '../../lib/mtconnect/agent-path';
import { AgentPort } from '../../lib/mtconnect/agent-port';
import { AllowedOrigins } from '../../lib/mtconnect/allowed-origins';
import { BUFFER, MOST_STREAMS, PORT } from '../../lib/mtconnect/limits';
import { MachineAgent } from '../../lib/mtconnect/machine-agent';
import { MOST_DATA_ITEMS } from '../../lib/mtconnect/machine-device';
import { entered, enteredNumber } from '../shared/entered';
import { failMessage, reportFailure } from '../shared/failure';
import { FailureLog } from '../shared/failure-log';
import { stateSize, wholeMachineStateOf } from '../shared/machine-state-input';
import { listed, plantOf } from '../shared/plant-node';
import { positiveOption } from '../shared/settings-file';
import { NodeStatus } from '../shared/status';
import { addAgentRoute } from './agent-routes';

interface MtconnectAgentDef extends NodeDef {
  path?: string;
  port?: string | number;
  buffer?: string | number;
  plant?: string;
  origins?: string;
}

interface Running {
  readonly mostMachines: number;
  readonly memory: KeptMemory;
  readonly agent: MachineAgent;
  readonly http: AgentHttp;
  readonly plant: Plant | undefined;
  close(): Promise<void>;
}

const CONTEXT = { platform: 'mtconnect', operation: 'agent' };
const DEFAULT_PATH = '/mtconnect';
const DEFAULT_MOST_MACHINES = 10_000;
const DEFAULT_MEGABYTES = 64;
const MEGABYTE = 1024 ** 2;

export default function register(RED: NodeAPI): void {
  function MtconnectAgentConstructor(this: Node, def: MtconnectAgentDef): void {
    RED.nodes.createNode(this, def);
    const status = new NodeStatus(RED, this, '');
    const log = new FailureLog(RED, this);
    let running: Running | undefined;
    /** Why nobody can reach the agent. */
    let trouble: ShopfloorError | undefined;
    /** What was wrong with the last message. */
    let wrong: ShopfloorError | undefined;

    const show = (): void => {
      const failure = trouble ?? wrong;
      if (failure) status.fail(failure);
      else if (!running || running.agent.machineCount === 0) status.show('partly', 'noMachines');
      else status.showText('good', textOfCounts(RED, running));
    };
    const noteTrouble = (error: ShopfloorError | undefined): void => {
      if (error && error.message !== trouble?.message) log.report(error, {}, CONTEXT);
      if (trouble && !error) log.recovered('log.listens');
      trouble = error;
      show();
    };

    const start = (): Running => {
      const { path, origins } = placeOf(def);
      const megabytes = positiveOption(RED, 'shopfloorLargestAgent') ?? DEFAULT_MEGABYTES;
      const mostMachines = positiveOption(RED, 'shopfloorMostMachines') ?? DEFAULT_MOST_MACHINES;
      const plant = plantOf(RED, def.plant)?.plant;
      const agent = new MachineAgent({
        key: this.id,
        sender: hostname(),
        bufferSize: enteredNumber(BUFFER, def.buffer),
        mostBytes: megabytes * MEGABYTE,
      });
      const http = new AgentHttp(agent, {
        mostStreams: positiveOption(RED, 'shopfloorMostAgentStreams') ?? MOST_STREAMS,
        origins,
        onStreams: show,
      });
      const memory = new KeptMemory(megabytes, 'shopfloorLargestAgent');
      const close = serve(RED, def, path, http, noteTrouble);
      return { mostMachines, memory, agent, http, plant, close };
    };

    try {
      running = start();
      show();
    } catch (thrown) {
      wrong = toShopfloorError(thrown);
      show();
      reportFailure(this, wrong, {}, CONTEXT);
    }

    this.on('input', (msg, _send, done) => {
      try {
        running ??= start();
        const { mostMachines, memory, agent, plant } = running;
        const state = listed(wholeMachineStateOf(msg.payload), plant);
        if (!agent.has(state.key) && agent.machineCount >= mostMachines) {
          throw new InputError(
            'payload',
            `${state.key} is one machine more than one node takes: ${mostMachines} (limit "shopfloorMostMachines" in Node-RED's settings file)`,
          );
        }
        memory.take(state.key, [stateSize(state)]);
        const leftOut = agent.take(state);
        if (leftOut > 0) {
          throw new InputError(
            'payload',
            `${leftOut} observations of ${state.key} are left out: an agent has ${MOST_DATA_ITEMS} data items of one machine at most`,
          );
        }
        wrong = undefined;
        show();
        done();
      } catch (thrown) {
        wrong = failMessage(thrown, msg, CONTEXT);
        show();
        done(wrong);
      }
    });

    this.on('close', (done: () => void) => {
      const closed = running?.close() ?? Promise.resolve();
      running = undefined;
      closed.finally(() => {
        status.clear();
        done();
      });
    });
  }

  RED.nodes.registerType('mtconnect-agent', MtconnectAgentConstructor);
}

/** Throws `InputError` for a path or an origin that is none. */
function placeOf(def: MtconnectAgentDef): { path: string; origins: AllowedOrigins } {
  const path = entered(def.path)?.trim() ?? DEFAULT_PATH;
  if (!isAgentPath(path))
    throw new InputError(
      'path',
      `The path must be one such as /mtconnect, of letters, digits and _.~-, not "${path}"`,
    );
  const origins = def.origins ?? '';
  const wrong = AllowedOrigins.wrongIn(origins);
  if (wrong !== undefined)
    throw new InputError('origins', `Origins are * or such as https://board.example, not "${wrong}"`);
  return { path, origins: new AllowedOrigins(origins) };
}

/** @returns ends it */
function serve(
  RED: NodeAPI,
  def: MtconnectAgentDef,
  path: string,
  http: AgentHttp,
  onChange: (trouble: ShopfloorError | undefined) => void,
): () => Promise<void> {
  if (entered(def.port) === undefined) {
    const remove = addAgentRoute(RED, path, (request, response, target) =>
      http.handle(request, response, target),
    );
    return async () => {
      remove();
      http.close();
    };
  }
  const { uiHost } = RED.settings as { uiHost?: string };
  const port = new AgentPort({
    port: enteredNumber(PORT, def.port),
    host: uiHost,
    handle: (request, response) => {
      const target = targetBelow(path, request.url ?? '/');
      if (target !== undefined) http.handle(request, response, target);
      else response.writeHead(404, { 'Content-Type': 'text/plain' }).end(`The agent is at ${path}\n`);
    },
    onChange,
  });
  port.open();
  return async () => {
    http.close();
    await port.close();
  };
}

function textOfCounts(RED: NodeAPI, { agent, http }: Running): string {
  const machines = String(agent.machineCount);
  if (http.streamCount === 0) return RED._('served.machines', { machines });
  return RED._('served.clients', { machines, clients: String(http.streamCount) });
}
