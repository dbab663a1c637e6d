import { askNodeRed } from '../../shared/editor/admin-calls';
import type { Translate } from '../../shared/editor/editor-api';
import { Notice } from '../../shared/editor/notice';

interface Preview {
  message?: string;
  machines?: ({ machineId: string; values: { field: string; value: unknown }[] } & Record<string, unknown>)[];
}

/** Between two looks at the last message. */
const LOOK_AGAIN_MS = 5_000;
/** While somebody types. */
const SETTLED_MS = 600;

/** Shows what the rows make of the last message that came, as long as the dialog is open. */
export class MapPreviewBox {
  private readonly notice = new Notice();
  private readonly table = $('<div>');
  private readonly message = $('<pre>').css({ maxHeight: '160px', overflow: 'auto', fontSize: '0.85em' });
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = new AbortController();

  constructor(
    private readonly box: JQuery,
    private readonly translate: Translate,
    private readonly question: () => object,
  ) {
    box.append(
      $('<div>').css('fontWeight', 'bold').text(translate('form.preview')),
      this.notice.element.css({ marginLeft: '0', width: 'auto' }),
      this.table,
      this.message.hide(),
    );
    this.refresh(0);
  }

  /** To be called when something in the dialog is another than before. */
  refresh(ms = SETTLED_MS): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), ms);
  }

  close(): void {
    clearTimeout(this.timer);
    this.asked.abort();
  }

  private async look(): Promise<void> {
    if (!this.box.get(0)?.isConnected) return;
    this.asked = new AbortController();
    const { signal } = this.asked;
    const answer = await askNodeRed<Preview>('shopfloor/machine-map/preview', this.question(), signal);
    if (signal.aborted) return;
    this.table.empty();
    if (!answer.ok) {
      if (answer.kind === 'input') this.notice.show('bad', answer.message);
      else this.notice.showFailure(answer, this.translate);
    } else if (answer.message === undefined) {
      this.notice.show('note', this.translate('form.previewNone'));
    } else {
      this.notice.clear();
      for (const machine of answer.machines ?? []) this.table.append(this.rowsOf(machine));
      this.message.text(answer.message).show();
    }
    this.refresh(LOOK_AGAIN_MS);
  }

  private rowsOf({ values, ...identity }: NonNullable<Preview['machines']>[number]): JQuery {
    const table = $('<table>').css({ width: '100%', margin: '6px 0', tableLayout: 'fixed' });
    const told = Object.entries(identity).map(([field, value]) => ({ field, value }));
    for (const { field, value } of [...told, ...values]) {
      const shown = typeof value === 'string' ? value : JSON.stringify(value);
      table.append(
        $('<tr>').append(
          $('<td>').css({ width: '35%', opacity: 0.8 }).text(field),
          $('<td>').css({ overflowWrap: 'anywhere' }).text(shown),
        ),
      );
    }
    return table;
  }
}
