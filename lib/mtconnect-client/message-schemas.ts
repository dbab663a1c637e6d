import { type Static, Type } from '@sinclair/typebox';

const optionalText = (description: string) => Type.Optional(Type.String({ description }));

/** An observation of an agent, with what its data item is. */
export const MtconnectObservation = Type.Object({
  dataItemId: Type.String({ description: 'id of the data item' }),
  name: optionalText('its name'),
  category: optionalText('`SAMPLE`, `EVENT` or `CONDITION`'),
  type: optionalText('such as `EXECUTION`'),
  subType: optionalText('such as `ACTUAL`'),
  units: optionalText('such as `MILLIMETER`'),
  component: optionalText('what it belongs to, such as `Linear`'),
  componentName: optionalText('its name, such as `X`'),
  sequence: Type.Number({ description: "number in the agent's buffer" }),
  timestamp: Type.String({ description: 'as the agent says it' }),
  value: Type.Union([Type.String(), Type.Null(), Type.Record(Type.String(), Type.String())], {
    description: 'text; `null` where it is not available; of a data set its keys and values',
  }),
  level: optionalText('of a condition: `NORMAL`, `WARNING`, `FAULT` or `UNAVAILABLE`'),
  conditionId: optionalText('of a condition'),
  nativeCode: optionalText('of a condition: the number of the controller'),
  nativeSeverity: optionalText('of a condition'),
});
export type MtconnectObservation = Static<typeof MtconnectObservation>;

export const MtconnectObservations = Type.Object(
  {
    machineId: Type.String({ description: 'uuid of the device' }),
    name: Type.String({ description: 'its name' }),
    receivedAt: Type.String({ description: 'when they arrived; ISO 8601 UTC' }),
    isCurrent: Type.Boolean({
      description: 'true: all that is known now; false: what has been observed since',
    }),
    observations: Type.Array(MtconnectObservation, { description: 'in the order of the agent' }),
  },
  { title: 'What an MTConnect agent observes of one device.' },
);
export type MtconnectObservations = Static<typeof MtconnectObservations>;

/** What `msg.payload` is, by `msg.type`. */
export const mtconnectMessageSchemas = { 'mtconnect/observations': MtconnectObservations };
