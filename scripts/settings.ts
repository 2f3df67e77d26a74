// npm run settings: writes `.env.example` and the table of README.md from the schema in lib/process/config.ts.
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { settings } from "../lib/process/config";

type Setting = { name: string; preset: string | null; description: string };

const table = /(?<=<!-- settings -->\n\n)[\s\S]*?(?=\n\n<!-- \/settings -->)/;

/** Returns every documented setting. The scripts set `NODE_ENV`; operators never do. */
function documented(): Setting[] {
	return Object.entries(settings.shape).flatMap(([name, type]) => {
		const { preset, description } = type.meta() ?? {};
		if (description === undefined) return [];
		return { name, preset: typeof preset === "string" ? preset : null, description };
	});
}

export function envExample(): string {
	const head = [
		"# Settings of Hearth with their defaults. None is needed. `npm start` reads the environment and not this file:",
		"# hand a copy named .env to Docker (--env-file), Compose (env_file) or systemd (EnvironmentFile).",
	];
	const entries = documented().flatMap(({ name, preset, description }) => [
		"",
		...wrapped(withoutLinks(description), 118).map((line) => `# ${line}`),
		`#${name}=${preset ?? ""}`,
	]);
	return `${[...head, ...entries].join("\n")}\n`;
}

export function readme(current: string): string {
	if (!table.test(current)) throw new Error("README.md no longer has the markers of its settings table.");
	const rows = documented().map(
		({ name, preset, description }) =>
			`| \`${name}\` | ${preset === null ? "unset" : `\`${preset}\``} | ${description} |`,
	);
	return current.replace(table, () => ["| variable | default | meaning |", "|---|---|---|", ...rows].join("\n"));
}

const withoutLinks = (text: string) => text.replace(/\[[^\]]+\]\(([^)]+)\)/g, "$1");

function wrapped(text: string, width: number): string[] {
	const lines: string[] = [];
	for (const word of text.split(" ")) {
		const longer = `${lines.at(-1)} ${word}`;
		if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer;
		else lines.push(word);
	}
	return lines;
}

// Not when the test of this file imports it: bundled, both are the same file.
if (basename(process.argv[1] ?? "") === "settings.ts") {
	writeFileSync(".env.example", envExample());
	writeFileSync("README.md", readme(readFileSync("README.md", "utf8")));
}
