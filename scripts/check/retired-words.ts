/** Words of our own that gave way to those of the field, each with what is said now. */
const RETIRED: ReadonlyMap<string, string> = new Map([
  ['authority', 'token provider'],
  ['dialect', 'protocol'],
  ['call budget', 'rate limiter'],
  ['turn queue', 'semaphore'],
  ['outbox', 'conflating queue'],
  ['desk', 'a name that says what it does'],
  ['office', 'a name that says what it does'],
  ['lane', 'bulkhead'],
  ['lanes', 'bulkhead'],
  ['patience', 'time limit'],
  ['division', 'partition assignment'],
]);
/** `Moment` as a type; a variable of that name is a point in time. */
const RETIRED_TYPE = /^Moments?$/;

/** Identifiers that hold a retired word. */
export function retiredWordProblems(identifiers: Iterable<string>): string[] {
  return [...identifiers].flatMap((identifier) => {
    const words = ` ${wordsOf(identifier)} `;
    const retired = [...RETIRED].filter(([word]) => words.includes(` ${word} `));
    const problems = retired.map(([word, now]) => `${identifier}: "${word}" is now called "${now}"`);
    return RETIRED_TYPE.test(identifier)
      ? [...problems, `${identifier}: name what it is a moment of`]
      : problems;
  });
}

/** `CallBudget`, `callBudget` and `CALL_BUDGET` are `call budget`. */
function wordsOf(identifier: string): string {
  return identifier
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replaceAll('_', ' ')
    .trim()
    .toLowerCase();
}
