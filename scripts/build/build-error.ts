/** The sources can't be built; the message has one line for each thing that is wrong. */
export class BuildError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'BuildError';
  }
}
