/** How an agent writes its documents. */
export interface Shape {
  version?: '1.3' | '1.7' | '2.4' | '2.6';
  /** A prefix for all elements, such as `m`. */
  prefix?: string;
}

/** An observation, or a condition where there is a level. */
export interface Observed {
  readonly dataItemId: string;
  readonly value: string;
  readonly level?: 'Normal' | 'Warning' | 'Fault' | 'Unavailable';
  readonly code?: string;
  readonly sequence: number;
  readonly timestamp: string;
}

interface Head {
  instanceId: number;
  bufferSize: number;
  modelTime?: string | undefined;
  firstSequence?: number;
  lastSequence?: number;
  nextSequence?: number;
}

type Content = string | readonly Observed[] | { code: string; text: string };

/** A document by its root element; the device is called `Mill` and has the uuid `u-1`. */
export function documentOf(
  root: string,
  head: Head,
  { version = '2.4', prefix }: Shape,
  content: Content,
): string {
  const mark = prefix === undefined ? '' : `${prefix}:`;
  const space = prefix === undefined ? 'xmlns' : `xmlns:${prefix}`;
  const { modelTime, ...numbers } = head;
  const attributes = Object.entries({
    ...numbers,
    ...(modelTime === undefined || version === '1.3' ? {} : { deviceModelChangeTime: modelTime }),
    creationTime: new Date().toISOString(),
    sender: 'second-reader',
    version: `${version}.0`,
  }).map(([name, value]) => `${name}="${value}"`);
  const inner = `<Header ${attributes.join(' ')}/>${contentOf(content, version)}`;
  const marked = mark === '' ? inner : inner.replaceAll(/<(\/?)([A-Z])/g, `<$1${mark}$2`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${mark}${root} ${space}="urn:mtconnect.org:${root}:${version}">${marked}</${mark}${root}>\n`;
}

function contentOf(content: Content, version: string): string {
  if (typeof content === 'string') return `<Devices>${content}</Devices>`;
  if ('code' in content) return errorOf(content, version);
  const values = content.filter(({ level }) => level === undefined).map(elementOf);
  const conditions = content.filter(({ level }) => level !== undefined).map(conditionOf);
  return `<Streams><DeviceStream name="Mill" uuid="u-1"><ComponentStream component="Path" componentId="p"><Events>${values.join('')}</Events><Condition>${conditions.join('')}</Condition></ComponentStream></DeviceStream></Streams>`;
}

function errorOf({ code, text }: { code: string; text: string }, version: string): string {
  if (version !== '2.6') return `<Errors><Error errorCode="${code}">${text}</Error></Errors>`;
  const name = code.toLowerCase().replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return `<Errors><${name} errorCode="${code}"><ErrorMessage>${text}</ErrorMessage></${name}></Errors>`;
}

function elementOf({ dataItemId, value, sequence, timestamp }: Observed): string {
  return `<Value dataItemId="${dataItemId}" sequence="${sequence}" timestamp="${timestamp}">${value}</Value>`;
}

function conditionOf({ dataItemId, value, level = 'Normal', code, sequence, timestamp }: Observed): string {
  const native = code === undefined ? '' : ` nativeCode="${code}"`;
  return `<${level} type="SYSTEM" dataItemId="${dataItemId}" sequence="${sequence}" timestamp="${timestamp}"${native}>${value}</${level}>`;
}
