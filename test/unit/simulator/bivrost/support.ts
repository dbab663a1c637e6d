import { BivrostSimulator } from '../../../../lib/simulator/bivrost/bivrost-simulator';
import type { BivrostOptions } from '../../../../lib/simulator/bivrost/settings';

export interface Answer {
  status: number;
  body: unknown;
}

/** A started simulator and a client that sends exactly what it is told. */
export class Gateway {
  readonly simulator: BivrostSimulator;
  private token = '';

  private constructor(options: BivrostOptions) {
    this.simulator = new BivrostSimulator({ offlineDelayMs: 0, ...options });
  }

  static async start(options: BivrostOptions = {}): Promise<Gateway> {
    const gateway = new Gateway(options);
    await gateway.simulator.start();
    return gateway;
  }

  async login(username = 'simulator', password = 'simulator'): Promise<Answer> {
    const answer = await this.post('auth/login', { username, password });
    this.token = String((answer.body as { token?: string }).token ?? '');
    return answer;
  }

  use(token: string): void {
    this.token = token;
  }

  get(target: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send(target, { headers: { 'content-type': 'application/json', ...headers } });
  }

  post(target: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.send(target, {
      method: 'POST',
      body: text,
      headers: { 'content-type': 'application/json', ...headers },
    });
  }

  private async send(target: string, init: RequestInit): Promise<Answer> {
    const authorization = this.token === '' ? {} : { authorization: `Bearer ${this.token}` };
    const response = await fetch(`${this.simulator.origin}/api/${target}`, {
      ...init,
      headers: { ...authorization, ...(init.headers as Record<string, string>) },
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return { status: response.status, body: isJson ? JSON.parse(text) : text };
  }
}
