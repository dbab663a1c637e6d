import type { Translate } from './editor-api';
import { besideLabels } from './notice';
import { fieldsOf, notesOf, type Operation, titleOf } from './operation-rows';
import { fieldLine, small } from './parameter-fields';

const LOOKS = {
  safe: { icon: 'fa-eye', color: 'var(--red-ui-text-color-success)' },
  change: { icon: 'fa-pencil', color: 'var(--red-ui-text-color-warning)' },
  danger: { icon: 'fa-exclamation-triangle', color: 'var(--red-ui-text-color-error)' },
} as const;

/** How much care an operation needs, as a mark. */
export function lookOf({ safety, danger }: Operation): { icon: string; color: string } {
  return LOOKS[danger !== undefined ? 'danger' : safety];
}

/** What is to be known of an operation: its title, what it does to the platform, where it is documented, its notes. */
export function operationDetails(operation: Operation, translate: Translate): JQuery {
  const { icon, color } = lookOf(operation);
  const box = $('<div class="form-tips">').css({ ...besideLabels, maxWidth: 'none', marginBottom: '12px' });
  box.css({ borderLeftWidth: '4px', borderLeftColor: color });
  const mark = $(`<i class="fa ${icon}" aria-hidden="true">`).css('color', color);
  const safety = $('<div>').css({ display: 'flex', gap: '6px', alignItems: 'baseline' });
  safety.append(mark, $('<span>').text(safetyWords(operation, translate)));
  if (operation.danger !== undefined) safety.css('fontWeight', 'bold');
  box.append($('<div>').css('fontWeight', 'bold').text(titleOf(operation)), safety);
  box.append(bodyWords(operation, translate));
  return box.append(notes(operation), documentation(operation, translate));
}

function safetyWords({ safety, impact, danger }: Operation, translate: Translate): string {
  if (safety === 'safe') return translate('operation.reads');
  const where = translate(`operation.impacts.${impact}`);
  if (danger === undefined) return translate('operation.changes', { where });
  const known = danger === 'wipes' || danger === 'cuts-off';
  return translate(`operation.dangers.${known ? danger : 'other'}`);
}

/** What the operation takes besides parameters by name. */
function bodyWords(operation: Operation, translate: Translate): JQuery {
  const box = $('<div>');
  if (operation.body === 'bytes') box.text(translate('operation.takesContent'));
  if (operation.body === 'list') {
    box.text(translate('operation.takesList'));
    box.append(fieldsOf(operation, '').map(({ name, parameter }) => small(fieldLine(name, parameter))));
  }
  return box;
}

function notes(operation: Operation): JQuery {
  const lines = notesOf(operation);
  const list = small($('<ul>').css({ margin: '4px 0 0 18px', overflowWrap: 'anywhere' }));
  return list.append(lines.map((line) => $('<li>').text(line))).toggle(lines.length > 0);
}

function documentation({ section, source }: Operation, translate: Translate): JQuery {
  const words =
    section === undefined ? translate('operation.document') : translate('operation.section', { section });
  const line = small($('<div>').css('marginTop', '4px'));
  if (source === undefined) return line.text(section === undefined ? '' : words);
  const link = $('<a target="_blank" rel="noopener noreferrer">').attr('href', source).text(words);
  return line.append(link, ' <i class="fa fa-external-link" aria-hidden="true"></i>');
}
