/** The states that platforms tell apart in figures of their own, as ours are gathered in them. */
export const OWN_STATES = ['running', 'idle', 'setup', 'alarm', 'off'] as const;
export type OwnState = (typeof OWN_STATES)[number];

/** How a machine spent a time by the platform's own word. */
export interface OwnTimes {
  /** Seconds in each. */
  readonly times: Readonly<Record<OwnState, number>>;
  /** The platform's own availability, 0 to 1; null where it says none. */
  readonly availability: number | null;
}
