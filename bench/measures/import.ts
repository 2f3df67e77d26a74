import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import type { MemberServer } from "@/lib/realtime/protocol";
import type { Bench } from "../bench";
import type { BenchEnvironment } from "../environment";
import { type Figure, number } from "../metrics";
import { inOneChannel, sampleData } from "../sample-data";

const run = promisify(execFile);

/** A long channel, for the measurements that read. */
export type Archive = { serverId: number; channelId: number; messages: number };

/** Reports the import command's own figure, while the app runs. */
export async function importing(bench: Bench): Promise<Figure[]> {
	const { file, isReal } = sampleData(bench.folder);
	if (!isReal) bench.log("The real conversation is not on this machine; one of the same size was made up.");
	const summary = await bringIn(bench.stage, file, "Archive");
	const perSecond = Number(/([\d,]+) messages\/s/.exec(summary)?.[1]?.replaceAll(",", ""));
	const imported = Number(/([\d,]+) imported/.exec(summary)?.[1]?.replaceAll(",", ""));
	return [
		bench.note({
			...{
				id: "import",
				name: `import of ${number(imported)} ${isReal ? "real" : "generated"} messages while the app runs`,
				beside: "",
			},
			target: "≥ 5,000 messages/s",
			measured: `${number(perSecond)} messages/s`,
			met: perSecond >= 5000,
			values: { perSecond, summary },
		}),
	];
}

/** Imports the same conversation as one long channel. */
export async function longChannel({ stage, folder }: Bench): Promise<Archive> {
	const { file, messages } = inOneChannel(sampleData(folder), folder);
	await bringIn(stage, file, "Long");
	const { servers } = await stage.owner.call<{ servers: MemberServer[] }>("GET", "/api/servers?mine=true");
	const server = servers.find(({ name }) => name === "Long");
	const channel = server?.channels.find(({ name }) => name === "everything");
	if (!server || channel?.lastSeq !== messages) throw new Error("The long channel was not imported completely.");
	return { serverId: server.id, channelId: channel.id, messages };
}

/** Imports a file while the app runs. Returns the command's summary line. */
export async function bringIn(stage: BenchEnvironment, file: string, server: string): Promise<string> {
	const args = ["scripts/run.mjs", "lib/import/cli.ts", resolve(file), "--server", server];
	const { stdout } = await run(process.execPath, [...args, "--owner", stage.owner.username], {
		env: { ...process.env, HEARTH_DATA_DIR: stage.app.dataDir, DATABASE_URL: "" },
	});
	return stdout.trim();
}
