/** How one likes it on this device. The first of each is what holds until one chooses. */
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

/** What was kept, as far as it is one of the choices there are now. */
export function preferencesIn(kept: unknown): Preferences {
	const of = (name: string) => (kept && typeof kept === "object" ? (kept as Record<string, unknown>)[name] : undefined);
	return Object.fromEntries(
		Object.entries(choices).map(([name, values]) => [name, values.find((value) => value === of(name)) ?? values[0]]),
	) as Preferences;
}

/** What of it the page wears: styles read it from the root element. */
const cssPreferences = ["density", "links", "motion"] as const;

export function applyPreferences(preferences: Preferences): void {
	const { dataset, style } = document.documentElement;
	for (const name of cssPreferences) dataset[name] = preferences[name];
	style.fontSize = preferences.textSize === "100" ? "" : `${preferences.textSize}%`;
}

/** The same before anything is drawn, as a script of the page: nobody sees it change. */
export const applyPreferencesScript = `try{var p=JSON.parse(localStorage.getItem("${storageKey}"))||{},d=document.documentElement;${JSON.stringify(cssPreferences)}.forEach(function(n){if(/^[a-z]+$/.test(p[n]))d.dataset[n]=p[n]});if(/^[0-9.]{2,5}$/.test(p.textSize)&&p.textSize!=="100")d.style.fontSize=p.textSize+"%"}catch(e){}`;
