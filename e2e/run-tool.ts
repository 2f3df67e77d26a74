import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Finding } from "@/lib/doctor/finding";
import type { App } from "./app";

/** Runs a program as operators do, next to the running app. Returns what it prints. */
export async function runTool(app: App, entry: string, ...args: string[]): Promise<string> {
	const { code, printed, errors } = await endOf(app, entry, args);
	if (code !== 0) throw new Error(`The command ended with ${code}:\n${printed}${errors}`);
	return printed;
}

/** What the doctor finds, without versions: the tests do not choose that of Node. */
export async function findings(app: App): Promise<Finding[]> {
	const { printed } = await endOf(app, "lib/doctor/cli.ts", ["--json"]);
	return (JSON.parse(printed) as Finding[]).filter(({ check }) => check !== "versions");
}

async function endOf(app: App, entry: string, args: string[]) {
	const program = spawn(process.execPath, ["scripts/run.mjs", entry, ...args], {
		env: {
			...process.env,
			...{ HEARTH_DATA_DIR: app.dataDir, DATABASE_URL: "", PUBLIC_URL: app.url, PORT: String(app.port) },
		},
		stdio: ["ignore", "pipe", "pipe"],
	});
	let printed = "";
	let errors = "";
	program.stdout.on("data", (data) => {
		printed += data;
	});
	program.stderr.on("data", (data) => {
		errors += data;
	});
	const [code] = await once(program, "close");
	return { code, printed, errors };
}
