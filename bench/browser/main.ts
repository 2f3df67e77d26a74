// npm run bench:browser: measures how long users wait in Chromium, and compares it with the targets (bench/README.md).
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { type Figure, tableOf } from "../metrics";
import { BrowserEnvironment } from "./environment";
import { firstLoads } from "./first-load";
import { channelSwitches, permalink, sending, typing, worstMarkdown } from "./measures";

const roundsAt = process.argv.indexOf("--rounds");
const rounds = roundsAt < 0 ? 20 : Number(process.argv[roundsAt + 1]);
const log = (text: string) => process.stdout.write(`${text}\n`);
const only = process.argv.slice(2).filter((argument) => /^[a-z]/.test(argument));

if (!process.argv.includes("--no-build"))
	execFileSync(process.execPath, ["scripts/build.mjs", "--if-stale"], { stdio: "inherit" });
const [load = 0] = loadavg();
const begun = performance.now();
const stage = await BrowserEnvironment.open();
const figures: Figure[] = [];
try {
	const sections: Record<string, () => Promise<Figure | Figure[]>> = {
		load: () => firstLoads(stage, rounds),
		switch: () => channelSwitches(stage, rounds),
		permalink: () => permalink(stage, rounds),
		sent: () => sending(stage, rounds),
		typing: () => typing(stage, rounds),
		markdown: () => worstMarkdown(stage, log),
	};
	for (const [name, measure] of Object.entries(sections)) {
		if (only.length > 0 && !only.includes(name)) continue;
		for (const figure of [await measure()].flat()) {
			log(`${figure.name}: ${figure.measured}`);
			figures.push(figure);
		}
	}
} finally {
	await stage.close();
}
const seconds = Math.round((performance.now() - begun) / 1000);
const machine = `${rounds} rounds in ${seconds} s on ${cpus().length} cores (${cpus()[0]?.model.trim()}); load before it began: ${load.toFixed(1)}.${
	load > cpus().length / 4 ? "\nThe machine was busy before this began: quiet, it does better." : ""
}`;
log(`\n${tableOf(figures)}\n\n${machine}`);
if (process.argv.includes("--write")) writeFileSync("docs/performance-browser.md", pageOf());
process.exitCode = figures.some(({ met }) => met === false) ? 1 : 0;

function pageOf(): string {
	const missed = figures.filter(({ met }) => met === false);
	return `# Performance in the browser

\`\`\`sh
npm run bench:browser -- --write
\`\`\`

This command wrote this page on ${new Date().toISOString().slice(0, 10)}.
${machine}
The app, its PostgreSQL and Chromium shared these cores. [bench/README.md](../bench/README.md#in-the-browser) explains how
each figure is measured.

${tableOf(figures)}

${missed.length === 0 ? "This run met every target." : `Targets missed in this run:\n\n${missed.map(({ name }) => `- ${name}`).join("\n")}`}
`;
}
