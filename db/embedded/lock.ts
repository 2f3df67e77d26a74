import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startTimeOf } from "./processes";

export type Holder = { pid: number; birth: string; since: string; socketFolder: string };
export type Lock = { release(): void };

const NAME = /^owner\.(\d+)$/;

/**
 * Makes this process the only owner of the database in `folder`, or returns the current one. Every ownership is a file
 * with a number, and the highest counts. Taking over from a dead owner means creating the next number, which only one
 * process can do; a slow one that creates an outdated number sees the higher one and yields. So no process ever removes
 * a file that another has just written.
 */
export function take(folder: string, socketFolder: string): Lock | Holder {
	const mine: Holder = {
		pid: process.pid,
		birth: startTimeOf(process.pid) ?? "",
		since: new Date().toISOString(),
		socketFolder,
	};
	for (;;) {
		const last = highest(folder);
		const holder = read(join(folder, `owner.${last}`));
		if (holder) return holder;
		if (!create(folder, last + 1, mine)) continue;
		if (highest(folder) > last + 1) {
			rmSync(join(folder, `owner.${last + 1}`), { force: true });
			continue;
		}
		for (const number of numbers(folder)) if (number <= last) rmSync(join(folder, `owner.${number}`), { force: true });
		return { release: () => replace(folder, last + 1, "{}") };
	}
}

/** The living owner, if there is one. */
export function holderOf(folder: string): Holder | null {
	return read(join(folder, `owner.${highest(folder)}`));
}

function numbers(folder: string): number[] {
	return readdirSync(folder).flatMap((name) => Number(NAME.exec(name)?.[1] ?? []));
}

function highest(folder: string): number {
	return Math.max(0, ...numbers(folder));
}

function read(file: string): Holder | null {
	try {
		const holder: Holder = JSON.parse(readFileSync(file, "utf8"));
		return startTimeOf(holder.pid) === holder.birth ? holder : null;
	} catch (error) {
		// Never taken, or left empty by a power cut. An unreadable file is different: it may belong to a living owner.
		if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return null;
		throw error;
	}
}

/** Linking a finished file makes it appear completely and only once. */
function create(folder: string, number: number, holder: Holder): boolean {
	const draft = join(folder, `draft.${process.pid}`);
	writeFileSync(draft, JSON.stringify(holder));
	try {
		linkSync(draft, join(folder, `owner.${number}`));
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
		throw error;
	} finally {
		rmSync(draft, { force: true });
	}
}

function replace(folder: string, number: number, text: string): void {
	const draft = join(folder, `draft.${process.pid}`);
	writeFileSync(draft, text);
	renameSync(draft, join(folder, `owner.${number}`));
}
