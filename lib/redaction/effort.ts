/** What looking for secrets may cost for a text of no length, and for each of its characters: in comparisons. */
const AT_LEAST = 200_000;
const PER_CHARACTER = 100;

/**
 * What looking for secrets in one text has cost, so that it ends whatever the secrets and the text are: platforms choose
 * both their tokens and their texts.
 */
export class Effort {
  private left: number;

  constructor(length: number) {
    this.left = AT_LEAST + PER_CHARACTER * length;
  }

  get isSpent(): boolean {
    return this.left < 0;
  }

  spend(comparisons: number): void {
    this.left -= comparisons;
  }
}
