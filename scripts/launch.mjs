import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { end } from "./check-node-version.mjs";

/** Errors whose message is a sentence for the person at the terminal; a stack trace would only hide it. */
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
		// Next, once it is loaded, keeps a process alive whose program has failed.
		end((error instanceof Error && error.stack) || String(error));
	}
}

/**
 * Runs Node in our terminal and resolves to whether it succeeded. A signal that ends it ends us too.
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
