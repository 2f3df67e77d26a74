import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { end } from "./check-node-version.mjs";

/** Errors whose message is written for the operator at the terminal; they are printed without a stack trace. */
const SENTENCES = ["BadSetting", "CannotStart"];

/**
 * Runs a program in this process.
 * @param {string} file
 */
export async function enter(file) {
	process.setSourceMapsEnabled(true);
	try {
		await import(pathToFileURL(resolve(file)).href);
	} catch (error) {
		if (error instanceof Error && SENTENCES.includes(error.name)) end(error.message);
		// Once loaded, Next keeps the process alive after the program has failed, so exit explicitly.
		end((error instanceof Error && error.stack) || String(error));
	}
}

/**
 * Runs Node in this terminal and resolves to whether it succeeded. A signal that ends the child also ends this process.
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<boolean>}
 */
export function node(args, env = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, args, { stdio: "inherit", env: { ...process.env, ...env } });
		/** @param {NodeJS.Signals} signal */
		const pass = (signal) => child.kill(signal);
		/** @type {NodeJS.Signals[]} */
		const signals = ["SIGTERM", "SIGHUP"];
		for (const signal of signals) process.on(signal, pass);
		// The terminal sends Ctrl-C to the child directly; this process only waits for it.
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
