import { createHash } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs `work` while no other process builds into `folder`, after waiting for the one that does.
 * @template T
 * @param {string} folder
 * @param {() => Promise<T>} work
 */
export async function alone(folder, work) {
	const home = "node_modules/.cache/hearth";
	mkdirSync(home, { recursive: true });
	const lock = join(home, `build-${createHash("sha256").update(resolve(folder)).digest("hex").slice(0, 12)}`);
	const mine = `${lock}.${process.pid}`;
	writeFileSync(mine, String(process.pid));
	try {
		for (let said = false; !take(lock, mine); said = true) {
			if (!said) process.stdout.write("Another process is building; waiting for it.\n");
			await sleep(200);
		}
		try {
			return await work();
		} finally {
			rmSync(lock, { force: true });
		}
	} finally {
		rmSync(mine, { force: true });
	}
}

/**
 * @param {string} lock
 * @param {string} mine
 */
function take(lock, mine) {
	try {
		linkSync(mine, lock);
		return true;
	} catch (error) {
		if (codeOf(error) !== "EEXIST") throw error;
	}
	const holder = read(lock);
	if (holder === "" || isAlive(Number(holder))) return false;

	// A lock that another process took a moment ago may have been moved aside instead of the stale one; it is restored.
	const aside = `${mine}.aside`;
	try {
		renameSync(lock, aside);
		if (read(aside) !== holder) linkSync(aside, lock);
	} catch (error) {
		if (!["ENOENT", "EEXIST"].includes(codeOf(error))) throw error;
	} finally {
		rmSync(aside, { force: true });
	}
	return false;
}

/** @param {string} file */
function read(file) {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return "";
	}
}

/** @param {number} pid */
function isAlive(pid) {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		return codeOf(error) === "EPERM";
	}
}

/** @param {unknown} error */
function codeOf(error) {
	return error instanceof Error && "code" in error ? String(error.code) : "";
}
