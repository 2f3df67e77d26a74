import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Figure, number, tableOf } from "./metrics";
import { plotOf } from "./plot";

export type Report = {
	measured: string;
	machine: string;
	cores: string;
	rounds: number;
	/** The machine's load before the run, and the run's duration. */
	load: number;
	seconds: number;
	figures: Figure[];
};

/** Writes docs/performance: the report, its figures as JSON, and its plot. */
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

This command wrote this page on ${measured}, in ${number(seconds)} s. Figures are medians of ${rounds} rounds after a warm-up.

- Machine: ${machine}; load before the run: ${load.toFixed(1)}
- Cores: ${cores}. The app, PostgreSQL and the programs that they are compared with shared
  the server's cores; the load generators ran on the others.

[performance.json](performance.json) has the same figures for programs. [bench/README.md](../bench/README.md) explains
how each is measured, and [decision 9](decisions/0009-speed.md) what was tried to reach them.
[What users wait for in the browser](performance-browser.md) is measured apart.

![Deliveries a second by receivers, and stored messages a second by senders](performance.svg)

${tableOf(figures)}

${missed.length === 0 ? "This run met every target." : `Targets missed in this run:\n\n${missed.map(({ name }) => `- ${name}`).join("\n")}`}

## What the figures mean

- **A frame costs the same whatever it contains**, so messages that are stored together are also sent together. That is
  why many receivers cost Hearth less than they cost bare Socket.IO, which stores nothing. With one receiver Hearth is
  slower, as it must be; from several dozen on it is faster.
- **A hot channel pays for its commit once a batch.** A single sender waits for the disk. With 64 senders, a commit
  carries several dozen messages. Each of them must still be read from its own socket and acknowledged on it, and that
  takes the rest of the core.
- **Channels are separate logs, and share transactions.** What arrives for any of them during a commit goes into the
  next one. So a hundred quiet channels together cost about as much as one that is as busy as all of them.
- **An idle connection** costs as much as one of Socket.IO.
`;
}
