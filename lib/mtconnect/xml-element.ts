/** An element of a document, apart from how it is written. Attributes that are undefined are left out. */
export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number | undefined>> | undefined;
  /** Elements below it, or its value. */
  readonly content?: readonly XmlElement[] | string | number | undefined;
}

/** What XML 1.0 has no way to write: most control characters, lone surrogates and two code points that are none. */
const UNWRITABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Texts of these characters alone, as most are, stay as they are. */
const PLAIN = /^[ !#-%'-;=?-~]*$/;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // Readers make blanks or line feeds of these where they stand as they are.
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};

/**
 * Text as an XML document holds it. Characters that XML has no way to write become U+FFFD.
 * @example escaped('a<b') // 'a&lt;b'
 */
export function escaped(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(UNWRITABLE, '\ufffd').replace(/[&<>"\r\n\t]/g, (character) => ESCAPES[character] ?? '');
}

/** An element that stands in many documents: it is made when it is needed, and its text is kept once it was written. */
export class KeptElement implements XmlElement {
  private made: XmlElement | undefined;
  private text: string | undefined;

  constructor(private readonly make: () => XmlElement) {}

  get name(): string {
    return this.element.name;
  }

  get attributes(): XmlElement['attributes'] {
    return this.element.attributes;
  }

  get content(): XmlElement['content'] {
    return this.element.content;
  }

  get xml(): string {
    this.text ??= written(this.make());
    return this.text;
  }

  private get element(): XmlElement {
    this.made ??= this.make();
    return this.made;
  }
}

function written(element: XmlElement): string {
  const parts: string[] = [];
  write(element, parts);
  return parts.join('');
}

/**
 * A whole document.
 * @param root its first element, with the namespace as an attribute
 */
export function xmlDocument(root: XmlElement): string {
  const parts = ['<?xml version="1.0" encoding="UTF-8"?>\n'];
  write(root, parts);
  return parts.join('');
}

function write(element: XmlElement, parts: string[]): void {
  if (element instanceof KeptElement) {
    parts.push(element.xml);
    return;
  }
  const { name, attributes = {}, content = '' } = element;
  parts.push('<', name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined) parts.push(' ', attribute, '="', escaped(String(value)), '"');
  }
  if (content === '' || (Array.isArray(content) && content.length === 0)) {
    parts.push('/>');
    return;
  }
  parts.push('>');
  if (typeof content === 'object') for (const child of content) write(child, parts);
  else parts.push(escaped(String(content)));
  parts.push('</', name, '>');
}
