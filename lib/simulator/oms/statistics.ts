/** One call with a token, whether it was answered or refused. */
export interface OmsCallRecord {
  /** Milliseconds since 1970. */
  time: number;
  /** Such as `device/detail`. */
  operation: string;
  /** Its ids in the path, decoded. */
  ids: string[];
  body: unknown;
  /** 0, or the code of the refusal. */
  code: number;
}

/** Records beyond this number are forgotten, oldest first. */
const keptRecords = 20_000;

/** What the simulator has seen, for tests. */
export class OmsStatistics {
  /** Times of logins that were granted. */
  logins: number[] = [];
  refusedLogins = 0;
  calls: OmsCallRecord[] = [];
  /** How often each operation that changes something has done so. */
  changes = new Map<string, number>();

  /** Begins anew. */
  reset(): void {
    Object.assign(this, new OmsStatistics());
  }

  addLogin(time: number): void {
    keep(this.logins, time);
  }

  addCall(call: OmsCallRecord): void {
    keep(this.calls, call);
  }

  countChange(operation: string): void {
    this.changes.set(operation, (this.changes.get(operation) ?? 0) + 1);
  }
}

function keep<Record>(records: Record[], record: Record): void {
  records.push(record);
  if (records.length > keptRecords) {
    records.shift();
  }
}
