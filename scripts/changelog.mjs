const HEADING = /^## (.+?)(?: - \d{4}-\d{2}-\d{2})?$/;

/**
 * Returns the text under the heading of a version, or under "Unreleased".
 * @param {string} changelog
 * @param {string} version
 */
export function sectionOf(changelog, version) {
	const lines = changelog.split("\n");
	const start = lines.findIndex((line) => HEADING.exec(line)?.[1] === version);
	if (start < 0) return "";
	const length = lines.slice(start + 1).findIndex((line) => HEADING.test(line));
	return lines
		.slice(start + 1, length < 0 ? undefined : start + 1 + length)
		.join("\n")
		.trim();
}

/**
 * Moves the unreleased section under a heading for the version.
 * @param {string} changelog
 * @param {string} version
 * @param {string} date
 */
export function withRelease(changelog, version, date) {
	return changelog.replace(/^## Unreleased$/m, `## Unreleased\n\n## ${version} - ${date}`);
}

/**
 * Whether `later` is a higher version than `earlier`. Both have three numbers.
 * @param {string} later
 * @param {string} earlier
 */
export function isAfter(later, earlier) {
	const [a, b] = [later, earlier].map((version) => version.split(".").map(Number));
	for (const place of [0, 1, 2]) {
		const difference = (a?.[place] ?? 0) - (b?.[place] ?? 0);
		if (difference !== 0) return difference > 0;
	}
	return false;
}
