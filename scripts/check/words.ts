/** Names that read the same in every language. A Chinese text may consist of them alone. */
const names = new Set(
  ['MGM', 'OMS', 'BIVROST', 'TLS', 'App', 'Key', 'Secret', 'ID', 'AccessKey', 'AccessSecret', 'URL'].concat([
    'JSON',
    'Redis',
    'HTTP',
    'HTTPS',
    'WebSocket',
    'SockJS',
    'AMQP',
    'Node',
    'RED',
    'Base64',
  ]),
);

/** What platforms call themselves in Chinese; English texts name them so too. */
const chineseNames = /彼络|工匠云/g;

export function hasChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}

/** True for text in which nothing is left in English: some Chinese, or names, values and types of content alone. */
export function readsAsChinese(text: string): boolean {
  const words = text.replace(/__\w+?__|application\/[\w-]+/g, '').match(/\p{L}+\d*/gu) ?? [];
  return hasChinese(text) || words.every((word) => names.has(word));
}

/**
 * True for text without Chinese, except names of platforms and what stands in parentheses behind its English: titles
 * of documents and menus that exist in Chinese only.
 */
export function readsAsEnglish(text: string): boolean {
  return !hasChinese(text.replace(chineseNames, '').replace(/\([^()]*(\([^()]*\)[^()]*)*\)/g, ''));
}
