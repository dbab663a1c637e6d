import { isZone, knownZones } from '../../../lib/calendar/wall-time';
import { isBlank, isVariable } from '../../shared/editor/variables';

/** Gives the list of a field all time zones, each with what its clocks are ahead of UTC now. */
export function listZones(list: JQuery): void {
  list.append(...knownZones().map((zone) => $('<option>').val(zone).attr('label', offsetOf(zone))));
}

/** Whether a field holds the name of a zone, or may be left as it is. */
export function isZoneEntry(value: unknown): boolean {
  return isBlank(value) || isVariable(value) || isZone(String(value).trim());
}

/** Such as `GMT+8`. */
function offsetOf(zone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    timeZoneName: 'shortOffset',
  }).formatToParts();
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}
