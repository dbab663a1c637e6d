import {
  type Answer,
  type AnswerHabits,
  AnsweringServer,
  isJson,
  objectIn,
  type Question,
} from '../support/answering-server';
import { fits, type Operation, operationsIn, type Place, sample } from '../support/operation-table';
import { type DeviceHabits, downlink } from './devices';
import rows from './operations.json';
import { type PageHabits, page } from './pages';
import { type Outcome, refused, type TokenHabits, Tokens } from './tokens';

export interface QuectelHabits extends AnswerHabits, TokenHabits, DeviceHabits, PageHabits {
  /** Refusals have the HTTP status that fits; else 200. */
  statuses?: boolean;
  /** `code` of the envelope is a text. */
  textualCodes?: boolean;
  /** Every operation answers this code. */
  code?: number;
}

const accessKey = '24b9zicjuns41H6MDg71AMnP';
const accessSecret = '6AE3p2SnA9ShP7ofigrccoeeks8DDoteJ1jUUTEz';
const tokenPath = '/v2/quecauth/accessKeyAuthrize/';

/** The Quectel platform as its document describes it, by a reader of the document alone. */
export class QuectelServer {
  readonly credentials = { accessKey, accessSecret };
  readonly http: AnsweringServer;
  readonly tokens: Tokens;
  readonly #operations: readonly Operation[] = operationsIn(rows);

  constructor(private readonly habits: QuectelHabits = {}) {
    this.tokens = new Tokens(accessKey, accessSecret, habits);
    this.http = new AnsweringServer((question) => this.#answer(question), habits);
  }

  static async start(habits: QuectelHabits = {}): Promise<QuectelServer> {
    const server = new QuectelServer(habits);
    await server.http.start();
    return server;
  }

  async stop(): Promise<void> {
    await this.http.stop();
  }

  #answer(question: Question): Answer {
    const { code, ...rest } = this.#outcome(question);
    const status = this.habits.statuses && [401, 403, 404].includes(code) ? code : 200;
    const date = new Date(this.tokens.now).toUTCString();
    return {
      status,
      json: { code: this.habits.textualCodes ? String(code) : code, ...rest },
      headers: { Date: date },
    };
  }

  #outcome(question: Question): Outcome {
    const { path, query, method } = question;
    if (path.startsWith(tokenPath)) {
      if (method !== 'GET') return refused(404, 'Not found');
      if (path === `${tokenPath}accessKeyLogin`) return this.tokens.login(query);
      return path === `${tokenPath}refreshToken` ? this.tokens.refresh(query) : refused(404, 'Not found');
    }
    const operation = this.#operations.find((each) => each.path === path && each.method === method);
    if (operation === undefined) return refused(404, 'Not found');
    const refusal = this.tokens.refusalOf(question.headers.authorization);
    if (refusal) return refusal;
    const body = question.body.length === 0 ? {} : isJson(question) ? objectIn(question.body) : undefined;
    if (body === undefined) return refused(50005, 'Parameter verification failed');
    const lacking = operation.parameters.find((parameter) => misses(parameter, query, body));
    if (lacking) return refused(50005, `Parameter verification failed: ${lacking.name}`);
    if (this.habits.code !== undefined) return refused(this.habits.code, 'refused');
    return this.#perform(operation, query, body);
  }

  #perform({ path, answer }: Operation, query: URLSearchParams, body: Record<string, unknown>): Outcome {
    if (/\/(dm\/\w+|raw\/sendData)$/.test(path)) return downlink(path, body, this.habits);
    const asked = (name: string): string | undefined => {
      const value = query.get(name) ?? body[name];
      return value === undefined || value === null ? undefined : String(value);
    };
    const data = answer.find(({ name }) => name === 'data');
    const isList = data?.type === 'array' || answer.some(({ name }) => name === 'data.list');
    if (isList) return page(answer, asked, this.habits);
    return { code: 200, msg: '', data: this.#one(answer, data?.type ?? 'object') };
  }

  #one(answer: readonly Place[], type: string): unknown {
    const fields = answer.filter(({ name }) => /^data\.\w+$/.test(name));
    if (fields.length === 0) return type === 'object' ? null : sample(type, 'data');
    return Object.fromEntries(
      fields.map(({ name, type: of }) => {
        const value = sample(of, name);
        return [name.slice('data.'.length), typeof value === 'bigint' && !this.habits.wideIds ? 7 : value];
      }),
    );
  }
}

function misses(
  { place, name, type, required }: Operation['parameters'][number],
  query: URLSearchParams,
  body: Record<string, unknown>,
): boolean {
  if (place === 'query') {
    const value = query.get(name);
    return value === null ? required : !fits(type, value, true);
  }
  if (/[.[]/.test(name)) return false;
  const value = body[name];
  return value === undefined || value === null ? required : !fits(type, value, false);
}
