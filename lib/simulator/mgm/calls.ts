import { jsonReply, RefusedRequest, type Reply } from '../reply';
import type { SimulatedRequest } from '../request';
import { MgmRefusal, refuse } from './codes';
import { organizationOf } from './factory';
import type { LiveMachine } from './floor';
import type { MachineFinder } from './real-time';
import type { MgmAccount } from './settings';
import type { MgmStatistics } from './statistics';
import type { TokenIssuer } from './token-issuer';

type Fields = Record<string, unknown>;

/** The calls over HTTP: `/v1/token` and `/v1/resource` (docs/platforms/mgm.md, "Tokens" and "Calls"). */
export class CallHandler {
  constructor(
    private readonly tokens: TokenIssuer,
    private readonly visible: (account: MgmAccount) => LiveMachine[],
    private readonly find: MachineFinder,
    private readonly statistics: MgmStatistics,
    private readonly now: () => number,
  ) {}

  /** POST /v1/token */
  async token(request: SimulatedRequest): Promise<Reply> {
    const { func, data } = readCall(await readJson(request));
    return this.#answer(() => {
      if (func === 'get_access_token') {
        const grant = this.tokens.login(data['app_key'], data['app_secret']);
        this.statistics.addLogin(this.now());
        return grant;
      }
      if (func === 'refresh_token') {
        const grant = this.tokens.renew(data['app_key'], data['refresh_token']);
        this.statistics.addRenewal(this.now());
        return grant;
      }
      throw unknownFunc(func);
    }).reply;
  }

  /** POST /v1/resource */
  async resource(request: SimulatedRequest): Promise<Reply> {
    const body = await readJson(request);
    const { func, data } = readCall(body);
    let appKey: string | undefined;
    const { code, reply } = this.#answer(() => {
      const account = this.tokens.check(body['access_token']);
      appKey = account.appKey;
      this.tokens.countCall(String(body['access_token']));
      return this.#resource(account, func, data);
    });
    this.statistics.addCall({ time: this.now(), appKey, func, data, code });
    return reply;
  }

  #resource(account: MgmAccount, func: string, data: Fields): object {
    switch (func) {
      case 'get_organization':
        return organizationOf(this.visible(account).map(({ sheet }) => sheet));
      case 'get_sys_info':
        return this.#systemInfo(account, data['machine_list']);
      default:
        throw unknownFunc(func);
    }
  }

  #systemInfo(account: MgmAccount, machineIds: unknown): object {
    if (!Array.isArray(machineIds)) {
      throw refuse('machineListNotList');
    }
    const entries = machineIds.map((machineId: unknown) => {
      const { id, cncSystem, cncClass, cncModel } = this.find(account, machineId).sheet;
      return [id, { cnc_system: cncSystem, cnc_class: cncClass, cnc_model: cncModel }] as const;
    });
    return Object.fromEntries(entries);
  }

  #answer(work: () => object): { code: number; reply: Reply } {
    try {
      return { code: 200, reply: jsonReply({ code: 200, data: work() }) };
    } catch (error) {
      if (!(error instanceof MgmRefusal)) {
        throw error;
      }
      this.statistics.countRefusal(error.code);
      return { code: error.code, reply: refusalReply(error.message, error.code) };
    }
  }
}

/** `{"message", "code", "data": {}}` */
export function refusalReply(message: string, code: number, status = 200): Reply {
  return jsonReply({ message, code, data: {} }, status);
}

function unknownFunc(func: string): MgmRefusal {
  return new MgmRefusal(404, `no func ${func}`);
}

async function readJson(request: SimulatedRequest): Promise<Fields> {
  if (request.contentType !== 'application/json') {
    throw new RefusedRequest(refusalReply('Content-Type must be application/json', 415, 415));
  }
  const body = await request.json();
  if (!isFields(body)) {
    throw new RefusedRequest(refusalReply('the body must be an object', 400, 400));
  }
  return body;
}

function readCall({ func, data }: Fields): { func: string; data: Fields } {
  return { func: typeof func === 'string' ? func : '', data: isFields(data) ? data : {} };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
