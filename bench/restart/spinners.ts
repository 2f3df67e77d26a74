import { spawn } from "node:child_process";

/** Processes that want all of the machine. Answers how to end them. */
export function busy(count: number): () => void {
	const spinners = Array.from({ length: count }, () =>
		spawn(process.execPath, ["-e", "for (;;) {}"], { stdio: "ignore" }),
	);
	const release = () => {
		for (const spinner of spinners) spinner.kill("SIGKILL");
	};
	process.once("exit", release);
	return release;
}
