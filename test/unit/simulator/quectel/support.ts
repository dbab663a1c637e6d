import { createHash } from 'node:crypto';
import { QuectelSimulator } from '../../../../lib/simulator/quectel/quectel-simulator';
import type { QuectelOptions } from '../../../../lib/simulator/quectel/settings';

export interface QuectelAnswer {
  status: number;
  code: number;
  msg: string;
  data: unknown;
  [field: string]: unknown;
}

/** Credentials as the documents have them, made here with Node.js's own crypto. */
export function sign(
  timestamp = Date.now(),
  { key = 'simulator', secret = 'simulator' } = {},
): { username: string; password: string } {
  const username = `ver=1&auth_mode=accessKey&sign_method=sha256&access_key=${key}&timestamp=${timestamp}`;
  return {
    username,
    password: createHash('sha256')
      .update(username + secret)
      .digest('hex'),
  };
}

/** Asks a simulator with nothing but `fetch`. */
export class QuectelTester {
  token = '';

  private constructor(readonly simulator: QuectelSimulator) {}

  static async start(options: QuectelOptions = {}): Promise<QuectelTester> {
    const simulator = new QuectelSimulator({ reportIntervalMs: 0, commandDelayMs: 5, ...options });
    await simulator.start();
    return new QuectelTester(simulator);
  }

  async login(fields: Record<string, string> = sign()): Promise<QuectelAnswer> {
    const answer = await this.get('/v2/quecauth/accessKeyAuthrize/accessKeyLogin', {
      grant_type: 'password',
      ...fields,
    });
    if (typeof answer['access_token'] === 'string') this.token = answer['access_token'];
    return answer;
  }

  renew(token = this.token): Promise<QuectelAnswer> {
    const query = { grant_type: 'refresh_token', refresh_token: token };
    return this.get('/v2/quecauth/accessKeyAuthrize/refreshToken', query);
  }

  get(path: string, query: Record<string, string | number> = {}, method = 'GET'): Promise<QuectelAnswer> {
    const text = Object.entries(query)
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join('&');
    return this.ask(`${path}?${text}`, { method });
  }

  post(path: string, body: unknown, query = ''): Promise<QuectelAnswer> {
    const headers = { 'content-type': 'application/json' };
    return this.ask(`${path}${query}`, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  async ask(target: string, init: RequestInit = {}): Promise<QuectelAnswer> {
    const headers = {
      ...(this.token === '' ? {} : { authorization: this.token }),
      ...(init.headers as Record<string, string>),
    };
    const response = await fetch(this.simulator.origin + target, { ...init, headers });
    const answer = (await response.json()) as QuectelAnswer;
    return { ...answer, status: response.status };
  }

  stop(): Promise<void> {
    return this.simulator.stop();
  }
}
