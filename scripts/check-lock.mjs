// npm omits an optional platform package from the lock file when its registry lacks the package, and writes that
// registry's address into every entry. Both make `npm ci` fail on other machines, so this check rejects them.
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
 * Resolves a package as Node does: in the package's own folder, then in every parent folder.
 * @param {string} path
 * @param {string} name
 */
function isLocked(path, name) {
	for (let around = path; ; around = around.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, "")) {
		if (packages[`${around ? `${around}/` : ""}node_modules/${name}`]) return true;
		if (!around) return false;
	}
}
