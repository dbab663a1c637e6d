import { holdSecret } from '../redaction';
import type { Token } from '../session/token';

const SHORTEST_SECRET = 4;
const TOKENS_KEPT = 32;

/** The functions that end the hiding of each text. */
type Releases = Map<string, () => void>;

/** Forgets the secrets of accounts that were never closed when their redactor is garbage-collected. */
const neverClosed = new FinalizationRegistry<() => void>((releaseAll) => releaseAll());

/**
 * The secrets and tokens of one account: while it is open they are in no text that leaves the package, whichever
 * account the text is about. Platforms and proxies like to repeat in their error texts what they were sent.
 */
export class Redactor {
  private readonly secrets: Releases = new Map();
  private readonly tokens: Releases = new Map();
  private closed = false;

  constructor() {
    const { secrets, tokens } = this;
    neverClosed.register(this, () => release(secrets, tokens));
  }

  /** Strings shorter than four characters are not hidden, because they occur in harmless words. */
  addSecret(secret: string | undefined): void {
    if (this.mayHold(secret) && !this.secrets.has(secret)) this.secrets.set(secret, holdSecret(secret));
  }

  /** Like `addSecret`, but only the last tokens are remembered, because an account may have thousands over time. */
  addToken(token: string | undefined): void {
    if (!this.mayHold(token)) return;
    const held = this.tokens.get(token) ?? holdSecret(token);
    this.tokens.delete(token);
    this.tokens.set(token, held);
    const [oldest] = this.tokens;
    if (this.tokens.size <= TOKENS_KEPT || !oldest) return;
    this.tokens.delete(oldest[0]);
    oldest[1]();
  }

  /** The token and what renews it. */
  addTokens(token: Pick<Token, 'value' | 'renewalValue'>): void {
    this.addToken(token.value);
    this.addToken(token.renewalValue);
  }

  /** Forgets everything. */
  close(): void {
    this.closed = true;
    release(this.secrets, this.tokens);
  }

  private mayHold(text: string | undefined): text is string {
    return text !== undefined && text.length >= SHORTEST_SECRET && !this.closed;
  }
}

function release(...all: Releases[]): void {
  for (const releases of all) {
    for (const releaseOne of releases.values()) releaseOne();
    releases.clear();
  }
}
