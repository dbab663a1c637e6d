/** A node, tab or config node as flow files hold it. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

/** A set of node types that Node-RED knows of; `err` when it could not be loaded. */
export interface NodeSet {
  readonly id: string;
  readonly name: string;
  readonly module: string;
  readonly types: readonly string[];
  readonly enabled: boolean;
  readonly err?: string;
}

export type DeployType = 'full' | 'nodes' | 'flows';

/** Node-RED's admin API. Every method throws an Error with the answer when it is not a success. */
export class AdminApi {
  constructor(
    readonly url: string,
    private readonly token?: string,
  ) {}

  /** The same API as a user; needed when the runtime was started with users. */
  async logIn(username: string, password: string, scope = '*'): Promise<AdminApi> {
    const answer = await this.request('POST', 'auth/token', {
      client_id: 'node-red-admin',
      grant_type: 'password',
      scope,
      username,
      password,
    });
    const { access_token } = (await answer.json()) as { access_token: string };
    return new AdminApi(this.url, access_token);
  }

  get accessToken(): string | undefined {
    return this.token;
  }

  async nodes(): Promise<NodeSet[]> {
    return (await (await this.request('GET', 'nodes')).json()) as NodeSet[];
  }

  async flows(): Promise<FlowNode[]> {
    return (await (await this.request('GET', 'flows')).json()) as FlowNode[];
  }

  /** Hands the flows over; Node-RED answers before it has started them. */
  async deploy(flows: readonly FlowNode[], type: DeployType = 'full'): Promise<void> {
    await this.request('POST', 'flows', flows, { 'Node-RED-Deployment-Type': type });
  }

  async inject(nodeId: string): Promise<void> {
    await this.request('POST', `inject/${encodeURIComponent(nodeId)}`, {});
  }

  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const answer = await this.send(method, path, body, headers);
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  /** Like `request`, but any answer is returned: for tests of refusals. */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    return fetch(new URL(path, this.url), {
      method,
      headers: {
        Accept: 'application/json',
        ...(this.token === undefined ? {} : { Authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}
