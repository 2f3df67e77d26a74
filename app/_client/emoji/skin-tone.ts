import { readJson, writeJson } from "../safe-storage";

const storageKey = "hearth.emoji.tone";

/** 0: default; 1 to 5 from light to dark. */
export function chosenTone(): number {
	const tone = readJson(storageKey);
	return typeof tone === "number" && Number.isInteger(tone) && tone >= 0 && tone <= 5 ? tone : 0;
}

export const rememberTone = (tone: number) => writeJson(storageKey, tone);
