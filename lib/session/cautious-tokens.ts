import type { TokenProblem } from '../errors';
import type { Session } from './session';
import type { Token } from './token';

type Tokens = Pick<Session, 'token' | 'refused'>;

const REPLACED_PER_MINUTE = 3;
const MINUTE_MS = 60_000;

/**
 * Has a refused token replaced, but not often: for platforms that answer a call that nobody may make like one
 * whose token has ended. Such calls fail, and the others go on with the token that there is.
 */
export class CautiousTokens implements Tokens {
  private readonly replaced: { value: string; time: number }[] = [];

  constructor(
    private readonly session: Tokens,
    private readonly now: () => number = Date.now,
  ) {}

  token(signal?: AbortSignal): Promise<Token> {
    return this.session.token(signal);
  }

  refused(token: Token, problem: TokenProblem): void {
    const time = this.now();
    while (this.replaced[0] !== undefined && this.replaced[0].time <= time - MINUTE_MS) this.replaced.shift();
    const isKnown = this.replaced.some(({ value }) => value === token.value);
    if (isKnown || this.replaced.length >= REPLACED_PER_MINUTE) return;
    this.replaced.push({ value: token.value, time });
    this.session.refused(token, problem);
  }
}
