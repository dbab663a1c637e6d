import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import { TimeSlice } from '../../lib/async/time-slice';
import { InputError, ShopfloorError, toShopfloorError } from '../../lib/errors';
import { isPlainObject, textOf } from '../../lib/json/json-values';
import { DEFAULT_MEGABYTES, KeptMemory } from '../../lib/machine/kept-memory';
import { MAP_STALE } from '../../lib/machine/limits';
import { machineKey } from '../../lib/machine/machine-key';
import type { MachineIdentity } from '../../lib/machine/machine-state';
import { MachineStates } from '../../lib/machine/machine-states';
import type { Plant } from '../../lib/machine/plant';
import { enteredNumber } from '../shared/entered';
import { failMessage, reportFailure } from '../shared/failure';
import { plantOf } from '../shared/plant-node';
import { positiveOption } from '../shared/settings-file';
import { NodeStatus } from '../shared/status';
import { ownText } from './kept-value';
import { serveMapPreview } from './map-preview';
import { type MappedMachine, type MappingDef, MessageMapping, newsOf } from './message-mapping';

interface MachineMapDef extends NodeDef, MappingDef {
  platform?: string;
  source?: string;
  stale?: string | number;
  plant?: string;
}

const CONTEXT = { platform: 'machine', operation: 'map' };
const DEFAULT_PLATFORM = 'other';
const DEFAULT_MOST_MACHINES = 10_000;
/** Messages that wait for those before them, which takes time where a list is long. */
const MOST_WAITING = 1_000;
const LONGEST_PLATFORM = 64;
/** What a message brought along beside the list, for each of its machines. */
const MOST_CARRIED = 100;
const SECOND_MS = 1_000;
const LONGEST_SILENCE_MS = 24 * 3_600_000;

