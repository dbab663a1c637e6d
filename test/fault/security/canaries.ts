import { WRITINGS } from '../../support/writings';

/** Secrets that must not get anywhere, and where something was found of them. */
export class Canaries {
  readonly #secrets = new Map<string, string>();
  readonly #hits = new Set<string>();

  /** Makes a secret with signs that are written otherwise in addresses, in JSON and in Base64. */
  secret(name: string): string {
    const secret = `Canary-${name}/7f+"é&=${name.length}z`;
    this.add(name, secret);
    return secret;
  }

  /** A secret that was made by somebody else, such as a token. */
  add(name: string, secret: string): void {
    this.#secrets.set(secret, name);
  }

  get names(): string[] {
    return [...new Set(this.#secrets.values())];
  }

  /** Notes every secret that the text holds, in whatever form. */
  search(place: string, text: string): void {
    for (const hit of this.foundIn(text)) this.#hits.add(`${hit} in ${place}`);
  }

  /** The names of the secrets that the text holds. */
  foundIn(text: string): string[] {
    return [...this.#secrets].flatMap(([secret, name]) =>
      formsOf(secret).some((form) => text.includes(form)) ? [name] : [],
    );
  }

  /** `secret in place`, each once. */
  get hits(): string[] {
    return [...this.#hits].sort();
  }
}

function formsOf(secret: string): string[] {
  const written = Object.values(WRITINGS).map((write) => write(secret, [true, false]));
  return [...written, ...base64Forms(secret)];
}

/** What stands in Base64 of any text that holds the secret; three ways, as three bytes become four characters. */
function base64Forms(secret: string): string[] {
  return [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]).toString('base64');
    return whole.slice(before === 0 ? 0 : before + 1, -4);
  });
}
