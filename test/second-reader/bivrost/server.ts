import {
  type Answer,
  type AnswerHabits,
  AnsweringServer,
  isJson,
  isPlain,
  jsonIn,
  type Question,
} from '../support/answering-server';
import { gbk } from '../support/gbk';
import { fits, type Operation, operationsIn, sample } from '../support/operation-table';
import { type CachedHabits, CachedReads, isMachine, machines, unknownMachine } from './cached-reads';
import rows from './operations.json';
import { type ProgramHabits, type ProgramPlace, Programs } from './programs';
import { type Failure, invalid, noPermission, type UserHabits, Users } from './users';

export interface BivrostHabits extends AnswerHabits, UserHabits, ProgramHabits, CachedHabits {
  /** "Information-level" errors come with HTTP 200. */
  errorsWith200?: boolean;
  /** A firmware without the addresses below `/api/config`. */
  withoutConfig?: boolean;
  /** The calls that are protected by default are open. */
  unprotected?: boolean;
  /** Ids and other 64-bit integers are beyond what a double holds. */
  wideIntegers?: boolean;
  /** Optional fields are left out. */
  onlyRequired?: boolean;
  /** This machine is off. */
  off?: string;
  /** Machines have no names. */
  nameless?: boolean;
}

const off: Failure = { status: 502, errorCode: 3, errorMsg: '机台关闭或离线' };
const success = { errorCode: 0, errorMsg: 'Success' };
const largestJson = 10 * 1024 * 1024;

type Outcome = Failure | { readonly data: unknown } | { readonly bytes: Buffer };

/** A BIVROST gateway as its document describes it, by a reader of the document alone. */
export class BivrostServer {
  readonly http: AnsweringServer;
  readonly users: Users;
  readonly programs: Programs;
  readonly cached: CachedReads;
  readonly #operations: readonly Operation[] = operationsIn(rows);

  constructor(private readonly habits: BivrostHabits = {}) {
    this.users = new Users(habits);
    this.programs = new Programs(habits);
    this.cached = new CachedReads(habits);
    this.http = new AnsweringServer((question) => this.#answer(question), habits);
  }

  static async start(habits: BivrostHabits = {}): Promise<BivrostServer> {
    const server = new BivrostServer(habits);
    await server.http.start();
    return server;
  }

  async stop(): Promise<void> {
    await this.http.stop();
  }

  #answer(question: Question): Answer {
    const outcome = this.#outcome(question);
    if ('bytes' in outcome) {
      return { bytes: outcome.bytes, headers: { 'Content-Type': 'application/octet-stream' } };
    }
    if ('data' in outcome) return { json: outcome.data };
    return { status: this.habits.errorsWith200 ? 200 : outcome.status, json: told(outcome) };
  }

