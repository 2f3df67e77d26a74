import { AppError } from "../errors";

const maxDepth = 32;

/** Rejects bodies that no schema accepts, before validation: nesting over 32, and keys that name a prototype. */
export function checkShape(value: unknown): void {
	let level: unknown[] = [value];
	for (let depth = 0; level.length > 0; depth++) {
		const next: unknown[] = [];
		for (const item of level) {
			if (typeof item !== "object" || item === null) continue;
			if (depth >= maxDepth) throw new AppError("invalid_request", `Nesting goes deeper than ${maxDepth} levels.`);
			if (Object.hasOwn(item, "__proto__"))
				throw new AppError("invalid_request", "A field is unknown.", { fields: { ["__proto__"]: "Unknown field." } });
			for (const inner of Object.values(item)) next.push(inner);
		}
		level = next;
	}
}
