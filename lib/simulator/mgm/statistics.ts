/** One call of `/v1/resource`, whether it was answered or refused. */
export interface CallRecord {
  /** Counted from 1 in the order of arrival. */
  order: number;
  /** Milliseconds since 1970. */
  time: number;
  appKey: string | undefined;
  func: string;
  data: unknown;
  /** 200, or the code of the refusal. */
  code: number;
}

/** One handshake that succeeded. */
export interface HandshakeRecord {
  time: number;
  endpoint: SocketEndpoint;
  transport: string;
}

/** A socket begins or ceases to follow a machine. */
export interface FollowRecord {
  time: number;
  machineId: string;
  appKey: string;
  socketId: number;
  /** How many sockets follow the machine from now on. */
  followers: number;
}

export type SocketEndpoint = 'real_time' | 'trans_file';

/** Records beyond this number are forgotten, oldest first. */
const keptRecords = 20_000;

const minute = 60_000;

/** What the simulator has seen, for tests. */
export class MgmStatistics {
  /** Times of logins and renewals that were granted. */
  logins: number[] = [];
  renewals: number[] = [];
  calls: CallRecord[] = [];
  handshakes: HandshakeRecord[] = [];
  follows: FollowRecord[] = [];
  /** How often each code was given as a refusal, on calls and on sockets. */
  refusals = new Map<number, number>();
  /** Most calls that arrived within any 60 seconds. */
  peakCallsPerMinute = 0;
  /** Most sockets that followed one machine at the same time. */
  peakFollowers = 0;
  #callCount = 0;
  #lastMinute: number[] = [];

  /** Begins anew. */
  reset(): void {
    Object.assign(this, new MgmStatistics());
    this.#callCount = 0;
    this.#lastMinute = [];
  }

  countRefusal(code: number): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }

  addLogin(time: number): void {
    keep(this.logins, time);
  }

  addRenewal(time: number): void {
    keep(this.renewals, time);
  }

  addCall(call: Omit<CallRecord, 'order'>): void {
    this.#callCount++;
    keep(this.calls, { order: this.#callCount, ...call });
    this.#lastMinute.push(call.time);
    while ((this.#lastMinute[0] ?? call.time) <= call.time - minute) {
      this.#lastMinute.shift();
    }
    this.peakCallsPerMinute = Math.max(this.peakCallsPerMinute, this.#lastMinute.length);
  }

  addHandshake(handshake: HandshakeRecord): void {
    keep(this.handshakes, handshake);
  }

  addFollow(follow: FollowRecord): void {
    keep(this.follows, follow);
    this.peakFollowers = Math.max(this.peakFollowers, follow.followers);
  }
}

function keep<Record>(records: Record[], record: Record): void {
  records.push(record);
  if (records.length > keptRecords) {
    records.shift();
  }
}
