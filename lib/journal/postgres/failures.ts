import { ShopfloorError } from '../../errors';
import { presentableText } from '../../redaction';
import { type JournalProblem, journalFailure } from '../journal-failure';

const LONGEST_SAID = 300;

/** By PostgreSQL's code (its manual, "Appendix A. PostgreSQL Error Codes") or that of Node.js, or by its text. */
const PROBLEMS: readonly [RegExp, JournalProblem, string][] = [
  [
    /no encryption$/,
    'certificate',
    'The server takes no connection without TLS from here, or none at all: choose a TLS configuration',
  ],
  [/^28|password|SASL/, 'login', 'The server refuses user or password'],
  [/^3D000/, 'database', 'The server has no such database'],
  [
    /^42501/,
    'permission',
    'The user may not do what the journal needs: it makes and uses the schema "shopfloor"',
  ],
  [/^53100/, 'full', 'The disk of the server is full'],
  [/^25006/, 'readonly', 'The server takes no changes: it is a read-only replica'],
  [/CERT|certificate|altname|self.signed/i, 'certificate', 'The server’s certificate is not trusted'],
  [/does not support SSL/, 'certificate', 'The server has no TLS: leave the TLS configuration out'],
  [
    /^E[A-Z]+$|^57P|^08|terminated|timeout|timed out|Connection|ended/,
    'unreachable',
    'The server does not answer',
  ],
];

/** What PostgreSQL or the way to it said, in words; an error that is in words already stays as it is. */
export function postgresFailure(thrown: unknown, place: string): ShopfloorError {
  if (thrown instanceof ShopfloorError) return thrown;
  const { code } = Object(thrown) as { code?: unknown };
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const said = presentableText(text === '' ? String(code) : text, LONGEST_SAID);
  const [, problem, words] =
    PROBLEMS.find(([pattern]) => (typeof code === 'string' && pattern.test(code)) || pattern.test(text)) ??
    [];
  return journalFailure(
    problem ?? 'failed',
    `The journal at ${place} cannot be used. ${words === undefined ? said : `${words}: ${said}`}`,
    thrown,
  );
}
