import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import type { MemberServer } from "@/lib/realtime/contract";
import { type Conversation, inOneChannel } from "../conversation";
import { type Figure, number } from "../figures";
import type { Stage } from "../stage";

const run = promisify(execFile);

/** The command's own figure, while the app runs. */
export async function importing(stage: Stage, { file, isReal }: Conversation): Promise<Figure> {
	const summary = await bringIn(stage, file, "Archive");
	const perSecond = Number(/([\d,]+) messages\/s/.exec(summary)?.[1]?.replaceAll(",", ""));
	const imported = Number(/([\d,]+) imported/.exec(summary)?.[1]?.replaceAll(",", ""));
	return {
		name: `import of ${number(imported)} ${isReal ? "real" : "made-up"} messages while the app runs`,
		target: "≥ 5,000 messages/s",
		measured: `${number(perSecond)} messages/s`,
		met: perSecond >= 5000,
		values: { perSecond, summary },
	};
}

/** The same conversation as one long channel, for those who read it. */
export async function longChannel(
	stage: Stage,
	conversation: Conversation,
	folder: string,
): Promise<{ serverId: number; channelId: number; messages: number }> {
	const { file, messages } = inOneChannel(conversation, folder);
	await bringIn(stage, file, "Long");
	const { servers } = await stage.owner.call<{ servers: MemberServer[] }>("GET", "/api/servers?mine=true");
	const server = servers.find(({ name }) => name === "Long");
	const channel = server?.channels.find(({ name }) => name === "everything");
	if (!server || channel?.lastSeq !== messages) throw new Error("The long channel did not come in whole.");
	return { serverId: server.id, channelId: channel.id, messages };
}

async function bringIn(stage: Stage, file: string, server: string): Promise<string> {
	const args = ["scripts/run.mjs", "lib/import/command.ts", resolve(file), "--server", server];
	const { stdout } = await run(process.execPath, [...args, "--owner", stage.owner.username], {
		env: { ...process.env, HEARTH_DATA_DIR: stage.app.dataDir, DATABASE_URL: "" },
	});
	return stdout.trim();
}
