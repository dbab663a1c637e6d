import type { NodeAPI, NodeDef } from 'node-red';
import { isZone } from '../../lib/calendar/wall-time';
import { Plant, plantMachines } from '../../lib/machine/plant';
import { presentableText } from '../../lib/redaction';
import { calendarOf } from '../shared/calendar-node';
import type { PlantNode } from '../shared/plant-node';

interface PlantDef extends NodeDef {
  zone?: string;
  calendar?: string;
  machines?: unknown;
}

type Mutable<Made> = { -readonly [Name in keyof Made]: Made[Name] };

export default function register(RED: NodeAPI): void {
  function PlantConstructor(this: Mutable<PlantNode>, def: PlantDef): void {
    RED.nodes.createNode(this, def);
    const rows = plantMachines(def.machines);
    this.plant = new Plant(rows);
    this.zone = typeof def.zone === 'string' ? def.zone.trim() : '';
    this.shiftCalendar = () => calendarOf(RED, def.calendar);
    const twice = rows.length - this.plant.machines.length;
    if (twice > 0) this.warn(RED._('node.twice', { count: String(twice) }));
    if (this.zone !== '' && !isZone(this.zone))
      this.warn(RED._('node.zoneUnknown', { zone: presentableText(this.zone) }));
  }

  RED.nodes.registerType('plant', PlantConstructor);
}
