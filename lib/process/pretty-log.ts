const levels: Record<number, string> = { 10: "TRACE", 20: "DEBUG", 30: "INFO", 40: "WARN", 50: "ERROR", 60: "FATAL" };

/** A log line for people: time, level, sentence, and the other fields. Values stay JSON, so none can forge a line. */
export function prettyLine(line: string): string {
	const { time, level, msg, err, ...fields } = JSON.parse(line) as Record<string, unknown>;
	const { stack, ...error } = (err ?? {}) as Record<string, unknown>;
	const rest = Object.entries({ ...fields, ...error }).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
	const frames = typeof stack === "string" ? stack.split("\n").filter((frame) => frame.startsWith("    at ")) : [];
	const clock = String(time).slice(11, 23);
	return [[clock, levels[Number(level)] ?? level, msg, ...rest].join(" "), ...frames, ""].join("\n");
}
