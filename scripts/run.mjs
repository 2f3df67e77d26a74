// node scripts/run.mjs <entry.ts> [argument…]: runs a program of this project other than the app, and bundles it first
// if its sources changed.
import "./check-node-version.mjs";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { end } from "./check-node-version.mjs";
import { enter } from "./launch.mjs";
import { ENTRIES, hashInputs, isFresh, outputOf, PROGRAMS } from "./products.mjs";

const [entry = "", ...args] = process.argv.slice(2);
const name = PROGRAMS.find((known) => ENTRIES[known] === entry);
if (!name || !existsSync(entry)) end(`There is no program ${entry || "without a name"}.`);

Object.assign(process.env, { NODE_ENV: process.env.NODE_ENV ?? "production" });
if (!isFresh(outputOf(name), hashInputs(name))) {
	const { bundle } = await import("./bundle.mjs");
	await bundle([name]);
}

process.argv = [process.execPath, resolve(outputOf(name)), ...args];
await enter(outputOf(name));
