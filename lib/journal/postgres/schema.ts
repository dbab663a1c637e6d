/** What makes a schema of each version one of the next. What has been released is never edited. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE shopfloor.machine (
    number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text COLLATE "C" NOT NULL UNIQUE,
    name text NOT NULL,
    state text,
    heard bigint,
    counted double precision,
    epoch bigint NOT NULL DEFAULT 0
  );
  COMMENT ON TABLE shopfloor.machine IS 'Machines of the journal. Times in all tables are ms since 1970-01-01 (UTC).';
  COMMENT ON COLUMN shopfloor.machine.state IS 'The last message machine/state, as JSON';
  COMMENT ON COLUMN shopfloor.machine.epoch IS 'Who writes with an older lease is refused';
  CREATE TABLE shopfloor.interval (
    machine integer NOT NULL REFERENCES shopfloor.machine,
    id text COLLATE "C" NOT NULL,
    began bigint NOT NULL,
    ended bigint,
    state text NOT NULL,
    reason text NOT NULL,
    execution text,
    program text,
    source text NOT NULL,
    parts double precision NOT NULL,
    revision integer NOT NULL,
    PRIMARY KEY (machine, id)
  );
  COMMENT ON TABLE shopfloor.interval IS 'What a machine did, without hole or overlap; ended is null while it lasts, and began where a correction took it away';
  CREATE INDEX ON shopfloor.interval (machine, began, id) INCLUDE (ended, state);
  CREATE INDEX ON shopfloor.interval (machine) WHERE ended IS NULL;
  CREATE TABLE shopfloor.alarm (
    machine integer NOT NULL REFERENCES shopfloor.machine,
    id text COLLATE "C" NOT NULL,
    began bigint NOT NULL,
    ended bigint,
    condition text NOT NULL,
    level text NOT NULL,
    code text,
    text text NOT NULL,
    times integer NOT NULL,
    PRIMARY KEY (machine, id)
  );
  COMMENT ON TABLE shopfloor.alarm IS 'Alarms from begin to end; ended is null while one is active';
  CREATE INDEX ON shopfloor.alarm (machine, began, id);
  CREATE INDEX ON shopfloor.alarm USING gist (int8range(began, ended));
  CREATE INDEX ON shopfloor.alarm (machine) WHERE ended IS NULL;
  CREATE TABLE shopfloor.cycle (
    machine integer NOT NULL REFERENCES shopfloor.machine,
    id text COLLATE "C" NOT NULL,
    began bigint NOT NULL,
    ended bigint NOT NULL,
    program text,
    run_ms bigint NOT NULL,
    parts double precision NOT NULL,
    complete smallint NOT NULL,
    suspect smallint NOT NULL,
    PRIMARY KEY (machine, id)
  );
  COMMENT ON TABLE shopfloor.cycle IS 'From one part to the next; run_ms of it the machine ran';
  CREATE INDEX ON shopfloor.cycle (machine, ended, id);
  CREATE INDEX ON shopfloor.cycle (machine, program, ended) WHERE complete = 1 AND parts > 0;
  CREATE TABLE shopfloor.scrap (
    machine integer NOT NULL REFERENCES shopfloor.machine,
    id text COLLATE "C" NOT NULL,
    time bigint NOT NULL,
    count double precision NOT NULL,
    reason text,
    PRIMARY KEY (machine, id)
  );
  COMMENT ON TABLE shopfloor.scrap IS 'Parts that were reported as scrap';
  CREATE INDEX ON shopfloor.scrap (machine, time, id);
  `,
];

/** The types of the columns, for rows that are handed over as JSON. */
export const TYPES: Readonly<Record<string, string>> = {
  began: 'bigint',
  ended: 'bigint',
  time: 'bigint',
  run_ms: 'bigint',
  parts: 'double precision',
  count: 'double precision',
  revision: 'integer',
  times: 'integer',
  complete: 'smallint',
  suspect: 'smallint',
};
