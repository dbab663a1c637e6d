import { randomBytes } from 'node:crypto';
import { askPeer, type PeerAnswer } from './peer-question';
import { PeerServer } from './peer-server';
import type { RedisLink } from './redis-link';
import { mayBeRelayed, type ScriptName } from './scripts';
import type { StoreTimings } from './settings';

/** What the other processes say to a script that we cannot bring to the store ourselves. */
export type Relayed =
  | { kind: 'done'; reply: unknown }
  /** Each is dead or has no store either: nobody can take anything. */
  | { kind: 'alone' }
  /** Somebody does not answer, who may well have the store. */
  | { kind: 'lost' };

export interface PeerEvents {
  /** The id under which this process is known now. */
  id(): string;
  /** Another process asked for a sign of life; the returned function is called if it has told the store. */
  asked(): () => void;
}

interface Peer {
  address: string;
  /** It has answered before: if nobody listens there now, it is dead, and no firewall stands in between. */
  answered: boolean;
}

/** The other processes of the plant, and the way to them that does not lead over the store. */
export class Peers {
  /** Shared by the plant through the store; a process that comes to an empty store brings the one that it has. */
  key = randomBytes(24).toString('base64url');
  private readonly server: PeerServer;
  private readonly others = new Map<string, Peer>();
  private readonly renewals = new Map<string, () => void>();

  constructor(
    private readonly link: RedisLink,
    private readonly timings: StoreTimings,
    private readonly events: PeerEvents,
  ) {
    this.server = new PeerServer({
      key: () => this.key,
      answer: (request) => this.answer(request),
      patienceMs: timings.relayMs,
    });
  }

  get address(): string {
    return this.server.address;
  }

  /** How many processes are known, this one among them. */
  get count(): number {
    return this.others.size + 1;
  }

  async listen(): Promise<void> {
    const host = this.link.localAddress;
    if (host !== undefined) await this.server.listen(host);
  }

  /** The processes that the store knows of. */
  learn(processes: readonly { id: string; address: string }[]): void {
    const present = new Set(processes.map(({ id }) => id));
    for (const id of this.others.keys()) {
      if (!present.has(id)) this.others.delete(id);
    }
    for (const { id, address } of processes) this.meet(id, address);
  }

  /** Has one of the others bring a script to the store. */
  async relay(script: ScriptName, args: readonly (string | number)[]): Promise<Relayed> {
    const question = { kind: 'run', script, args };
    const [first, ...rest] = [...this.others.keys()].sort(() => Math.random() - 0.5);
    if (first === undefined) return { kind: 'alone' };
    // One is enough as a rule; when it has no store either, all are asked at once.
    const answers = [await this.ask(first, question, this.timings.relayMs)];
    if (!isDone(answers[0])) {
      answers.push(...(await Promise.all(rest.map((id) => this.ask(id, question, this.timings.relayMs)))));
    }
    const done = answers.find(isDone);
    if (done) return { kind: 'done', reply: done.message['reply'] };
    const nobodyHasIt = answers.every((answer) => answer.kind === 'answer' || answer.kind === 'refused');
    return { kind: nobodyHasIt ? 'alone' : 'lost' };
  }

  /** Whether a process whose lease is over is alive; if so, `renew` tells the store, and it hears of that. */
  async revive(id: string, renew: () => Promise<unknown>): Promise<boolean> {
    const answer = await this.ask(id, { kind: 'alive' }, this.timings.probeMs);
    if (answer.kind !== 'answer' || answer.message['id'] !== id) return false;
    await renew();
    await this.ask(id, { kind: 'renewed' }, this.timings.probeMs);
    return true;
  }

  close(): void {
    this.server.close();
    this.others.clear();
    this.renewals.clear();
  }

  private meet(id: string, address: string): void {
    if (id === this.events.id() || address === '' || address === this.address) return;
    if (this.others.get(id)?.address === address) return;
    this.others.set(id, { address, answered: false });
    void this.ask(id, { kind: 'alive' }, this.timings.probeMs);
  }

  private async ask(id: string, question: object, patienceMs: number): Promise<PeerAnswer> {
    const peer = this.others.get(id);
    if (!peer) return { kind: 'silent' };
    const from = { id: this.events.id(), address: this.address };
    const answer = await askPeer(peer.address, this.key, { ...question, from }, patienceMs);
    if (answer.kind === 'answer') peer.answered = true;
    return answer.kind === 'refused' && !peer.answered ? { kind: 'silent' } : answer;
  }

  private async answer(request: Record<string, unknown>): Promise<object> {
    const { id, address } = request['from'] as { id: string; address: string };
    this.meet(id, address);
    switch (request['kind']) {
      case 'run':
        return this.runFor(String(request['script']), request['args'] as string[]);
      case 'alive':
        this.renewals.set(id, this.events.asked());
        return { id: this.events.id() };
      case 'renewed':
        this.renewals.get(id)?.();
        this.renewals.delete(id);
        return {};
      default:
        return {};
    }
  }

  private async runFor(script: string, args: readonly (string | number)[]): Promise<object> {
    if (!mayBeRelayed(script)) return { kind: 'no-store' };
    try {
      return { kind: 'done', reply: await this.link.run(script, args) };
    } catch {
      return { kind: 'no-store' };
    }
  }
}

function isDone(answer: PeerAnswer | undefined): answer is PeerAnswer & { kind: 'answer' } {
  return answer?.kind === 'answer' && answer.message['kind'] === 'done';
}
