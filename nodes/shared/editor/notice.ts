import type { Failure } from './admin-calls';
import type { Translate } from './editor-api';
import { failureWords } from './failure-words';

const LOOKS = {
  busy: { icon: 'fa-spinner fa-spin', color: 'var(--red-ui-text-color-warning)' },
  good: { icon: 'fa-check-circle', color: 'var(--red-ui-text-color-success)' },
  bad: { icon: 'fa-exclamation-circle', color: 'var(--red-ui-text-color-error)' },
  note: { icon: 'fa-info-circle', color: 'var(--red-ui-text-color-warning)' },
} as const;

/** In line with the fields of Node-RED's form rows. */
export const besideLabels = { marginLeft: '104px', width: '70%', boxSizing: 'border-box' } as const;

/** Puts the tips of the form that holds a field in line with its fields. */
export function alignTips(field: string): void {
  $(field)
    .closest('form')
    .find('.form-tips')
    .css({ ...besideLabels, maxWidth: 'none' });
}

export type NoticeLook = keyof typeof LOOKS;

/** A box that tells how something went, read out by screen readers when it changes; hidden while it is empty. */
export class Notice {
  readonly element = $('<div class="form-tips" role="status" aria-live="polite">')
    .css({ ...besideLabels, maxWidth: 'none', marginTop: '6px', borderLeftWidth: '4px' })
    .hide();

  /** @param detail a line in smaller type, such as the platform's own words */
  show(look: NoticeLook, text: string, detail = ''): void {
    const { icon, color } = LOOKS[look];
    this.element.empty().css('borderLeftColor', color);
    const line = $('<div>').css({ display: 'flex', gap: '8px', alignItems: 'baseline' });
    line.append(
      $(`<i class="fa ${icon}" aria-hidden="true">`).css('color', color),
      $('<span>').css('whiteSpace', 'pre-line').text(text),
    );
    this.element.append(line);
    if (detail !== '') {
      const small = { marginTop: '4px', marginLeft: '22px', fontSize: '0.9em', overflowWrap: 'anywhere' };
      this.element.append(
        $('<div>').css(small).css('color', 'var(--red-ui-secondary-text-color)').text(detail),
      );
    }
    this.element.show().get(0)?.scrollIntoView({ block: 'nearest' });
    // In a narrow window Node-RED's dialogs are wider than their place: showing all of the box would hide the labels.
    this.element.parents().scrollLeft(0);
  }

  showFailure(failure: Failure, translate: Translate): void {
    const { message, code } = failure;
    const isNamed = message === '' || message.includes(code.slice(code.indexOf(':') + 1));
    const detail = isNamed ? message : `${message} [${code}]`;
    this.show('bad', failureWords(failure, translate), detail);
  }

  clear(): void {
    this.element.empty().hide();
  }
}
