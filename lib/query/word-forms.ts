/** An ARN, a URL, an IPv6 address or a time has colons, and is a word. */
export const isWordWithColons = (text: string): boolean =>
  /^arn:aws[a-z-]*:/i.test(text) ||
  /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ||
  /^[0-9a-f]{0,4}:([0-9a-f]{0,4}:)+[0-9a-f.]*(\/\d{1,3})?$/i.test(text) ||
  /^[0-9a-f]{1,4}::$/i.test(text)
