import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import { DhgjSimulator } from '../../../lib/simulator/dhgj/dhgj-simulator';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import { OmsSimulator } from '../../../lib/simulator/oms/oms-simulator';
import { QuectelSimulator } from '../../../lib/simulator/quectel/quectel-simulator';
import { jsonReply, type Reply } from '../../../lib/simulator/reply';
import type { SimulatedRequest } from '../../../lib/simulator/request';
import { WRITINGS } from '../../support/writings';
import type { Canaries } from './canaries';

export const platforms = ['mgm', 'bivrost', 'oms', 'quectel', 'dhgj'] as const;
export type Platform = (typeof platforms)[number];
export type Credentials = Record<Platform, Record<string, string>>;

/** Credentials with a canary for each secret of each platform. */
export function canaryCredentials(canaries: Canaries, variant: string): Credentials {
  const secret = (platform: Platform) => canaries.secret(`${variant}-${platform}`);
  return {
    mgm: { appKey: 'key', appSecret: secret('mgm') },
    bivrost: { username: 'user', password: secret('bivrost'), key: canaries.secret(`${variant}-key`) },
    oms: { appId: 'app', appSecret: secret('oms') },
    quectel: { accessKey: 'access', accessSecret: secret('quectel') },
    dhgj: { clientId: 'client', clientSecret: secret('dhgj') },
  };
}

/** The five platforms with accounts of canaries. Every token that they hand out becomes a canary too. */
export class CanaryPlant {
  readonly simulators;

  constructor(
    private readonly canaries: Canaries,
    { mgm, bivrost, oms, quectel, dhgj }: Credentials,
  ) {
    const logSize = 5_000;
    this.simulators = {
      mgm: new MgmSimulator({ logSize, accounts: [mgm as { appKey: string; appSecret: string }] }),
      bivrost: new BivrostSimulator({
        logSize,
        users: [
          {
            username: 'user',
            password: String(bivrost['password']),
            isAdmin: true,
            secretKey: String(bivrost['key']),
          },
        ],
      }),
      oms: new OmsSimulator({ logSize, apps: [oms as { appId: string; appSecret: string }] }),
      quectel: new QuectelSimulator({
        logSize,
        accounts: [{ ...(quectel as { accessKey: string; accessSecret: string }), number: '1234' }],
      }),
      dhgj: new DhgjSimulator({ logSize, accounts: [dhgj as { clientId: string; clientSecret: string }] }),
    } as const;
  }

  async start(): Promise<void> {
    for (const platform of platforms) await this.simulators[platform].start();
    this.behave();
  }

  baseUrl(platform: Platform): string {
    return `${this.simulators[platform].origin}${platform === 'mgm' ? '/v1' : ''}`;
  }

  /** All answers are the platform's own. */
  behave(): void {
    this.#answer({ alter: (reply) => this.#keepTokens(reply) });
  }

  /** Whatever is asked, the answer repeats it: address, headers and body, in every field that a text may have. */
  repeat(status: number): void {
    this.#answer({ answer: (request: SimulatedRequest) => repetition(request, status) });
  }

  /** All that the platforms were asked. */
  get requests(): string {
    return JSON.stringify(platforms.map((platform) => this.simulators[platform].log.entries));
  }

  async stop(): Promise<void> {
    for (const platform of platforms) await this.simulators[platform].stop();
  }

  #answer(fault: Parameters<MgmSimulator['faults']['add']>[0]): void {
    for (const platform of platforms) {
      const { faults } = this.simulators[platform];
      faults.clear();
      faults.add({ ...fault, times: Number.POSITIVE_INFINITY });
    }
  }

  #keepTokens(reply: Reply): Reply {
    const { body } = reply;
    if (typeof body === 'string' || Buffer.isBuffer(body)) {
      for (const [, token] of String(body).matchAll(/"[a-z_]*token"\s*:\s*"([^"]{8,})"/gi)) {
        if (token !== undefined) this.canaries.add('token', token);
      }
    }
    return reply;
  }
}

const writings = Object.values(WRITINGS);
let repetitions = 0;

/** Each repetition is written in another way. */
export function repetition({ stream, path, query }: SimulatedRequest, status: number): Reply {
  repetitions += 1;
  const write = writings[repetitions % writings.length] ?? String;
  const asked = `${path} ${query} ${decodeURIComponent(String(query))} ${stream.rawHeaders.join(' ')}`;
  const said = `no: ${write(asked, [true, false])}`;
  return jsonReply(
    {
      code: 500,
      errorCode: 500,
      msg: said,
      message: said,
      errorMsg: said,
      error_description: said,
      data: said,
    },
    status,
  );
}
