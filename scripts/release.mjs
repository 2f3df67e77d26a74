// npm run release -- 0.3.0: sets the version, closes the changelog's section, commits and tags. It does not push.
// npm run release -- notes v0.3.0: prints the changelog section of a version.
import "./check-node-version.mjs";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { isAfter, sectionOf, withRelease } from "./changelog.mjs";
import { end } from "./check-node-version.mjs";

const [version = "", tag = ""] = process.argv.slice(2);
const changelog = readFileSync("CHANGELOG.md", "utf8");
const current = JSON.parse(readFileSync("package.json", "utf8")).version;
if (version === "notes") printNotes(tag);
else release();

/** @param {string} tag */
function printNotes(tag) {
	if (tag !== `v${current}`) end(`The tag ${tag} is not that of package.json, which says ${current}.`);
	const notes = sectionOf(changelog, current);
	if (!notes) end(`CHANGELOG.md says nothing of ${current}.`);
	process.stdout.write(`${notes}\n`);
}

function release() {
	if (!/^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}$/.test(version)) end("Name the version: npm run release -- 1.2.3");
	if (!isAfter(version, current)) end(`${version} does not come after ${current}.`);
	if (git("status", "--porcelain")) end("The working tree has changes: commit them first.");
	if (!sectionOf(changelog, "Unreleased")) end('CHANGELOG.md has nothing under "Unreleased".');
	writeFileSync("CHANGELOG.md", withRelease(changelog, version, new Date().toISOString().slice(0, 10)));
	for (const file of ["package.json", "package-lock.json"]) setVersion(file);
	git("commit", "--all", "--message", `Release ${version}`);
	git("tag", "--annotate", `v${version}`, "--message", `Hearth ${version}`);
	process.stdout.write(`Tagged v${version}. Publish it with: git push --follow-tags\n`);
}

/** @param {string} file */
function setVersion(file) {
	const content = JSON.parse(readFileSync(file, "utf8"));
	content.version = version;
	if (content.packages) content.packages[""].version = version;
	writeFileSync(file, `${JSON.stringify(content, null, "\t")}\n`);
}

/** @param {string[]} args */
function git(...args) {
	return execFileSync("git", args, { encoding: "utf8" }).trim();
}
