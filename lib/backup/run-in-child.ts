import { fork } from "node:child_process";
import { BackupError } from "./backup-error";
import type { Reply, Task, TaskReport } from "./tasks";

/** Beside the bundled program, or in the sources. */
const program = new URL(import.meta.url.endsWith(".ts") ? "./child.ts" : "backup-child.js", import.meta.url);

/** Does a task in a process of its own. If the signal is aborted, or this process ends, so does the other one. */
export function runInChild(task: Task, signal: AbortSignal): Promise<TaskReport> {
	return new Promise((resolve, reject) => {
		const child = fork(program, {
			execArgv: [
				...process.execArgv.filter((flag) => !/^--(test|inspect|watch|cpu-prof)/.test(flag)),
				"--max-old-space-size=128",
			],
			serialization: "advanced",
			stdio: ["ignore", "ignore", "ignore", "ipc"],
		});
		const kill = () => void child.kill("SIGKILL");
		signal.addEventListener("abort", kill, { once: true });
		let reply: Reply | undefined;
		child.once("message", (message: Reply) => {
			reply = message;
		});
		child.once("error", reject);
		child.once("exit", () => {
			signal.removeEventListener("abort", kill);
			if (!reply) reject(new Error("The process of the backup has ended early."));
			else if ("report" in reply) resolve(reply.report);
			else reject(reply.error.isKnown ? new BackupError(reply.error.sentence) : new Error(reply.error.sentence));
		});
		child.send(task, (error) => error && kill());
		if (signal.aborted) kill();
	});
}
