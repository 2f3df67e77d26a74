const controls = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
/** One isolate without another direction control in it, so that it cannot change the text around it. */
const isolate = /(\u2068[^\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]*\u2069)/u;
/** The Unicode ranges of right-to-left scripts, their digits and their presentation forms. */
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

export const readsFromRight = (text: string): boolean => rightToLeft.test(text);

/**
 * A user-given name inside a string without markup (a title, a label), isolated so that it does not change the
 * direction of the text around it. Left-to-right names stay unchanged, and a list of isolated names keeps its order.
 */
export function isolated(name: string): string {
	const parts = name.split(isolate);
	const plain = parts.map((part, at) => (at % 2 === 1 ? part : part.replace(controls, ""))).join("");
	const isOne = parts.length === 3 && plain === parts[1];
	return readsFromRight(plain) && !isOne ? `\u2068${plain}\u2069` : plain;
}

/** The window title of a channel. */
export const channelTitle = (channel: { name: string }, server: { name: string }): string =>
	`#${isolated(channel.name)}, ${isolated(server.name)}`;
