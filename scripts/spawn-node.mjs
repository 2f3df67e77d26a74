import { spawn } from "node:child_process";

/**
 * Runs a program in our terminal and resolves to whether it succeeded. When a signal ended it, so does it end us.
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<boolean>}
 */
export function run(program, args, env = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, { stdio: "inherit", env: { ...process.env, ...env } });
		/** @param {NodeJS.Signals} signal */
		const pass = (signal) => child.kill(signal);
		/** @type {NodeJS.Signals[]} */
		const signals = ["SIGTERM", "SIGHUP"];
		for (const signal of signals) process.on(signal, pass);
		// Ctrl-C reaches the child by itself; we only wait for it.
		const wait = () => {};
		process.on("SIGINT", wait);
		child.once("error", reject);
		child.once("exit", (code, signal) => {
			for (const name of signals) process.off(name, pass);
			process.off("SIGINT", wait);
			if (signal) process.kill(process.pid, signal);
			else resolve(code === 0);
		});
	});
}

/** @param {string[]} args @param {Record<string, string>} [env] */
export const node = (args, env) => run(process.execPath, args, env);
