import { holdSecret, redact } from '../../lib/redaction';
import { withoutEndSlashes } from '../../lib/settings/address';
import { variableName } from './variable-name';

/** Shorter texts are masked only where they stand alone, because they occur in many words. */
const SHORTEST_PART = 4;

/** Shows variables as they were typed, in texts that hold what they stand for. */
export class VariableMask {
  private readonly typed = new Map<string, string>();
  private readonly values: string[] = [];
  private patterns: [pattern: RegExp, typed: string][] | undefined;

  /** Remembers what `typed` stands for, if it is a variable. Returns the value. */
  hide<Value>(value: Value, typed: unknown): Value {
    const isReplaced = variableName(typed) !== undefined && typed !== value;
    if (isReplaced && value !== undefined && value !== null) {
      const text = String(value);
      for (const form of formsOf(text)) this.typed.set(form, String(typed));
      if (text.length >= SHORTEST_PART) this.values.push(text);
      this.patterns = undefined;
    }
    return value;
  }

  clean(text: string): string {
    // The longest first: one may be a part of another.
    this.patterns ??= [...this.typed]
      .sort(([a], [b]) => b.length - a.length)
      .map(([form, typed]) => [pattern(form), typed]);
    const shown = this.patterns.reduce((cleaned, [form, typed]) => cleaned.replace(form, () => typed), text);
    const releases = this.values.map(holdSecret);
    try {
      return redact(shown);
    } finally {
      for (const release of releases) release();
    }
  }
}

/** A value as it is, and the parts of an address as it is and as programs write it. */
function formsOf(value: string): string[] {
  const trimmed = value.trim();
  const [, scheme = '', place = trimmed] = /^([a-z][a-z\d+.-]*:)?\/\/(.*)$/is.exec(trimmed) ?? [];
  // Addresses of several hosts, which have a comma between them, can be no URL; nor can those without a scheme.
  const parts = place.split(/[/,@?#]/);
  const urls = [trimmed, `http://${place}`, ...parts.map((part) => `http://${part}`)].flatMap(partsOfUrl);
  const hosts = parts.map((part) => part.replace(/:\d{1,5}$/, ''));
  const ports = parts.flatMap((part) => /:\d{1,5}$/.exec(part) ?? []);
  const long = [...urls, ...parts, ...hosts, withoutEndSlashes(place)].filter(
    (part) => part.length >= SHORTEST_PART && part !== scheme,
  );
  return [...new Set([value, trimmed, withoutEndSlashes(trimmed), ...long, ...ports])].filter(
    (form) => form !== '',
  );
}

function partsOfUrl(text: string): string[] {
  if (!URL.canParse(text)) return [];
  const { href, origin, host, hostname, pathname, search } = new URL(text);
  return [
    href,
    withoutEndSlashes(href),
    origin,
    host,
    hostname,
    pathname,
    withoutEndSlashes(pathname),
    search,
  ];
}

/** Of short texts only those that stand alone. */
function pattern(form: string): RegExp {
  const literal = form.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const isShort = form.length < SHORTEST_PART;
  return isShort
    ? new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'giu')
    : new RegExp(literal, 'gi');
}
