import type { Finding } from "./finding";
import floors from "./floors.json";

export type Program = keyof typeof floors;

const names: Record<Program, string> = { node: "Node", postgres: "PostgreSQL", redis: "Redis" };

/**
 * Whether a version is older than the first one of its line without known security holes (`floors.json`, where each has
 * its source). A line that is not there gets no fixes any more if a later one is.
 */
export function checkVersion(program: Program, version: string): Finding[] {
	const parts = partsOf(version);
	const lines = floors[program].map(({ line, floor }) => ({ line: partsOf(line), floor }));
	const own = lines.find(({ line }) => line.every((part, index) => parts[index] === part));
	const next = lines.find(({ line }) => isBelow(parts, line));
	const floor = (own ?? next)?.floor;
	if (floor === undefined || !isBelow(parts, partsOf(floor))) return [];
	return [
		{
			check: "versions",
			problem: `${names[program]} ${version} has known security holes.`,
			advice: `Update it to ${floor} or newer.`,
		},
	];
}

const partsOf = (version: string) => (/\d+(\.\d+)*/.exec(version)?.[0] ?? "0").split(".").map(Number);

function isBelow(version: number[], floor: number[]): boolean {
	for (const [index, least] of floor.entries()) {
		const part = version[index] ?? 0;
		if (part !== least) return part < least;
	}
	return false;
}
