const controls = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
/** One isolate with no other control in it: what this file makes, and nothing that could turn what stands around it. */
const isolate = /(\u2068[^\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]*\u2069)/u;
/** The ranges Unicode keeps for scripts that read from right to left, their digits and their presentation forms. */
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

export const readsFromRight = (text: string): boolean => rightToLeft.test(text);

/**
 * What somebody named, as part of a string no markup can hold together (a title, a label): it turns nothing around it.
 * Names that read from left to right stay what they are, and a list of isolated names keeps its order.
 */
export function isolated(name: string): string {
	const parts = name.split(isolate);
	const plain = parts.map((part, at) => (at % 2 === 1 ? part : part.replace(controls, ""))).join("");
	const isOne = parts.length === 3 && plain === parts[1];
	return readsFromRight(plain) && !isOne ? `\u2068${plain}\u2069` : plain;
}

/** What the window of a channel is called. */
export const channelTitle = (channel: { name: string }, server: { name: string }): string =>
	`#${isolated(channel.name)}, ${isolated(server.name)}`;
