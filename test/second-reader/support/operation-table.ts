/** A parameter or a field of an answer: where it stands, its type and whether it is always there. */
export interface Place {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
}

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly (Place & { readonly place: 'query' | 'body' | 'path' })[];
  readonly answer: readonly Place[];
}

/** Reads rows such as `GET /a query.id:String! body.x:Int32 -> name:String! list[].n:Int32`. */
export function operationsIn(rows: readonly string[]): Operation[] {
  return rows.map((row) => {
    const [question = '', answer = ''] = row.split('->');
    const [method = '', path = '', ...parameters] = words(question);
    return {
      method,
      path,
      parameters: parameters.map((word) => {
        const { name, type, required } = placeOf(word);
        const dot = name.indexOf('.');
        return {
          place: name.slice(0, dot) as 'query' | 'body' | 'path',
          name: name.slice(dot + 1),
          type,
          required,
        };
      }),
      answer: words(answer).map(placeOf),
    };
  });
}

function words(text: string): string[] {
  return text.trim().split(' ').filter(Boolean);
}

function placeOf(word: string): Place {
  const colon = word.indexOf(':');
  const required = word.endsWith('!');
  return { name: word.slice(0, colon), type: word.slice(colon + 1, required ? -1 : undefined), required };
}

/** Whether a value can be what a document calls so; a query's values are texts. */
export function fits(type: string, value: unknown, isText: boolean): boolean {
  if (/^(Int32|Int64)$/.test(type)) {
    if (isText) return /^-?\d+$/.test(String(value));
    // A 64-bit number beyond JavaScript's may come as text.
    return Number.isInteger(value) || (type === 'Int64' && /^-?\d+$/.test(String(value)));
  }
  if (/^(Double|Float)$/.test(type))
    return isText ? value !== '' && Number.isFinite(Number(value)) : typeof value === 'number';
  if (type === 'Bool') return isText ? /^(true|false)$/i.test(String(value)) : typeof value === 'boolean';
  if (type === 'String') return typeof value === 'string';
  if (/^array|\[\]$|^Array/.test(type)) return isText || Array.isArray(value);
  return true;
}

/** A value of the type, another for each name, exact in what it prints. */
export function sample(type: string, name: string): unknown {
  const number = [...name].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 9973, 7);
  if (type.endsWith('[]'))
    return [sample(type.slice(0, -2), `${name}0`), sample(type.slice(0, -2), `${name}1`)];
  if (type === 'Int32') return number;
  if (type === 'Int64') return BigInt(number) + 1_798_234_567_890_123_000n;
  if (type === 'Double' || type === 'Float') return number + 0.125;
  if (type === 'Bool') return number % 2 === 0;
  if (type === 'Date') return '2026-11-27 08:00:00';
  if (type === 'String') return `${name} ${number}号`;
  return {};
}
