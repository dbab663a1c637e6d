/**
 * What JSONata calls before each step of an expression, in newer and in older versions
 * (https://docs.jsonata.org/embedding-extending).
 */
export const STEP_HOOKS: readonly (string | symbol)[] = [
  Symbol.for('jsonata.__evaluate_entry'),
  '__evaluate_entry',
];