export default function register(RED: NodeAPI): void {
  const preview = serveMapPreview(RED);

  function MachineMapConstructor(this: Node, def: MachineMapDef): void {
    RED.nodes.createNode(this, def);
    const status = new NodeStatus(RED, this, '');
    const names = new Map<string, Partial<Pick<MachineIdentity, 'name' | 'path' | 'source'>>>();
    const most = positiveOption(RED, 'shopfloorMostMachines') ?? DEFAULT_MOST_MACHINES;
    /** Machines that were silent for too long. */
    const silent = new Set<string>();
    /** When machines were heard, those that are silent for longest first. */
    const heard = new Map<string, number>();
    const memory = new KeptMemory(
      positiveOption(RED, 'shopfloorLargestMap') ?? DEFAULT_MEGABYTES,
      'shopfloorLargestMap',
    );
    let closed = false;

    const identityOf = (machineId: string): MachineIdentity => {
      const { name, path, source } = names.get(machineId) ?? {};
      const platform = def.platform?.trim() || source?.platform || DEFAULT_PLATFORM;
      const account = def.source?.trim() || this.name?.trim() || this.id;
      const asset = plant?.find({ id: this.id, name: account }, machineId);
      return {
        key: asset?.id ?? machineKey(platform, account, machineId),
        machineId,
        name: asset?.name || name?.trim() || machineId,
        path: [...(asset?.path.length ? asset.path : (path ?? []))],
        source: { platform, account, ...(source?.simulated ? { simulated: true } : {}) },
      };
    };
    const showMachines = (): void => {
      const size = running?.states.size ?? 0;
      if (size === 0) status.show('partly', 'noMachines');
      else if (silent.size > 0) status.showText('partly', `${size - silent.size}/${size}`);
      else status.showText('good', String(size));
    };
    let plant: Plant | undefined;
    const start = () => {
      plant = plantOf(RED, def.plant)?.plant;
      return {
        mapping: new MessageMapping(RED, this, def),
        states: new MachineStates({
          staleMs: enteredNumber(MAP_STALE, def.stale) * SECOND_MS,
          identityOf,
          onChange: (machineId, changed, snapshot) => {
            silent.add(machineId);
            showMachines();
            const payload = snapshot(changed);
            this.send({ topic: payload.key, type: 'machine/state', payload } as NodeMessage);
          },
        }),
      };
    };

    let running: ReturnType<typeof start> | undefined;
    try {
      running = start();
    } catch (thrown) {
      const error = toShopfloorError(thrown);
      status.fail(error);
      reportFailure(this, error, {}, CONTEXT);
    }

    /** Makes room: machines that were silent for more than a day give up their places. */
    const forgetSilent = (): void => {
      for (const [machineId, at] of heard) {
        if (Date.now() - at <= LONGEST_SILENCE_MS) return;
        heard.delete(machineId);
        names.delete(machineId);
        silent.delete(machineId);
        memory.forget(machineId);
        running?.states.forget(machineId);
      }
    };

    const handle = async (msg: NodeMessageInFlow, send: (msg: NodeMessage) => void): Promise<void> => {
      preview.keep(this, msg);
      const { mapping, states } = running ?? start();
      const source = sourceOf(msg);
      const machines = await mapping.read(msg, most);
      const carried = machines.length > 1 ? carriedBy(msg) : {};
      const slice = new TimeSlice();
      for (const [index, machine] of machines.entries()) {
        const { machineId } = machine;
        await slice.rest();
        if (closed) return;
        if (!states.has(machineId) && states.size >= most) forgetSilent();
        if (!states.has(machineId) && states.size >= most) {
          throw new InputError(
            'machineId',
            `${machineId} is one machine more than one node takes: ${most} (limit "shopfloorMostMachines" in Node-RED's settings file)`,
          );
        }
        memory.take(machineId, machine.sizes);
        silent.delete(machineId);
        heard.delete(machineId);
        heard.set(machineId, Date.now());
        const { news, ...told } = newsOf(machine, states.statusOf(machineId));
        names.set(machineId, { ...names.get(machineId), ...told, source });
        states.rename([machineId]);
        const payload = states.update(machineId, news);
        const isLast = index === machines.length - 1;
        const out: NodeMessageInFlow = isLast ? msg : { ...carried, _msgid: msg._msgid };
        delete out['failure'];
        send(Object.assign(out, { topic: payload.key, type: 'machine/state', payload }));
      }
      if (machines.length > 0 && !machines.some(tellsSomething)) status.show('partly', 'noValues');
      else showMachines();
    };

    // One message after another: their machines are told in the order in which they came.
    let before = Promise.resolve();
    let waiting = 0;
    this.on('input', (msg, send, done) => {
      if (waiting >= MOST_WAITING) {
        done(failMessage(tooManyWaiting(), msg, CONTEXT));
        return;
      }
      waiting += 1;
      before = before
        .then(() => {
          waiting -= 1;
          return handle(msg, send);
        })
        .then(
          () => done(),
          (thrown: unknown) => {
            const error = failMessage(thrown, msg, CONTEXT);
            if (closed) return done();
            status.fail(error);
            done(error);
          },
        );
    });

    this.on('close', (done: () => void) => {
      closed = true;
      running?.states.close();
      preview.forget(this);
      status.clear();
      done();
    });
  }

  RED.nodes.registerType('machine-map', MachineMapConstructor);
}

/** Whether a row of the table has found a value. */
function tellsSomething({ values }: MappedMachine): boolean {
  return values.some(({ value }) => value !== undefined);
}

/** What the message itself says of where it comes from. */
function sourceOf(msg: NodeMessageInFlow): MachineIdentity['source'] {
  const call = isPlainObject(msg['call']) ? msg['call'] : {};
  const [typePlatform] = (textOf(msg['type']) ?? '').split('/');
  const told = textOf(call['platform']) ?? typePlatform ?? '';
  const platform = told.length > LONGEST_PLATFORM ? '' : ownText(told);
  return { platform, account: '', ...(call['simulated'] === true ? { simulated: true } : {}) };
}

/**
 * Of a message with a list its texts, numbers and yes/no, which each of its machines' messages has; a copy of all else
 * for each machine would cost the size of the message times the number of machines.
 */
function carriedBy(msg: NodeMessageInFlow): Partial<NodeMessageInFlow> {
  const simple = Object.entries(msg).filter(([, value]) => textOf(value) !== undefined);
  return Object.fromEntries(simple.slice(0, MOST_CARRIED));
}

function tooManyWaiting(): ShopfloorError {
  return new ShopfloorError(
    `${MOST_WAITING} messages wait for those before them: this one is left out, as messages come faster than their machines can be told of`,
    { code: 'shopfloor:busy', kind: 'rate-limit', retryable: true },
  );
}
