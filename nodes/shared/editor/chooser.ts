import type { Answer } from './admin-calls';
import { ChoiceList } from './choice-list';
import type { Choice } from './choice-tree';
import type { Translate } from './editor-api';
import { Notice } from './notice';

export interface ChooserOptions {
  title: string;
  translate: Translate;
  multiple: boolean;
  /** Values that are chosen already. */
  chosen: readonly string[];
  /** @param signal fires when the user does not wait any more */
  load(signal: AbortSignal): Promise<Answer<{ choices: readonly Choice[]; isCut?: boolean }>>;
  /** Called with what was chosen, when the dialog below is there again; not when the user cancels. */
  onDone(values: string[]): void;
}

/** Slides in a list to choose from, over the dialog that is open; says so when it can't be had, and can try again. */
export function openChooser(options: ChooserOptions): void {
  const { title, translate } = options;
  let list: ChoiceList | undefined;
  const closing = new AbortController();

  const close = (isDone: boolean): void => {
    // A second click while it slides out would close the dialog below.
    if (closing.signal.aborted) return;
    closing.abort();
    RED.tray.close(() => {
      if (isDone && list) options.onDone(list.values());
    });
  };

  RED.tray.show({
    title: $('<i>').text(title).html(),
    width: 'inherit',
    buttons: [
      { id: 'node-dialog-cancel', text: RED._('common.label.cancel'), click: () => close(false) },
      { id: 'node-dialog-ok', text: RED._('common.label.done'), class: 'primary', click: () => close(true) },
    ],
    open(tray) {
      const box = $('<div>').css({ boxSizing: 'border-box', height: '100%', padding: '16px 20px' });
      tray.find('.red-ui-tray-body').append(box);
      fill(box);
    },
  });

  const fill = async (box: JQuery): Promise<void> => {
    const notice = new Notice();
    box.empty().append(notice.element.css({ margin: '0', width: 'auto' }));
    notice.show('busy', translate('picker.loading'));
    const answer = await options.load(closing.signal);
    if (closing.signal.aborted) return;
    if (!answer.ok) {
      notice.showFailure(answer, translate);
      box.append(retryButton(translate, () => fill(box)));
    } else if (answer.choices.length === 0) {
      notice.show('note', translate('picker.empty'));
      box.append(retryButton(translate, () => fill(box)));
    } else {
      const { multiple, chosen } = options;
      const { choices, isCut = false } = answer;
      list = new ChoiceList({ choices, isCut, multiple, chosen, translate, confirm: () => close(true) });
      box.empty().append(list.element);
      list.show();
      list.element.find('input').first().trigger('focus');
    }
  };
}

function retryButton(translate: Translate, retry: () => void): JQuery {
  return $('<button type="button" class="red-ui-button">')
    .css('marginTop', '12px')
    .text(translate('picker.retry'))
    .on('click', retry);
}