  #outcome(question: Question): Outcome {
    const path = question.path.toLowerCase();
    const candidates = this.#operations.filter((operation) => operation.path.toLowerCase() === path);
    if (candidates.length === 0 || (this.habits.withoutConfig && path.startsWith('/api/config/'))) {
      return { status: 404, errorCode: -1, errorMsg: 'Not found' };
    }
    const operation = candidates.find(({ method }) => method === question.method);
    if (operation === undefined) return invalid(`method ${question.method}`);
    const isStream = /\/(sendFileStream|upload-alarm-mapping-file)$/.test(operation.path);
    if (!isStream && !isJson(question)) return invalid('Content-Type');
    const body = isStream ? question.body : jsonIn(question.body);
    if (operation.path === '/api/auth/login') {
      const outcome = this.users.login(isPlain(body) ? body : {});
      return 'token' in outcome ? { data: outcome } : outcome;
    }
    const refusal = this.users.refusalOf(question) ?? this.#misfit(operation, question, body);
    return refusal ?? this.#perform(operation, question, body);
  }

  /** What a question lacks or has in another type than the catalogue says. */
  #misfit({ parameters, path }: Operation, question: Question, body: unknown): Failure | undefined {
    if (!this.habits.unprotected && /write(OffsetData|PlcData)$/.test(path)) return noPermission;
    for (const { place, name, type, required } of parameters) {
      if (place === 'query') {
        const value = queryValue(question.query, name);
        if (value === undefined ? required : !fits(type, value, true)) return invalid(name);
      } else if (name.startsWith('[].')) {
        if (!Array.isArray(body) || !body.every(isPlain)) return invalid('the body must be an array');
        if (body.some((entry) => misses(entry, name.slice(3), type, required))) return invalid(name);
      } else if (!/[.[]/.test(name)) {
        if (!isPlain(body) ? required : misses(body, name, type, required)) return invalid(name);
      }
    }
    const machine = queryValue(question.query, 'machineID');
    if (machine === undefined) return undefined;
    if (!isMachine(machine)) return unknownMachine;
    return machine === this.habits.off && path.startsWith('/api/cnc/') && !path.endsWith('TaskData')
      ? off
      : undefined;
  }

  #perform(operation: Operation, question: Question, body: unknown): Outcome {
    const place = placeOf(question);
    const entries = Array.isArray(body) ? (body as Record<string, unknown>[]) : [];
    switch (operation.path.slice('/api/'.length)) {
      case 'auth/change-password':
        return this.users.changePassword(question, isPlain(body) ? body : {}) ?? { data: success };
      case 'config/machines':
        return { data: machines.map((id, index) => this.#machine(id, index)) };
      case 'config/groups':
        return { data: [{ groupID: 'g1', name: '一车间', machines: [...machines] }] };
      case 'cnc/readTaskData':
        return this.#one(
          this.cached.entry({ ...Object.fromEntries(question.query), machineID: place.machine }),
        );
      case 'cnc/batchReadTaskData':
        return { data: entries.map((entry) => inList(this.cached.entry(entry))) };
      case 'cnc/batchReadErrors':
        return { data: entries.map((entry) => told(this.cached.connection(entry))) };
      case 'cnc/readProgramList':
      case 'cnc/searchFile':
        return { data: this.programs.list(place.machine, place.directory) };
      case 'cnc/readCurrentProgram':
        return this.#one(this.programs.current(place.machine, place.directory));
      case 'cnc/receiveFile':
      case 'cnc/receiveFileStream':
        return this.#received(place, operation.path.endsWith('Stream'));
      case 'cnc/sendFile':
      case 'cnc/sendFileStream':
        return this.#sent(place, Buffer.isBuffer(body) ? body : contentOf(body));
      case 'cnc/deleteFile':
        return this.programs.delete(place) ?? { data: success };
      case 'config/download-alarm-mapping-file':
        return { bytes: Buffer.from('1001,急停') };
      case 'cnc/backupFiles':
        return { bytes: Buffer.from('504b0506000000000000000000000000000000000000', 'hex') };
      default:
        return { data: this.#made(operation, question, entries) };
    }
  }

  #one(outcome: Failure | Record<string, unknown>): Outcome {
    return 'status' in outcome && 'errorCode' in outcome ? (outcome as Failure) : { data: outcome };
  }

  #received(place: ProgramPlace, isStream: boolean): Outcome {
    const content = this.programs.at(place);
    if (content === undefined) return { status: 503, errorCode: 158, errorMsg: '文件不存在' };
    return isStream ? { bytes: content } : { data: this.programs.told(content) };
  }

  #sent(place: ProgramPlace, content: Buffer | undefined): Outcome {
    if (content === undefined) return invalid('content or base64');
    return this.programs.send(place, content) ?? { data: success };
  }

  #machine(machineID: string, index: number): Record<string, unknown> {
    const spelt = this.habits.olderSpelling ? { MachineID: machineID } : { machineID };
    return {
      ...spelt,
      name: this.habits.nameless ? '' : `机台${index + 1}`,
      type: 'CNC',
      system: 'Mock',
      model: 'General',
      isActive: true,
    };
  }

  /** An answer of the fields that the catalogue lists. */
  #made({ answer, path, method }: Operation, question: Question, entries: unknown[]): unknown {
    if (answer.some(({ name }) => name === 'errorCode')) return success;
    const fields = answer.filter(({ required }) => required || !this.habits.onlyRequired);
    const channel = queryValue(question.query, 'channel');
    // A direct read tells what the cache holds, where it holds that.
    const known: Record<string, unknown> = Object.assign(
      { channel: Number(channel) },
      ...Object.values(this.cached.data),
    );
    const made = Object.fromEntries(
      fields
        .filter(({ name }) => name !== 'channel' || (channel !== undefined && channel !== '0'))
        .map(({ name, type }) => [name, this.#valued(known[name] ?? sample(type, name))]),
    );
    if (method === 'POST' && path.startsWith('/api/cnc/batchRead')) return entries.map(() => made);
    return /^\/api\/(group-)?(analysis|db)\//.test(path) ? [made] : made;
  }

  #valued(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => this.#valued(each));
    if (typeof value === 'bigint') return this.habits.wideIntegers ? value : Number(value % 1_000_000n);
    return value;
  }
}

/** Keys are the same in any letter case. */
function queryValue(query: URLSearchParams, name: string): string | undefined {
  const key = [...query.keys()].find((each) => each.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : (query.get(key) ?? undefined);
}

function misses(holder: Record<string, unknown>, name: string, type: string, required: boolean): boolean {
  const value = holder[name];
  return value === undefined || value === null ? required : !fits(type, value, false);
}

function placeOf({ query }: Question): ProgramPlace {
  return {
    machine: queryValue(query, 'machineID') ?? '',
    directory: queryValue(query, 'dirAtCNC') ?? queryValue(query, 'subDir') ?? '/',
    name: queryValue(query, 'fileName') ?? '',
  };
}

function contentOf(body: unknown): Buffer | undefined {
  const { content, base64, encoding } = { ...(body as Record<string, unknown>) };
  const encoded = /^gb/i.test(String(encoding)) ? gbk : Buffer.from;
  const bytes = typeof content === 'string' ? encoded(content) : undefined;
  const decoded = typeof base64 === 'string' ? Buffer.from(base64, 'base64') : undefined;
  const all = bytes ?? decoded;
  return all && all.length <= largestJson ? all : undefined;
}

function told({ errorCode, errorMsg, statusMsg }: Failure): Record<string, unknown> {
  return { errorCode, errorMsg, ...(statusMsg === undefined ? {} : { statusMsg }) };
}

function inList(outcome: Failure | Record<string, unknown>): Record<string, unknown> {
  return 'status' in outcome && 'errorCode' in outcome ? told(outcome as Failure) : { ...outcome };
}
