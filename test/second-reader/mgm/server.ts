import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Answer,
  type AnswerHabits,
  AnsweringServer,
  isJson,
  objectIn,
  type Question,
} from '../support/answering-server';
import { RealTime, type RealTimeHabits } from './real-time';
import { type EndpointHabits, SockjsEndpoint } from './sockjs-endpoint';
import { contentError, type Refusal, refusals, type TokenHabits, Tokens } from './tokens';
import { TransFile, type TransFileHabits } from './trans-file';

export interface MgmHabits
  extends AnswerHabits,
    EndpointHabits,
    TokenHabits,
    RealTimeHabits,
    TransFileHabits {
  /** What stands before the addresses: `/v1` in the cloud, nothing at a plant's own server. */
  prefix?: '/v1' | '';
  /** The members of the organisation are lists instead of objects with numbers for keys. */
  memberLists?: boolean;
  /** `code` is a text. */
  codes?: 'texts';
  /** The platform knows nothing of the second machine's controller. */
  knowsOneController?: boolean;
  callsPerMinute?: number;
  /** The first machine has no name. */
  nameless?: boolean;
}

export const machines = ['8wCxAAAAAAAAABg=', '8wCxAAAAAAABAAA='] as const;
const key = 'reader-key';
const secret = 'reader-secret';

/** The MGM platform as its document describes it, by a reader of the document alone. */
export class MgmServer {
  readonly credentials = { appKey: key, appSecret: secret };
  readonly http: AnsweringServer;
  readonly tokens: Tokens;
  readonly realTime: RealTime;
  readonly transFile: TransFile;
  readonly realTimeEndpoint: SockjsEndpoint;
  readonly transFileEndpoint: SockjsEndpoint;
  readonly #prefix: string;
  readonly #calls: number[] = [];

  constructor(private readonly habits: MgmHabits = {}) {
    this.#prefix = habits.prefix ?? '/v1';
    this.tokens = new Tokens(key, secret, habits);
    this.realTime = new RealTime(machines, this.tokens, habits);
    this.transFile = new TransFile(machines, this.tokens, habits);
    this.realTimeEndpoint = new SockjsEndpoint(`${this.#prefix}/real_time`, habits, this.realTime.accept);
    this.transFileEndpoint = new SockjsEndpoint(`${this.#prefix}/trans_file`, habits, this.transFile.accept);
    this.http = new AnsweringServer(this.#answer, habits);
  }

  static async start(habits: MgmHabits = {}): Promise<MgmServer> {
    const server = new MgmServer(habits);
    await server.http.start();
    server.realTimeEndpoint.attach(server.http.server);
    server.transFileEndpoint.attach(server.http.server);
    return server;
  }

  get baseUrl(): string {
    return `${this.http.origin}${this.#prefix}`;
  }

  async stop(): Promise<void> {
    this.realTimeEndpoint.stop();
    this.transFileEndpoint.stop();
    await this.http.stop();
  }

  readonly #answer = (
    question: Question,
    response: ServerResponse,
    request: IncomingMessage,
  ): Answer | undefined => {
    const body = question.body.toString();
    for (const endpoint of [this.realTimeEndpoint, this.transFileEndpoint]) {
      if (endpoint.handle(request, response, body)) return undefined;
    }
    const isToken = question.path === `${this.#prefix}/token`;
    if (!isToken && question.path !== `${this.#prefix}/resource`)
      return { status: 404, text: '<h1>404</h1>' };
    if (question.method !== 'POST') return { status: 405, text: '<h1>405</h1>' };
    const said = isJson(question) ? objectIn(question.body) : undefined;
    if (said === undefined) return { json: this.#failed(contentError('the body must be JSON')) };
    return { json: isToken ? this.#token(said) : this.#resource(said) };
  };

  #token({ func, data }: Record<string, unknown>): unknown {
    const { app_key, app_secret, refresh_token } = { ...(data as Record<string, unknown>) };
    if (func === 'get_access_token') return this.#enveloped(this.tokens.login(app_key, app_secret));
    if (func === 'refresh_token') return this.#enveloped(this.tokens.refresh(app_key, refresh_token));
    return this.#failed(contentError('func is unknown'));
  }

  #resource({ func, access_token, data }: Record<string, unknown>): unknown {
    const refusal = this.tokens.refusalOf(access_token) ?? this.#rateRefusal();
    if (refusal) return this.#failed(refusal);
    if (typeof data !== 'object' || data === null) return this.#failed(contentError('data must be dict'));
    if (func === 'get_organization') return this.#succeeded(this.#organization());
    if (func !== 'get_sys_info') return this.#failed(contentError('func is unknown'));
    const { machine_list: list } = data as Record<string, unknown>;
    if (!Array.isArray(list)) return this.#failed(contentError('machine_list must be list'));
    const known = list.filter((id) => machines.includes(id));
    if (known.length < list.length) return this.#failed(refusals.machine);
    return this.#succeeded(this.#controllers(known));
  }

  #rateRefusal(): Refusal | undefined {
    const since = Date.now() - 60_000;
    this.#calls.push(Date.now());
    const recent = this.#calls.filter((time) => time > since);
    return recent.length > (this.habits.callsPerMinute ?? 200) ? refusals.frequent : undefined;
  }

  #organization(): unknown {
    const line = this.#members({ id: '8wCxAAAAAAAB', name: '生产线' }, [
      { name: this.habits.nameless ? '' : '盒子未配置', machine_id: machines[0] },
      { name: 'VMC-850', machine_id: machines[1] },
    ]);
    const workshop = this.#members({ id: '8wCxAAAAAA==', name: '车间1' }, [line]);
    const area = this.#members({ id: '8wCxAAA=', name: '厂区' }, [workshop]);
    return this.#members({ id: '8wCx', factory_id: '8wCx' }, [area]);
  }

  #members(group: Record<string, unknown>, members: unknown[]): unknown {
    return { ...group, members: this.habits.memberLists ? members : { ...members } };
  }

  #controllers(ids: readonly string[]): unknown {
    const told = ids.filter((id) => !this.habits.knowsOneController || id === machines[0]);
    const empty = this.habits.nullFields ? null : '';
    return Object.fromEntries(
      told.map((id) => [
        id,
        { cnc_system: empty, cnc_class: empty, cnc_model: id === machines[0] ? '789' : '发那科' },
      ]),
    );
  }

  #enveloped(outcome: Refusal | Record<string, unknown>): unknown {
    return 'code' in outcome ? this.#failed(outcome as Refusal) : this.#succeeded(outcome);
  }

  #succeeded(data: unknown): unknown {
    return { code: this.habits.codes === 'texts' ? '200' : 200, data };
  }

  #failed({ code, message }: Refusal): unknown {
    return { message, code: this.habits.codes === 'texts' ? String(code) : code, data: {} };
  }
}
