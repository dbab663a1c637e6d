import { type HttpResponse, jsonOf } from '../http';
import { isPlainObject, textOf } from '../json/json-values';

/** What the platform says about a refusal. */
export interface OAuthError {
  /** `invalid_token`, and the like. */
  word: string | undefined;
  text: string;
  /**
   * False where neither body nor header has a form of the platform: its envelope or a word of the framework. A proxy may
   * have answered, or a page of Spring Boot that API gateways have too.
   */
  isOwn: boolean;
}

/** A longer body is not one of these errors. */
const LONGEST_ERROR = 10_000;
/** An error page of Spring Boot has "Unauthorized" in the same place. */
const WORD = /^[a-z]+(_[a-z]+)*$/;
const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * A refusal as Spring Security OAuth2 writes it: as JSON, as XML, or in `WWW-Authenticate` (docs/platforms/dhgj.md,
 * "The framework behind it").
 */
export function oauthErrorOf(response: HttpResponse): OAuthError {
  const body = jsonBody(response) ?? xmlBody(response);
  const header = challenge(response.headers['www-authenticate'] ?? '');
  const { message, msg, error_description: description, error } = body ?? {};
  const word = [error, header['error']].map(textOf).find((each) => each !== undefined && WORD.test(each));
  const texts = [message, msg, description, header['error_description'], error, header['error']];
  return {
    word,
    text: texts.map(textOf).find((each) => each !== undefined && each !== '') ?? '',
    isOwn: word !== undefined || typeof body?.['code'] === 'number' || msg !== undefined,
  };
}

function jsonBody(response: HttpResponse): Record<string, unknown> | undefined {
  try {
    const value = jsonOf(response);
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `<oauth><error>…</error><error_description>…</error_description></oauth>`, whatever the root is called. */
function xmlBody({ body }: HttpResponse): Record<string, unknown> | undefined {
  if (body.length > LONGEST_ERROR) return undefined;
  const text = body.toString('utf8');
  const [error, description] = [element(text, 'error'), element(text, 'error_description')];
  return error === undefined ? undefined : { error, error_description: description };
}

function element(xml: string, name: string): string | undefined {
  const start = xml.indexOf(`<${name}>`);
  const end = xml.indexOf(`</${name}>`, start);
  if (start < 0 || end < 0) return undefined;
  const content = xml.slice(start + name.length + 2, end);
  return content.replace(/&(\w{2,4});/g, (whole, entity: string) => ENTITIES[entity] ?? whole).trim();
}

/** The parameters of `Form realm="…", error="…", error_description="…"`. */
function challenge(header: string): Record<string, string | undefined> {
  const parameters = header.slice(0, LONGEST_ERROR).matchAll(/\b(error|error_description)="([^"]*)"/g);
  return Object.fromEntries([...parameters].map(([, name = '', value]) => [name, value]));
}
