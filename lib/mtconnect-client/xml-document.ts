import { TimeSlice } from '../async/time-slice';
import { PlatformError } from '../errors';
import { createXmlParser, type XmlParser } from './xml-library';

/** An element of a document, by its name without prefix. */
export interface XmlElement {
  readonly name: string;
  /** By their names, without those of a namespace of their own. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** What stands directly in it. */
  readonly text: string;
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

/** Components lie in components; a dozen is much. */
const DEEPEST = 64;
/** Elements and attributes of a document. */
const MOST_VALUES = 1_000_000;
/** Characters that are read between two looks at the time. */
const SLICE = 64 * 1024;
const DECLARED_ENCODING = /^\s*<\?xml\s[^>]{0,200}\sencoding\s*=\s*["']([\w.:-]{1,40})["']/;

/**
 * The document's root. The event loop goes on while a large one is read. Throws `PlatformError` for what is not
 * well-formed, has a document type (whose entities may grow without end), or passes a limit.
 */
export async function readXml(body: Buffer, mostValues = MOST_VALUES): Promise<XmlElement> {
  const text = decoded(body);
  const builder = new TreeBuilder(createXmlParser(), mostValues);
  const slice = new TimeSlice();
  for (let at = 0; at < text.length; at += SLICE) {
    builder.write(text.slice(at, at + SLICE));
    await slice.rest();
  }
  return builder.end();
}

/** The first child element of that name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

class TreeBuilder {
  private readonly open: OpenElement[] = [];
  private root: XmlElement | undefined;
  private values = 0;

  constructor(
    private readonly parser: XmlParser,
    private readonly mostValues: number,
  ) {
    parser.onopentag = ({ name, attributes }) => this.begin(name, attributes);
    parser.onclosetag = () => this.close();
    parser.ontext = (text) => this.addText(text);
    parser.oncdata = (text) => this.addText(text);
    parser.ondoctype = () => {
      throw unreadable('it has a document type (DOCTYPE), which no MTConnect document has');
    };
    parser.onerror = () => {
      throw unreadable('it is not well-formed XML, or ends before its end');
    };
  }

  write(text: string): void {
    this.parser.write(text);
  }

  end(): XmlElement {
    this.parser.close();
    if (!this.root) throw unreadable('it is empty');
    return this.root;
  }

  private begin(name: string, attributes: Record<string, string>): void {
    const entries = Object.entries(attributes);
    this.values += 1 + entries.length;
    if (this.values > this.mostValues) {
      const limit = 'limit "mostValues"; "shopfloorMostValues" in Node-RED\'s settings file';
      throw unreadable(
        `it has more than ${this.mostValues} elements and attributes (${limit})`,
        'too-many-values',
      );
    }
    if (this.open.length >= DEEPEST) {
      throw unreadable(`its elements lie more than ${DEEPEST} deep in each other`, 'too-deep');
    }
    const element: OpenElement = {
      name: localName(name),
      attributes: new Map(entries.filter(([attribute]) => !attribute.includes(':'))),
      children: [],
      text: '',
    };
    this.open.at(-1)?.children.push(element);
    this.root ??= element;
    this.open.push(element);
  }

  private close(): void {
    this.open.pop();
  }

  private addText(text: string): void {
    const element = this.open.at(-1);
    if (element) element.text += text;
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** By its byte order mark, else by the encoding that it declares. */
function decoded(body: Buffer): string {
  const [first, second] = body;
  if (first === 0xfe && second === 0xff) return decodedAs('utf-16be', body);
  if (first === 0xff && second === 0xfe) return decodedAs('utf-16le', body);
  const [, declared = 'utf-8'] =
    DECLARED_ENCODING.exec(body.toString('latin1', 0, 300).replace(/^ï»¿/, '')) ?? [];
  return decodedAs(declared, body);
}

function decodedAs(encoding: string, body: Buffer): string {
  try {
    return new TextDecoder(encoding).decode(body);
  } catch {
    throw unreadable(`it is in the encoding "${encoding}", which is not known here`);
  }
}

function unreadable(why: string, code = 'not-xml'): PlatformError {
  return new PlatformError(`The agent's document cannot be read: ${why}`, {
    code: `mtconnect:${code}`,
    kind: 'platform',
    retryable: true,
  });
}
