// npm leaves an optional platform package out of the lock when the registry it sees does not have it, and names that
// registry in every entry. Either makes `npm ci` fail on somebody else's machine, so both are refused here.
import "./check-node-version.mjs";
import { readFileSync } from "node:fs";
import { end } from "./check-node-version.mjs";

/** @type {{ packages: Record<string, { optionalDependencies?: Record<string, string>, resolved?: string }> }} */
const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));

const missing = Object.entries(packages).flatMap(([path, entry]) =>
	Object.entries(entry.optionalDependencies ?? {})
		.filter(([name]) => !isLocked(path, name))
		.map(([name, version]) => `${name}@${version}`),
);
const resolved = Object.entries(packages).flatMap(([path, entry]) => (entry.resolved ? [path] : []));

if (missing.length) end(`package-lock.json lacks ${missing.length} optional packages: ${missing.join(", ")}.`);
if (resolved.length) {
	end(
		`package-lock.json names a registry's address for ${resolved.length} packages, first ${resolved[0]}: remove "resolved".`,
	);
}

/**
 * Looks where Node would: in the package's own folder, then in every folder around it.
 * @param {string} path
 * @param {string} name
 */
function isLocked(path, name) {
	for (let around = path; ; around = around.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, "")) {
		if (packages[`${around ? `${around}/` : ""}node_modules/${name}`]) return true;
		if (!around) return false;
	}
}
