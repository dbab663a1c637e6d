/** What no name of a file may hold: separators of folders, and control characters. The editor uses it too. */
export const FORBIDDEN_IN_NAMES = /[/\\\p{Cc}]/u;
