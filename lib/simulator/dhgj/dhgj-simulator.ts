import { PlatformSimulator } from '../platform-simulator';
import { jsonReply, RefusedRequest, type Reply } from '../reply';
import { BodyTooLarge, MalformedBody, type SimulatedRequest } from '../request';
import { BusinessHandler } from './business';
import { headerFault, tokenPath } from './header-rules';
import { type DhgjOptions, type DhgjSettings, settingsOf } from './settings';
import { DhgjStatistics } from './statistics';
import { TokenIssuer } from './token-issuer';
import { type WorkOrder, Workshop } from './workshop';

/**
 * The DHGJ cloud, as strict as docs/platforms/dhgj.md: any header beyond the sample requests' is
 * answered with HTTP 400, and asking for tokens often ends the live one.
 *
 * Of the platform only `POST /oauth/token`, the headers and the form of answers are public. The business
 * interfaces below `/api` (machines, their states, work orders) and the codes in the body are invented, so that
 * every way of passing parameters can be tried: path, query, form and JSON, reads and changes.
 */
export class DhgjSimulator extends PlatformSimulator {
  /** Switches; changes hold from then on. */
  readonly settings: DhgjSettings;
  readonly statistics = new DhgjStatistics();
  readonly #tokens: TokenIssuer;
  readonly #workshop: Workshop;

  constructor(options: DhgjOptions = {}) {
    super(options);
    this.settings = settingsOf(options);
    this.#tokens = new TokenIssuer(this.settings, this.statistics, this.now);
    this.#workshop = new Workshop(options.seed ?? 1, options.machines ?? 8, options.workOrders ?? 45);
    this.router.add('POST', tokenPath, (request) => this.#login(request));
    new BusinessHandler(this.#workshop, this.statistics, this.now).addTo(this.router);
  }

  /** Work orders as they are now, in the order in which they were made. */
  get workOrders(): WorkOrder[] {
    return structuredClone([...this.#workshop.orders.values()]);
  }

  /** Ends every token as if its time had come. */
  endTokens(): void {
    this.#tokens.endAll();
  }

  protected override async handle(request: SimulatedRequest): Promise<Reply> {
    const fault = headerFault(request);
    if (fault !== undefined) {
      this.statistics.addHeaderFault(fault);
      return jsonReply({ code: 400, message: `Bad Request: ${fault}` }, 400);
    }
    return request.path === tokenPath ? super.handle(request) : this.#business(request);
  }

  protected override unrouted(request: SimulatedRequest): Reply {
    return jsonReply({ code: 404, message: `no ${request.method} ${request.path}` }, 404);
  }

  protected override unreadable(error: MalformedBody | BodyTooLarge): Reply {
    return jsonReply({ code: 400, message: error.message }, error instanceof BodyTooLarge ? 413 : 400);
  }

  async #business(request: SimulatedRequest): Promise<Reply> {
    const { method, path } = request;
    let status = 500;
    try {
      this.#tokens.countCall(this.#tokens.check(request.headers.authorization));
      const reply = await super.handle(request);
      status = reply.status ?? 200;
      return reply;
    } catch (error) {
      status = this.#statusOf(error);
      throw error;
    } finally {
      this.statistics.addCall({ time: this.now(), method, path, status });
    }
  }

  #statusOf(error: unknown): number {
    if (error instanceof RefusedRequest) {
      return error.reply.status ?? 200;
    }
    const isUnreadable = error instanceof MalformedBody || error instanceof BodyTooLarge;
    return isUnreadable ? (this.unreadable(error).status ?? 400) : 500;
  }

  async #login(request: SimulatedRequest): Promise<Reply> {
    if (request.contentType !== 'application/x-www-form-urlencoded') {
      return jsonReply({ error: 'invalid_request', error_description: 'the parameters must be a form' }, 400);
    }
    return jsonReply(this.#tokens.login(await request.form()));
  }
}
