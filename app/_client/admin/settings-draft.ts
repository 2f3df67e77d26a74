import type { InstanceSettings } from "@/lib/instance/fields";

/** Settings as the fields of a form hold them: lists and numbers are text. */
export type SettingsDraft<Names extends keyof InstanceSettings> = {
	[Name in Names]: InstanceSettings[Name] extends string[] | number ? string : InstanceSettings[Name];
};

const toText = (value: unknown) => {
	if (Array.isArray(value)) return value.join("\n");
	return typeof value === "number" ? String(value) : value;
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
		return [[name, typeof before === "number" ? numberOf(String(value)) : value]];
	});
	return Object.fromEntries(given);
}

/** Null, which the server refuses, for text that is no whole number. */
const numberOf = (text: string) => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : null);
