import { randomUUID } from 'node:crypto';
import {
  type Answer,
  type AnswerHabits,
  AnsweringServer,
  jsonIn,
  type Question,
} from '../support/answering-server';

export interface DhgjHabits extends AnswerHabits {
  /** Who writes errors: Spring's converters as XML or as JSON, or its error page. */
  errors?: 'json' | 'xml' | 'error page';
  /** The errors of the token endpoint stand in `WWW-Authenticate` alone. */
  emptyBodies?: boolean;
  /** What the answer to a login looks like. */
  login?: 'plain' | 'wrapped' | 'without expires_in' | 'textual expires_in' | 'upper-case type';
  /** The word with which logins are refused. */
  refusal?: 'invalid_client' | 'unauthorized' | 'server_error';
  /** Each login ends the token before, as the document warns. */
  freshTokens?: boolean;
  /** The text of a failure stands under `msg`. */
  msg?: boolean;
  /** `code` is a text. */
  textualCodes?: boolean;
  wideIds?: boolean;
  /** So many business calls are refused with 429 first. */
  busy?: number;
}

const clientId = 'a4f0b324';
const clientSecret = '0bdf59e68';
/** What the sample requests show and what HTTP itself needs. */
const knownHeaders = [
  'host',
  'content-type',
  'authorization',
  'content-length',
  'connection',
  'transfer-encoding',
];

/** The DHGJ cloud as its document describes it, by a reader of the document alone. */
export class DhgjServer {
  readonly credentials = { clientId, clientSecret };
  readonly http: AnsweringServer;
  #token: string | undefined;
  #busy: number;

  constructor(private readonly habits: DhgjHabits = {}) {
    this.#busy = habits.busy ?? 0;
    this.http = new AnsweringServer((question) => this.#answer(question), habits);
  }

  static async start(habits: DhgjHabits = {}): Promise<DhgjServer> {
    const server = new DhgjServer(habits);
    await server.http.start();
    return server;
  }

  async stop(): Promise<void> {
    await this.http.stop();
  }

  expireToken(): void {
    this.#token = undefined;
  }

  #answer(question: Question): Answer {
    const unknown = question.headerNames.find((name) => !knownHeaders.includes(name.toLowerCase()));
    if (unknown !== undefined) return { status: 400, text: `<h1>Bad Request</h1><p>${unknown}</p>` };
    if (question.path === '/oauth/token') return this.#login(question);
    const token = /^bearer (\S+)$/i.exec(question.headers.authorization ?? '')?.[1];
    if (this.#token === undefined || token !== this.#token) {
      return this.#refuse(
        401,
        'invalid_token',
        `Invalid access token: ${token}`,
        'Bearer realm="oauth2-resource"',
      );
    }
    if (this.#busy > 0) {
      this.#busy -= 1;
      return {
        status: 429,
        json: this.#enveloped(429, 'too many requests'),
        headers: { 'Retry-After': '0' },
      };
    }
    return this.#business(question);
  }

  #login({ method, headers, body }: Question): Answer {
    if (method !== 'POST')
      return this.#refuse(405, 'method_not_allowed', `Request method '${method}' not supported`);
    if (!/^application\/x-www-form-urlencoded/i.test(headers['content-type'] ?? '')) {
      return this.#refuse(400, 'invalid_request', 'Missing grant type');
    }
    const form = new URLSearchParams(body.toString());
    const realm = 'Form realm="oauth2/client"';
    const { refusal } = this.habits;
    if (refusal === 'server_error') return this.#refuse(500, refusal, 'Internal Server Error');
    if (refusal === 'unauthorized')
      return this.#refuse(401, refusal, 'Full authentication is required', realm);
    const isKnown = form.get('client_id') === clientId && form.get('client_secret') === clientSecret;
    if (!isKnown || refusal === 'invalid_client') {
      return this.#refuse(401, 'invalid_client', 'Bad client credentials', realm);
    }
    if (form.get('grant_type') !== 'client_credentials') {
      return this.#refuse(400, 'unsupported_grant_type', `Unsupported grant type: ${form.get('grant_type')}`);
    }
    if (this.#token === undefined || this.habits.freshTokens) this.#token = randomUUID();
    return { json: this.#issued(this.#token) };
  }

  #issued(token: string): unknown {
    const { login = 'plain' } = this.habits;
    const type = login === 'upper-case type' ? 'Bearer' : 'bearer';
    const life = login === 'textual expires_in' ? '43199' : 43_199;
    const whole = { access_token: token, token_type: type, expires_in: life, scope: '' };
    const { expires_in: _, ...endless } = whole;
    if (login === 'wrapped') return { code: 200, message: 'success', data: whole };
    return login === 'without expires_in' ? endless : whole;
  }

  /** An error as Spring Security OAuth2 writes it. */
  #refuse(status: number, error: string, text: string, realm?: string): Answer {
    const { errors = 'json', emptyBodies } = this.habits;
    const headers: Record<string, string> =
      realm === undefined
        ? {}
        : { 'WWW-Authenticate': `${realm}, error="${error}", error_description="${text}"` };
    if (emptyBodies) return { status, bytes: Buffer.alloc(0), headers };
    if (errors === 'xml') {
      const root = error === 'invalid_token' ? 'InvalidTokenException' : 'oauth';
      const xml = `<${root}><error>${error}</error><error_description>${text}</error_description></${root}>`;
      return {
        status,
        bytes: Buffer.from(xml),
        headers: { ...headers, 'Content-Type': 'application/xml;charset=UTF-8' },
      };
    }
    if (errors === 'error page') {
      const page = {
        timestamp: '2026-11-27T08:00:00.000+0000',
        status,
        error: 'Unauthorized',
        message: text,
        path: '/',
      };
      return { status, json: page, headers };
    }
    return { status, json: { error, error_description: text }, headers };
  }

  /** Business calls tell what they got, in the envelope of "请求返回". */
  #business({ method, path, query, headers, body }: Question): Answer {
    if (path === '/failing') return { json: this.#enveloped(4003, '设备不存在') };
    if (path === '/broken') return { status: 500, json: this.#enveloped(500, '服务端错误') };
    if (path === '/list') {
      const id = this.habits.wideIds ? 1_798_234_567_890_123_457n : 7;
      return { json: this.#enveloped(200, 'success', [{ id, name: '机床一', value: null }]) };
    }
    const type = headers['content-type'] ?? null;
    const isForm = type?.includes('urlencoded') ?? false;
    const content = isForm
      ? Object.fromEntries(new URLSearchParams(body.toString()))
      : (jsonIn(body) ?? null);
    const got = { method, path, query: Object.fromEntries(query), type, content };
    return { json: this.#enveloped(200, 'success', got) };
  }

  #enveloped(code: number, text: string, data?: unknown): unknown {
    const { msg, textualCodes } = this.habits;
    return { code: textualCodes ? String(code) : code, [msg ? 'msg' : 'message']: text, data };
  }
}
