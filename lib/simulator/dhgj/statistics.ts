/** One business call, whether it was answered or refused. */
export interface DhgjCallRecord {
  /** Milliseconds since 1970. */
  time: number;
  method: string;
  /** As it was sent, without the query. */
  path: string;
  /** HTTP status of the answer. */
  status: number;
}

/** Something that a call has changed. */
export interface DhgjChangeRecord {
  time: number;
  what: 'order-created' | 'order-updated' | 'order-deleted' | 'maintenance-reported';
  /** Number of the work order, or id of the machine. */
  id: string;
}

/** Records beyond this number are forgotten, oldest first. */
const keptRecords = 20_000;

/** What the simulator has seen, for tests. */
export class DhgjStatistics {
  /** Times of logins that were granted. */
  logins: number[] = [];
  refusedLogins = 0;
  /** Live tokens that a login has ended. */
  tokensEndedEarly = 0;
  calls: DhgjCallRecord[] = [];
  changes: DhgjChangeRecord[] = [];
  /** What was wrong with the headers of requests that were answered with HTTP 400 for them. */
  headerFaults: string[] = [];

  /** Begins anew. */
  reset(): void {
    Object.assign(this, new DhgjStatistics());
  }

  addLogin(time: number): void {
    keep(this.logins, time);
  }

  addCall(call: DhgjCallRecord): void {
    keep(this.calls, call);
  }

  addChange(change: DhgjChangeRecord): void {
    keep(this.changes, change);
  }

  addHeaderFault(fault: string): void {
    keep(this.headerFaults, fault);
  }
}

function keep<Record>(records: Record[], record: Record): void {
  records.push(record);
  if (records.length > keptRecords) {
    records.shift();
  }
}
