import { createHash, createHmac, randomUUID } from 'node:crypto';
import {
  type Answer,
  type AnswerHabits,
  AnsweringServer,
  isJson,
  objectIn,
  type Question,
} from '../support/answering-server';
import { fits, type Operation, operationsIn } from '../support/operation-table';
import rows from './operations.json';
import { fail, listed, type OmsHabits as Shapes, succeed, tokenAnswer } from './shapes';

export interface OmsHabits extends AnswerHabits, Shapes {
  /** The largest page, whatever is asked. */
  pageCap?: number;
  /** Gives the first page whatever is asked. */
  ignoresPage?: boolean;
  /** The address is reached through the document's own nginx, which knows `/oms/` alone. */
  behindNginx?: boolean;
  /** Every change is refused. */
  refusesChanges?: boolean;
  /** The token has no `exp`. */
  endlessToken?: boolean;
  items?: number;
}

const appId = 'reader-app';
const appSecret = 'reader-secret';

/** An OMS server as its document describes it, by a reader of the document alone. */
export class OmsServer {
  readonly credentials = { appId, appSecret };
  readonly http: AnsweringServer;
  /** The bodies that came with each call, as they were written. */
  readonly #operations: readonly Operation[] = operationsIn(rows);
  readonly #secret = randomUUID();
  readonly #rids = new Set<string>();
  readonly #refused = new Set<string>();

  constructor(private readonly habits: OmsHabits = {}) {
    this.http = new AnsweringServer((question) => this.#answer(question), habits);
  }

  static async start(habits: OmsHabits = {}): Promise<OmsServer> {
    const server = new OmsServer(habits);
    await server.http.start();
    return server;
  }

  async stop(): Promise<void> {
    await this.http.stop();
  }

  /** Refuses every token that was given out so far. */
  expireTokens(): void {
    for (const { headers } of this.http.questions) this.#refused.add(String(headers['token']));
  }

  #answer(question: Question): Answer {
    if (this.habits.behindNginx && !question.path.startsWith('/oms/')) {
      const text =
        '<html><head><title>404 Not Found</title></head><body><center>nginx</center></body></html>';
      return { status: 404, text };
    }
    if (question.method !== 'POST') return { status: 405, text: '<h1>405 Method Not Allowed</h1>' };
    const body = isJson(question) ? objectIn(question.body) : undefined;
    if (body === undefined) return fail(this.habits, 400, 'the body must be a JSON object');
    if (question.path === '/oms/auth/token') return this.#token(body);
    const found = this.#operations.find((operation) => idsIn(operation.path, question.path));
    if (found === undefined) return { status: 404, text: '<h1>404</h1>' };
    if (!this.#isGood(question.headers['token'])) return this.#expired();
    const lacking = found.parameters.find(({ place, name, type, required }) => {
      if (place !== 'body') return false;
      const value = body[name];
      return value === undefined || value === null ? required : !fits(type, value, false);
    });
    if (lacking) return fail(this.habits, 1001, `参数错误: ${lacking.name}`);
    return this.#perform(found.path, body, idsIn(found.path, question.path) ?? []);
  }

  /** Section 6.1: MD5 over id, `rid` and secret; a `rid` is good for one call. */
  #token({ app_id, timestamp, sign }: Record<string, unknown>): Answer {
    if (typeof timestamp !== 'string' || timestamp === '')
      return fail(this.habits, 1001, '参数错误: timestamp');
    const wanted = createHash('md5').update(`${app_id}${timestamp}${appSecret}`).digest('hex');
    if (app_id !== appId || sign !== wanted || this.#rids.has(timestamp)) {
      return fail(this.habits, 1002, '签名错误');
    }
    this.#rids.add(timestamp);
    return tokenAnswer(this.habits, this.#jwt());
  }

  #expired(): Answer {
    switch (this.habits.expiry ?? 'status 401') {
      case 'status 401':
        return { status: 401, json: { code: 401, msg: 'token invalid' } };
      case 'code 401':
        return { json: { code: 401, msg: 'token invalid' } };
      case 'status 403':
        return { status: 403, json: { msg: 'token expired' } };
      case 'words':
        return { json: { status: 'error', message: 'Token 已过期' } };
    }
  }

  #perform(path: string, body: Record<string, unknown>, ids: readonly string[]): Answer {
    const isChange = /\/(update|remove|submit|confirm|add|set|invoke)(\/|$)/.test(path);
    if (isChange && this.habits.refusesChanges) return fail(this.habits, 2003, '设备不在线');
    if (isChange) return succeed(this.habits, { accepted: true, ids, body });
    if (/\/(list|logs|member|group|device)(\/\{\w+\})?$/.test(path)) return this.#page(body);
    return succeed(this.habits, {
      id: this.habits.wideIds ? 1_798_234_567_890_123_457n : 31_000,
      ids,
      name: '门铃',
    });
  }

  #page({ page = 1, page_size = 10 }: Record<string, unknown>): Answer {
    const { items = 25, pageCap = 100, ignoresPage, wideIds } = this.habits;
    const all = Array.from({ length: items }, (_, index) => ({
      id: wideIds ? 1_798_234_567_890_123_457n + BigInt(index) : 10_000 + index,
      name: `设备${index + 1}`,
      remark: null,
    }));
    const size = Math.min(Number(page_size), pageCap);
    const start = ignoresPage ? 0 : (Number(page) - 1) * size;
    return succeed(this.habits, ...listed(this.habits, all.slice(start, start + size), items));
  }

  #jwt(): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      app: appId,
      jti: randomUUID(),
      ...(this.habits.endlessToken ? {} : { exp: now + 7200 }),
    };
    const text = [{ alg: 'HS256', typ: 'JWT' }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${text}.${this.#sealOf(text)}`;
  }

  #isGood(token: unknown): boolean {
    const [head, claims, seal] = String(token).split('.');
    return seal === this.#sealOf(`${head}.${claims}`) && !this.#refused.has(String(token));
  }

  #sealOf(text: string): string {
    return createHmac('sha256', this.#secret).update(text).digest('base64url');
  }
}

/** The ids in a path that fits the pattern `/oms/x/{id}`. */
function idsIn(pattern: string, path: string): string[] | undefined {
  const expression = new RegExp(`^${pattern.replace(/\{\w+\}/g, '([^/]+)')}$`);
  return expression.exec(path)?.slice(1).map(decodeURIComponent);
}
