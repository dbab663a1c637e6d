/** Says in the file's header that it is a journal of this package. */
export const APPLICATION_ID = 0x53464a31;

const iso = (column: string): string =>
  `strftime('%Y-%m-%dT%H:%M:%fZ', ${column} / 1000.0, 'unixepoch') AS ${column}`;
const seconds = (from: string, to: string): string => `(${to} - ${from}) / 1000.0 AS seconds`;

/**
 * What makes a file of each version one of the next; SQLite keeps the version as `user_version`. What has been released is
 * never edited.
 *
 * Times are ms since the epoch. The views are for people: they have the machine's key and name, and times as text.
 * Intervals lie in the file by machine and time, so that a shift's are next to each other. `day` has for each machine and
 * state the ms of the intervals that are over, by days since the epoch (UTC), so that a month's totals are not a million rows.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE machine (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    state TEXT,
    heard INTEGER,
    counted INTEGER,
    epoch INTEGER NOT NULL DEFAULT 0,
    longest_alarm INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE interval (
    machine INTEGER NOT NULL REFERENCES machine (number),
    id TEXT NOT NULL,
    began INTEGER NOT NULL,
    ended INTEGER,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    execution TEXT,
    program TEXT,
    source TEXT NOT NULL,
    parts INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (machine, began, id)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX interval_id ON interval (machine, id);
  CREATE INDEX interval_open ON interval (machine) WHERE ended IS NULL;
  CREATE TABLE day (
    machine INTEGER NOT NULL REFERENCES machine (number),
    day INTEGER NOT NULL,
    state TEXT NOT NULL,
    ms INTEGER NOT NULL,
    PRIMARY KEY (machine, day, state)
  ) WITHOUT ROWID;
  CREATE TABLE alarm (
    machine INTEGER NOT NULL REFERENCES machine (number),
    id TEXT NOT NULL,
    began INTEGER NOT NULL,
    ended INTEGER,
    condition TEXT NOT NULL,
    level TEXT NOT NULL,
    code TEXT,
    text TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (machine, began, id)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX alarm_id ON alarm (machine, id);
  CREATE INDEX alarm_open ON alarm (machine) WHERE ended IS NULL;
  CREATE TABLE cycle (
    machine INTEGER NOT NULL REFERENCES machine (number),
    id TEXT NOT NULL,
    began INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    program TEXT,
    run_ms INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    complete INTEGER NOT NULL,
    suspect INTEGER NOT NULL,
    PRIMARY KEY (machine, ended, id)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX cycle_id ON cycle (machine, id);
  CREATE INDEX cycle_program ON cycle (machine, program, ended) WHERE complete = 1 AND parts > 0;
  CREATE TABLE scrap (
    machine INTEGER NOT NULL REFERENCES machine (number),
    id TEXT NOT NULL,
    time INTEGER NOT NULL,
    count INTEGER NOT NULL,
    reason TEXT,
    PRIMARY KEY (machine, time, id)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX scrap_id ON scrap (machine, id);

  CREATE VIEW intervals AS
    SELECT key, name, state, reason, execution, program, ${iso('began')}, ${iso('ended')}, ${seconds('began', 'ended')},
      parts, source, revision, id
    FROM interval JOIN (SELECT number, key, name FROM machine) ON number = machine
    WHERE ended IS NULL OR ended > began;
  CREATE VIEW alarms AS
    SELECT key, name, level, code, text, ${iso('began')}, ${iso('ended')}, ${seconds('began', 'ended')}, times, id
    FROM alarm JOIN (SELECT number, key, name FROM machine) ON number = machine;
  CREATE VIEW cycles AS
    SELECT key, name, program, ${iso('began')}, ${iso('ended')}, ${seconds('began', 'ended')},
      run_ms / 1000.0 AS run_seconds, parts, complete, suspect, id
    FROM cycle JOIN (SELECT number, key, name FROM machine) ON number = machine;
  CREATE VIEW scraps AS
    SELECT key, name, ${iso('time')}, count, reason, id
    FROM scrap JOIN (SELECT number, key, name FROM machine) ON number = machine;
  `,
];
