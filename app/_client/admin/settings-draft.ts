import type { InstanceSettings } from "@/lib/instance/fields";

/** Settings as the fields of a form hold them: lists and numbers are text, which is empty for no number. */
export type SettingsDraft<Names extends keyof InstanceSettings> = {
	[Name in Names]: InstanceSettings[Name] extends string[] | number | null ? string : InstanceSettings[Name];
};

const toText = (value: unknown) => {
	if (Array.isArray(value)) return value.join("\n");
	return value === null || typeof value === "number" ? String(value ?? "") : value;
};

/** The words of a list: separated by commas, spaces or line breaks. */
export const wordsOf = (text: string) => text.split(/[\s,]+/).filter(Boolean);

export const draftOf = <Names extends keyof InstanceSettings>(
	settings: InstanceSettings,
	names: readonly Names[],
): SettingsDraft<Names> =>
	Object.fromEntries(names.map((name) => [name, toText(settings[name])])) as SettingsDraft<Names>;

/** The settings that the draft changes, as a request has them. */
export function changesOf<Names extends keyof InstanceSettings>(
	draft: SettingsDraft<Names>,
	settings: InstanceSettings,
): Partial<InstanceSettings> {
	const given = Object.entries(draft).flatMap(([name, value]) => {
		const before = settings[name as Names];
		if (value === toText(before)) return [];
		if (Array.isArray(before)) return [[name, wordsOf(String(value))]];
		const isNumber = before === null || typeof before === "number";
		return [[name, isNumber ? numberOf(String(value).trim()) : value]];
	});
	return Object.fromEntries(given);
}

/** Null for empty text. Other text that is no whole number stays as it is, and the server refuses it. */
function numberOf(text: string): number | string | null {
	if (text === "") return null;
	return /^\d{1,10}$/.test(text) ? Number(text) : text;
}
