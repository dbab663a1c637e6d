/** `*`, or origins such as `https://board.example:8443`. */
const ORIGIN = /^https?:\/\/[^\s/?#]+$/;

/** Which pages of other sites may read what an agent tells: none, those of some origins, or (`*`) all. */
export class AllowedOrigins {
  private readonly origins: ReadonlySet<string>;

  /** @param list origins with commas between them, or `*`; blank: none */
  constructor(list: string) {
    this.origins = new Set(parts(list).map((origin) => origin.toLowerCase()));
  }

  /** What of a list is no origin. */
  static wrongIn(list: string): string | undefined {
    return parts(list).find((origin) => origin !== '*' && !ORIGIN.test(origin));
  }

  /** The headers by which a browser lets a page of this origin read an answer. */
  headersFor(origin: string | undefined): Readonly<Record<string, string>> {
    if (this.origins.size === 0) return {};
    if (this.origins.has('*')) return { 'Access-Control-Allow-Origin': '*' };
    const isAllowed = origin !== undefined && this.origins.has(origin.toLowerCase());
    return { Vary: 'Origin', ...(isAllowed ? { 'Access-Control-Allow-Origin': origin } : {}) };
  }
}

function parts(list: string): string[] {
  return list
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '');
}
