import { type Arguments, number, text } from './arguments';
import { GatewayRefusal } from './codes';
import { isAddress } from './fleet';
import { get, type Operation, post } from './operations';
import type { GatewayWorld } from './world';

/** Probes of the plant's network: the configured machines are there, and answer while they are on. */
export function probeOperations(world: GatewayWorld): Operation[] {
  const answers = (host: string) => {
    const machine = world.machines.find(({ ip }) => ip === host);
    return machine !== undefined && world.running.get(machine.machineID)?.offline === false;
  };
  return [
    get('gateway/ping', 'host! count:Int32', ({ args }) => {
      const count = number(args, 'count', 4);
      refuseAbove(count, 10, 'count');
      const isReachable = answers(text(args, 'host'));
      return {
        isReachable,
        repliesMs: Array.from({ length: count }, (_, index) => (isReachable ? 1 + index : null)),
      };
    }),
    get('gateway/telnet', 'host! port!:Int32', ({ args }) => {
      refuseAbove(number(args, 'port'), 65_535, 'port');
      return { isConnected: answers(text(args, 'host')) };
    }),
    get('gateway/traceroute', 'host! maxHops:Int32', ({ args }) => {
      refuseAbove(number(args, 'maxHops', 30), 64, 'maxHops');
      const reachedTarget = answers(text(args, 'host'));
      const last = reachedTarget ? { address: text(args, 'host'), rttMs: 2 } : { address: null, rttMs: null };
      return {
        reachedTarget,
        hops: [
          { hop: 1, address: '192.168.1.1', rttMs: 1 },
          { hop: 2, ...last },
        ],
      };
    }),
    post('gateway/scan-ports', '', 'host! startPort:Int32 endPort:Int32 ports:List', ({ args }) => {
      const isThere = answers(text(args, 'host'));
      return { ports: portsToScan(args).map((port) => ({ port, isOpen: isThere && port === 8193 })) };
    }),
    get('gateway/lookup-dns', 'host!', ({ args }) => ({
      addresses: isAddress(text(args, 'host')) ? [text(args, 'host')] : [],
    })),
  ];
}

/** @throws GatewayRefusal 10017 */
function refuseAbove(value: number, most: number, name: string): void {
  if (value < 1 || value > most) {
    throw new GatewayRefusal('invalidRequest', `Invalid ${name}.`);
  }
}

function portsToScan(args: Arguments): number[] {
  const [start, end] = [number(args, 'startPort'), number(args, 'endPort')];
  const range = start > 0 && end >= start && end - start < 1024 ? end - start + 1 : 0;
  const listed = Array.isArray(args['ports']) ? args['ports'].map(Number) : [];
  const ports = [...new Set([...Array.from({ length: range }, (_, index) => start + index), ...listed])];
  refuseAbove(ports.length, 1024, 'ports');
  for (const port of ports) {
    refuseAbove(port, 65_535, 'port');
  }
  return ports;
}
