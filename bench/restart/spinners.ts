import { spawn } from "node:child_process";

/** Starts processes that use all of the machine. Returns a function that stops them. */
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
