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

  /** Strings shorter than four characters are left alone: they would tear harmless words apart. */
  addSecret(secret: string | undefined): void {
    if (secret !== undefined && secret.length >= SHORTEST_SECRET) this.secrets.add(secret);
  }

  /** Like `addSecret`; only the newest tokens are remembered, for an account may see thousands in its life. */
  addToken(token: string | undefined): void {
    if (token === undefined || token.length < SHORTEST_SECRET || this.tokens.has(token)) return;
    this.tokens.add(token);
    const [oldest] = this.tokens;
    if (this.tokens.size > TOKENS_KEPT && oldest !== undefined) this.tokens.delete(oldest);
  }

  clean(text: string): string {
    let cleaned = text;
    for (const secret of [...this.secrets, ...this.tokens]) {
      cleaned = cleaned.replaceAll(secret, MASK).replaceAll(encodeURIComponent(secret), MASK);
    }
    return cleaned;
  }

  /** Cleans an error in place, down its chain of causes. */
  cleanError(error: Error): void {
    for (let each: unknown = error; each instanceof Error; each = each.cause) {
      each.message = this.clean(each.message);
      if (each.stack !== undefined) each.stack = this.clean(each.stack);
    }
  }
}
