import { ShopfloorError } from '../errors';

/** What of sax a reader of documents needs. */
export interface XmlParser {
  onopentag: (tag: { name: string; attributes: Record<string, string> }) => void;
  onclosetag: (name: string) => void;
  ontext: (text: string) => void;
  oncdata: (text: string) => void;
  ondoctype: (text: string) => void;
  onerror: (error: Error) => void;
  write(text: string): unknown;
  close(): unknown;
}

interface SaxLibrary {
  /** `strict`: what is not well-formed is an error. */
  parser(strict: true, options: { strictEntities: true; position: false }): XmlParser;
}

/** A parser of the library sax, which is loaded with the first document. It expands no entities but those of XML. */
export function createXmlParser(): XmlParser {
  return loadSax().parser(true, { strictEntities: true, position: false });
}

function loadSax(): SaxLibrary {
  try {
    return require('sax') as SaxLibrary;
  } catch (cause) {
    throw new ShopfloorError(
      'The package "sax", which MTConnect documents need, is not installed: run "npm install sax" where this package is installed',
      { code: 'input:sax', kind: 'input', retryable: false, cause },
    );
  }
}
