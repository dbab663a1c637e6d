/** The entries of a list that somebody typed: separated by commas, Chinese ones too, or lines; blank ones are left out. */
export function listedIn(text: string): string[] {
  return text
    .split(/[,，\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
