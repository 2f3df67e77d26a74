import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Figure, number, tableOf } from "./metrics";
import { plotOf } from "./plot";

export type Report = {
	measured: string;
	machine: string;
	cores: string;
	rounds: number;
	/** Of the machine before the run, and how long it took. */
	load: number;
	seconds: number;
	figures: Figure[];
};

/** Writes docs/performance: the paper, its figures for programs, and its picture. */
export function writeReport(folder: string, report: Report): void {
	writeFileSync(join(folder, "performance.json"), `${JSON.stringify(report, null, "\t")}\n`);
	writeFileSync(join(folder, "performance.svg"), plotOf(report.figures));
	writeFileSync(join(folder, "performance.md"), paperOf(report));
}

function paperOf({ measured, machine, cores, rounds, load, seconds, figures }: Report): string {
	const missed = figures.filter(({ met }) => met === false);
	return `# Performance

\`\`\`sh
npm run bench -- --write
\`\`\`

wrote this page on ${measured}, in ${number(seconds)} s. Medians of ${rounds} rounds after a warm-up; ${machine}; cores: ${cores}; the machine's load
before it began: ${load.toFixed(1)}. App, PostgreSQL and what they are compared with shared the server's cores; the load ran on the others. The same figures for programs:
[performance.json](performance.json). How each is taken: [bench/README.md](../bench/README.md). What was tried to get there: [decision 9](decisions/0009-speed.md).

![Deliveries a second by listeners, and stored messages a second by senders](performance.svg)

${tableOf(figures)}

${missed.length === 0 ? "Everything that was promised was met in this run." : `Missed in this run: ${missed.map(({ name }) => name).join("; ")}.`}

## What it says

- **A frame costs the same whatever it holds**, so what is stored together leaves together. That is why many listeners cost Hearth less than they cost bare Socket.IO, which stores nothing: with one listener it is slower, as it must be, and from some dozens on faster.
- **A hot channel pays for its commit once a batch.** A single sender waits for the disk like everybody; with 64 a commit carries some dozens of messages. Each of them still has to be read from its own socket and acknowledged on it, and that is where the rest of the core goes.
- **Channels are logs of their own**, so a hundred quiet channels commit by themselves; what one costs alone is what each of them costs.
- **A connection that does nothing** costs what Socket.IO's costs.
`;
}
