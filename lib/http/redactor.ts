import type { Token } from '../session/token';

const SHORTEST_SECRET = 4;
const MASK = '***';
const TOKENS_KEPT = 32;

/**
 * Takes an account's secrets and tokens out of texts that leave the package: platforms and proxies like to
 * repeat in their error texts what they were sent.
 */
export class Redactor {
  private readonly secrets = new Set<string>();
  private readonly tokens = new Set<string>();
  /** Every way to write what must not be seen; made when it is next needed. */
  private written: string[] | undefined;

  /** Strings shorter than four characters are left alone: they would tear harmless words apart. */
  addSecret(secret: string | undefined): void {
    if (secret === undefined || secret.length < SHORTEST_SECRET) return;
    this.secrets.add(secret);
    this.written = undefined;
  }

  /** Like `addSecret`; only the last in use are remembered, for an account may see thousands in its life. */
  addToken(token: string | undefined): void {
    if (token === undefined || token.length < SHORTEST_SECRET) return;
    if (!this.tokens.delete(token)) this.written = undefined;
    this.tokens.add(token);
    const [oldest] = this.tokens;
    if (this.tokens.size > TOKENS_KEPT && oldest !== undefined) this.tokens.delete(oldest);
  }

  /** The token and what renews it. */
  addTokens(token: Pick<Token, 'value' | 'renewalValue'>): void {
    this.addToken(token.value);
    this.addToken(token.renewalValue);
  }

  clean(text: string): string {
    this.written ??= this.waysToWriteAll();
    return this.written.reduce((cleaned, secret) => cleaned.replaceAll(secret, MASK), text);
  }

  /** Cleans an error in place, down its chain of causes. */
  cleanError(error: Error): void {
    for (let each: unknown = error; each instanceof Error; each = each.cause) {
      for (const name of ['message', 'stack'] as const) {
        const text = each[name];
        if (text !== undefined) replace(each, name, this.clean(text));
      }
    }
  }

  /** The longest first: one secret may be the beginning of another. */
  private waysToWriteAll(): string[] {
    const written = [...this.secrets, ...this.tokens].flatMap(waysToWrite);
    return written.sort((a, b) => b.length - a.length);
  }
}

/** Works on errors of the runtime too, whose message is a getter. */
function replace(error: Error, name: string, value: string): void {
  Reflect.defineProperty(error, name, { value, configurable: true, writable: true, enumerable: false });
}

/** As it is, in an address, and in JSON. */
function waysToWrite(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  try {
    return [secret, inJson, encodeURIComponent(secret)];
  } catch {
    // Half of a surrogate pair has no place in an address.
    return [secret, inJson];
  }
}
