import { PlatformSimulator } from '../platform-simulator';
import { jsonReply, type Reply } from '../reply';
import { BodyTooLarge, type MalformedBody, type SimulatedRequest } from '../request';
import { AnswerForm } from './answers';
import { deviceOperations } from './device-operations';
import { type Fields, isFields } from './fields';
import type { Operation } from './operation';
import { groupOperations, systemOperations, userOperations } from './people-operations';
import { produceOperations } from './produce-operations';
import { productOperations } from './product-operations';
import { OmsRefusal } from './refusals';
import { type OmsOptions, type OmsSettings, settingsOf } from './settings';
import { OmsStatistics } from './statistics';
import { TokenIssuer } from './token-issuer';
import { World } from './world';

/**
 * An OMS server with all 37 operations of docs/platforms/oms.md, strict about what the document states: POST, JSON, the
 * header `Token`, the signature, and a request id that no two logins share.
 *
 * The document shows no answers and no codes. Those here are invented, and can be switched to every form that
 * docs/platforms/oms.md, "Answers" counts on: where token and lists are, what success looks like, and how a token is
 * refused.
 */
export class OmsSimulator extends PlatformSimulator {
  /** Switches; changes hold from then on. */
  readonly settings: OmsSettings;
  readonly statistics = new OmsStatistics();
  /** What the platform knows, as it is now. */
  readonly world: World;
  readonly #tokens: TokenIssuer;
  readonly #answers: AnswerForm;

  constructor(options: OmsOptions = {}) {
    super(options);
    const { seed = 1, devices = 60, logEntries = 130 } = options;
    this.settings = settingsOf(options);
    this.world = new World({ seed, devices, logEntries, now: this.now });
    this.#tokens = new TokenIssuer(this.settings, this.now);
    this.#answers = new AnswerForm(this.settings);
    this.router.add('POST', '/oms/auth/token', (request) => this.#login(request));
    const groups = [produceOperations, deviceOperations, productOperations, userOperations, groupOperations];
    for (const operation of [...groups, systemOperations].flatMap((group) => group(this.world))) {
      this.router.add('POST', operation.path, (request) => this.#call(operation, request));
    }
  }

  /** Ends every token as if its time had come. */
  endTokens(): void {
    this.#tokens.endAll();
  }

  protected override unrouted(request: SimulatedRequest): Reply {
    return jsonReply({ code: 404, msg: `no ${request.method} ${request.path}` }, 404);
  }

  protected override unreadable(error: MalformedBody | BodyTooLarge): Reply {
    return jsonReply({ code: 400, msg: error.message }, error instanceof BodyTooLarge ? 413 : 400);
  }

  async #login(request: SimulatedRequest): Promise<Reply> {
    try {
      const { app_id: appId, timestamp, sign } = await readFields(request);
      const token = this.#tokens.login(appId, timestamp, sign);
      this.statistics.addLogin(this.now());
      return this.#answers.token(token);
    } catch (error) {
      this.statistics.refusedLogins++;
      return this.#refusal(error);
    }
  }

  async #call(operation: Operation, request: SimulatedRequest): Promise<Reply> {
    const record = {
      time: this.now(),
      operation: operation.name,
      ids: Object.values(request.params),
      body: undefined as unknown,
      code: 0,
    };
    this.statistics.addCall(record);
    try {
      const fields = await readFields(request);
      record.body = fields;
      this.#tokens.check(request.headers['token']?.toString());
      const outcome = operation.run({ id: request.params['id'] ?? '', fields });
      const reply = this.#answers.answer(outcome, fields);
      if (operation.writes) {
        this.statistics.countChange(operation.name);
      }
      return reply;
    } catch (error) {
      record.code = error instanceof OmsRefusal ? error.code : 400;
      return this.#refusal(error);
    }
  }

  #refusal(error: unknown): Reply {
    if (!(error instanceof OmsRefusal)) {
      throw error;
    }
    return this.#answers.refusal(error);
  }
}

async function readFields(request: SimulatedRequest): Promise<Fields> {
  if (request.contentType !== 'application/json') {
    throw new OmsRefusal('badParameter', 'Content-Type must be application/json');
  }
  const body = await request.json();
  if (!isFields(body)) {
    throw new OmsRefusal('badParameter', 'the body must be an object');
  }
  return body;
}
