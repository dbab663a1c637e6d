/** Data types of thing models (productTSL). */
export type DataType = 'INT' | 'FLOAT' | 'DOUBLE' | 'BOOL' | 'ENUM' | 'TEXT' | 'DATE' | 'STRUCT' | 'ARRAY';

export interface ThingField {
  id: number;
  code: string;
  name: string;
  dataType: DataType;
  /** Numbers: range and step. */
  range?: { min: number; max: number; step: number; unit?: string };
  /** Enumerations: values and names. */
  values?: Record<string, string>;
  /** Texts: longest. */
  length?: number;
  /** Structures: members; lists: the one kind of element. */
  members?: ThingField[];
  /** Lists: most elements. */
  size?: number;
}

export interface ThingProperty extends ThingField {
  access: 'R' | 'W' | 'RW';
}

export interface ThingService {
  id: number;
  code: string;
  name: string;
  inputs: ThingField[];
}

export interface ThingEvent {
  id: number;
  code: string;
  name: string;
  level: 'INFO' | 'WARN' | 'ERROR';
  outputs: string[];
}

export interface ThingModel {
  properties: ThingProperty[];
  services: ThingService[];
  events: ThingEvent[];
}

/** The thing model as `product/export/tslFile` gives it. */
export function tslOf(productKey: string, model: ThingModel): object {
  return {
    profile: { tslVersion: '1.2.0', productKey, version: '20260101080000000' },
    properties: model.properties.map((property, index) => ({
      ...fieldOf(property),
      subType: property.access,
      sort: index + 1,
      type: 'PROPERTY',
      desc: '',
    })),
    services: model.services.map(({ id, code, name, inputs }) => ({
      id,
      code,
      name,
      subType: 'ASYNC',
      type: 'SERVICE',
      inputData: inputs.map(fieldOf),
      outputData: [],
      desc: '',
    })),
    events: model.events.map(({ id, code, name, level, outputs }) => ({
      id,
      code,
      name,
      subType: level,
      type: 'EVENT',
      outputData: outputs.map((output) => {
        const property = model.properties.find((each) => each.code === output);
        return { $ref: `#/properties/id/${property?.id ?? 0}` };
      }),
      desc: '',
    })),
  };
}

function fieldOf(field: ThingField): object {
  const { id, code, name, dataType } = field;
  return { id, code, name, dataType, specs: specsOf(field) };
}

function specsOf({ range, values, length, members = [], size, dataType }: ThingField): unknown {
  if (range) {
    const { min, max, step, unit = '' } = range;
    return { min: String(min), max: String(max), step: String(step), unit, multiple: '' };
  }
  if (dataType === 'BOOL') {
    return ['true', 'false'].map((value) => ({ dataType, name: value, value }));
  }
  if (values) {
    return Object.entries(values).map(([value, name]) => ({ dataType, name, value }));
  }
  if (dataType === 'STRUCT') {
    return members.map(fieldOf);
  }
  if (dataType === 'ARRAY') {
    const [element] = members;
    return { size: String(size), dataType: element?.dataType, specs: element ? specsOf(element) : [] };
  }
  return { length: String(length ?? 0) };
}
