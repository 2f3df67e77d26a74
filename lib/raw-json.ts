/** JSON that was serialized before. */
export class RawJson {
	constructor(readonly text: string) {}
}

export const rawJson = (value: unknown) => new RawJson(JSON.stringify(value));

/** Serializes an object like JSON.stringify, with the RawJson in it as it is, however deep in plain objects. */
export function withRawJson(object: Record<string, unknown>): RawJson {
	const entries = Object.entries(object).filter(([, value]) => value !== undefined);
	return new RawJson(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${textOf(value)}`).join(",")}}`);
}

function textOf(value: unknown): string {
	if (value instanceof RawJson) return value.text;
	return isPlainObject(value) ? withRawJson(value).text : JSON.stringify(value);
}

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
