/** Preferences as this browser has them. The first value of each is the default. */
export const choices = {
	density: ["cosy", "compact"],
	textSize: ["100", "87.5", "112.5", "125", "137.5", "150"],
	clock: ["24", "12"],
	links: ["underlined", "plain"],
	motion: ["system", "reduced"],
	letters: ["on", "off"],
	sendWith: ["enter", "mod"],
	announce: ["all", "mentions", "off"],
} as const;
export type Preferences = { [Name in keyof typeof choices]: (typeof choices)[Name][number] };

export const storageKey = "hearth.preferences";

/** The stored preferences, as far as they are valid choices. */
export function preferencesIn(kept: unknown): Preferences {
	const of = (name: string) => (kept && typeof kept === "object" ? (kept as Record<string, unknown>)[name] : undefined);
	return Object.fromEntries(
		Object.entries(choices).map(([name, values]) => [name, values.find((value) => value === of(name)) ?? values[0]]),
	) as Preferences;
}

/** Preferences applied as attributes of `<html>`. */
export const cssPreferences = ["density", "links", "motion"] as const;

export function applyPreferences(preferences: Preferences): void {
	const { dataset, style } = document.documentElement;
	for (const name of cssPreferences) dataset[name] = preferences[name];
	style.fontSize = preferences.textSize === "100" ? "" : `${preferences.textSize}%`;
}
