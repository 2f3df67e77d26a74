import type { BadLine, Report } from "./run";

const number = (value: number) => Math.round(value).toLocaleString("en");
const counted = (value: number, one: string, many: string) => `${number(value)} ${value === 1 ? one : many}`;

/** The summary of an import in one line; it mentions that a new server is private. */
export function summaryOf(report: Report, name: string): string {
	const { server, isNew } = report.destination;
	const made = isNew ? `“${name}” is new and private: its owner adds people, or makes it public.\n` : "";
	return `${made}“${name}” (server ${server.id}): ${[
		`${counted(report.read, "line", "lines")} read`,
		`${number(report.imported)} imported`,
		`${number(report.known)} already there`,
		`${number(report.bad)} bad`,
		counted(report.lostParents, "lost parent", "lost parents"),
		counted(report.channels, "channel", "channels"),
		counted(report.people, "person", "people"),
		`${report.seconds.toFixed(1)} s`,
		`${number(report.imported / Math.max(report.seconds, 0.001))} messages/s`,
	].join(", ")}.`;
}

const maxListed = 20;

/** Bad lines: the first ones with their reasons, the others as a number. */
export class BadLines {
	private readonly named: BadLine[] = [];
	private count = 0;

	add(line: BadLine): void {
		this.count++;
		if (this.named.length < maxListed) this.named.push(line);
	}

	toString(): string {
		const lines = this.named.map(({ number: line, wrong }) => `line ${line}: ${wrong}\n`);
		const more = this.count - this.named.length;
		return lines.join("") + (more > 0 ? `and ${number(more)} more bad lines\n` : "");
	}
}
