import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { InputError, type ShopfloorError, toShopfloorError } from '../../lib/errors';
import { STALE } from '../../lib/machine/limits';
import type { DeviceModel } from '../../lib/mtconnect-client/device-model';
import { AGENT_INTERVAL } from '../../lib/mtconnect-client/limits';
import { WEB_ADDRESS } from '../../lib/settings/address';
import { checkedAddress } from '../../lib/settings/checked-address';
import { type ConnectionDef, connectionSettings } from '../shared/connection-settings';
import { enteredNumber } from '../shared/entered';
import { FailureLog } from '../shared/failure-log';
import { showMachines } from '../shared/machine-assignment';
import { identityFinder, minutes } from '../shared/machine-identity';
import { Parameters } from '../shared/parameters';
import { plantOf } from '../shared/plant-node';
import { NodeStatus, withLate } from '../shared/status';
import { type AgentOutput, AgentStateOutput, ObservationOutput } from './agent-output';

interface MtconnectInDef extends NodeDef, ConnectionDef {
  url?: string;
  devices?: string;
  devicesType?: string;
  output?: 'machine' | 'raw';
  interval?: string | number;
  stale?: string | number;
  plant?: string;
}

const CONTEXT = { platform: 'mtconnect', operation: 'sample' };
const SECOND_MS = 1_000;
const ADDRESS = { field: 'url', called: 'address of the agent', example: 'http://192.168.1.20:5000' };

export default function register(RED: NodeAPI): void {
  function MtconnectInConstructor(this: Node, def: MtconnectInDef): void {
    RED.nodes.createNode(this, def);
    const status = new NodeStatus(RED, this, '');
    const failures = new FailureLog(RED, this);
    let closed = false;
    let stop: () => void = () => undefined;

    const fail = (error: ShopfloorError): void => {
      status.fail(error);
      failures.report(error, {}, CONTEXT);
    };
    const tellClock = (key: string, offBy: number, words: Record<string, string> = {}): void => {
      failures.warn(`node.${key}${offBy > 0 ? 'Ahead' : 'Behind'}`, { minutes: minutes(offBy), ...words });
    };

    const start = async (): Promise<void> => {
      // Catch nodes that come later in the flow are not there yet.
      await new Promise((resolve) => setImmediate(resolve));
      if (closed) return;
      if (def.devicesType === 'msg') {
        throw new InputError(
          'devices',
          'The node gets no messages: give the devices as text, JSON or from the context',
        );
      }
      const url = checkedAddress(def.url ?? '', WEB_ADDRESS, ADDRESS);
      const connection = connectionSettings(RED, def, url);
      const wanted = (await new Parameters(RED, this, def, {}).list('devices', 'devices')) ?? [];
      const intervalMs = enteredNumber(AGENT_INTERVAL, def.interval);
      const staleMs = enteredNumber(STALE, def.stale) * SECOND_MS;
      const isMachine = (def.output || 'machine') === 'machine';
      const plant = isMachine ? plantOf(RED, def.plant)?.plant : undefined;
      status.show('busy', 'calling');
      const [{ AgentClient }, { AgentFollower }] = await Promise.all([
        import('../../lib/mtconnect-client/agent-client.js'),
        import('../../lib/mtconnect-client/agent-follower.js'),
      ]);
      if (closed) return;

      let listed: ReadonlyMap<string, DeviceModel> = new Map();
      let isDroppedTold = false;
      const directory = {
        get: (machineId: string) => {
          const device = listed.get(machineId);
          return device && { machineId, name: device.name, path: [] };
        },
      };
      const showCounts = (): void => {
        const total = Math.max(wanted.length, listed.size);
        const counts = { working: output.working, whenNone: 'partly', lost: output.dropped, note } as const;
        showMachines(status, counts, { mine: total, total, store: 'none' });
      };
      const note = (counts: string): string => withLate(RED, counts, output);
      const sending = {
        send: (msg: NodeMessage) => this.send(msg),
        onLate: () => {
          showCounts();
          if (output.dropped > 0 && !isDroppedTold) failures.warn('node.dropped');
          isDroppedTold = output.dropped > 0;
        },
      };
      const output: AgentOutput = isMachine
        ? new AgentStateOutput({
            ...sending,
            intervalMs: 0,
            staleMs,
            identityOf: identityFinder(
              'mtconnect',
              { id: this.id, ...named(this), isSimulated: false },
              directory,
              plant,
            ),
            onClockOff: (device, offBy) => tellClock('device', offBy, { device }),
          })
        : new ObservationOutput(sending);
      const client = new AgentClient({ ...connection, url });
      const follower = new AgentFollower(
        client,
        { devices: wanted, intervalMs },
        {
          onDevices: (devices) => {
            listed = new Map(devices.map((device) => [device.uuid, device]));
            output.devices(devices);
          },
          onCurrent: (...news) => output.current(...news),
          onSample: (...news) => output.sample(...news),
          onAlive: () => {
            output.alive();
            showCounts();
          },
          onLost: () => output.loseAll(),
          onFailure: fail,
          onRecovery: () => failures.recovered('node.recovered'),
          onMissing: (names) => failures.warn('node.missing', { devices: names.join(', ') }),
          onGap: () => failures.warn('node.gap'),
          onClockOff: (offBy) => tellClock('agent', offBy),
        },
      );
      const run = follower.run();
      stop = () => {
        follower.close();
        output.close();
        void run.finally(() => client.close());
      };
      await run;
    };

    this.on('close', (done: () => void) => {
      closed = true;
      stop();
      status.clear();
      done();
    });

    start().catch((thrown: unknown) => {
      if (!closed) fail(toShopfloorError(thrown));
    });
  }

  RED.nodes.registerType('mtconnect-in', MtconnectInConstructor);
}

function named({ name }: Node): { name?: string } {
  return name === undefined ? {} : { name };
}
