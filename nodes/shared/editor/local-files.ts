import type { EditorNode, Property } from './editor-api';
import { keepVariable } from './variables';

/** The encodings that core's file nodes offer, in their groups, by the names of core's own texts. */
const ENCODINGS: readonly (readonly [group: string, ...names: string[]])[] = [
  ['native', 'utf8', 'ucs2', 'utf-16le', 'ascii', 'binary', 'base64', 'hex'],
  ['unicode', 'utf-16be'],
  ['japanese', 'Shift_JIS', 'Windows-31j', 'Windows932', 'EUC-JP'],
  ['chinese', 'GB2312', 'GBK', 'GB18030', 'Windows936', 'EUC-CN'],
  ['korean', 'KS_C_5601', 'Windows949', 'EUC-KR'],
  ['taiwan', 'Big5', 'Big5-HKSCS', 'Windows950'],
  ['windows', 'cp874', ...numbered('cp125', 0, 8)],
  ['iso', ...numbered('ISO-8859-', 1, 11), ...numbered('ISO-8859-', 13, 16)],
  [
    'ibm',
    ...['cp437', 'cp737', 'cp775', 'cp808', 'cp850', 'cp852', 'cp855', 'cp856', 'cp857', 'cp858', 'cp860'],
    ...['cp861', 'cp866', 'cp869', 'cp922', 'cp1046', 'cp1124', 'cp1125', 'cp1129', 'cp1133', 'cp1161'],
    ...['cp1162', 'cp1163'],
  ],
  [
    'mac',
    ...['maccroatian', 'maccyrillic', 'macgreek', 'maciceland', 'macroman', 'macromania', 'macthai'],
    ...['macturkish', 'macukraine', 'maccenteuro', 'macintosh'],
  ],
  ['koi8', 'koi8-r', 'koi8-u', 'koi8-ru', 'koi8-t'],
  [
    'misc',
    ...['armscii8', 'rk1048', 'tcvn', 'georgianacademy', 'georgianps', 'pt154', 'viscii', 'iso646cn'],
    ...['iso646jp', 'hproman8', 'tis620'],
  ],
];

/** Property `encoding`: how text is written and read; blank: the message says it. */
export function encodingProperty(): Property {
  return { value: 'utf8' };
}

/** Fills the list of `text-encoding`. */
export function encodingList(node: EditorNode): void {
  const select = $('#node-input-encoding');
  select.append($('<option>').val('').text(node._('files.encodingOfMessage')));
  for (const [group, ...names] of ENCODINGS) {
    const label = RED._(`node-red:file.encoding.${group}`);
    select.append(
      $('<optgroup>')
        .attr('label', label)
        .append(names.map((name) => $('<option>').val(name).text(name))),
    );
  }
  select.val(String(node['encoding'] ?? ''));
  keepVariable('#node-input-encoding', node['encoding']);
}

/** Makes the rows of `local-files` work: with any path there is no folder to name. */
export function localFiles(): void {
  const anyPath = $('#node-input-anyPath');
  anyPath
    .on('change', () => {
      $('#node-row-folder').toggle(anyPath.prop('checked') !== true);
    })
    .trigger('change');
}

function numbered(prefix: string, first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `${prefix}${first + index}`);
}
