const controls = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
const rightToLeft =
	/[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/**
 * What somebody named, as part of a string no markup can hold together (a title, a label): it turns nothing around it.
 * Names that read from left to right stay what they are.
 */
export function isolated(name: string): string {
	const plain = name.replace(controls, "");
	return rightToLeft.test(plain) ? `\u2068${plain}\u2069` : plain;
}

/** What the window of a channel is called. */
export const channelTitle = (channel: { name: string }, server: { name: string }): string =>
	`#${isolated(channel.name)}, ${isolated(server.name)}`;
