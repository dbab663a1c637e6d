/**
 * Shows a select for several values as tick boxes: none is cut off, and no click takes the others away. The returned
 * function shows what the select has become.
 */
export function tickBoxes(select: JQuery, label: string): () => void {
  const group = $('<div role="group">').css({ display: 'inline-block', width: '70%', verticalAlign: 'top' });
  group.attr('aria-label', label);
  const shown: (() => void)[] = [];
  select.find('option').each((_index, option) => {
    const tick = $('<input type="checkbox">').css({ width: 'auto', margin: '0' });
    const show = () => void tick.prop('checked', (option as HTMLOptionElement).selected);
    shown.push(show);
    show();
    tick.on('change', () => {
      $(option).prop('selected', tick.prop('checked'));
      select.trigger('change');
    });
    const line = { display: 'flex', gap: '6px', alignItems: 'baseline', width: 'auto', marginBottom: '4px' };
    group.append(
      $('<label>')
        .css(line)
        .append(tick, $('<span>').text($(option).text())),
    );
  });
  select.hide().after(group);
  return () => {
    for (const show of shown) show();
  };
}
